using CharRnn.Cli.Failures;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Training;
using CharRnn.Tests.Persistence;
using CharRnn.Training;

namespace CharRnn.Tests.Cli.Files;

/// <summary>Files that grow while a command works: logs and trials.</summary>
public sealed class AppendedFileTests : IDisposable
{
    private const string Header = "update,epoch,loss,smooth_loss,nats_per_character\n";
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();

    private string LogPath => _folder["log.csv"];

    private string TextPath => _folder["text.txt"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_of_the_log_is_in_the_file_as_soon_as_it_is_made()
    {
        using var log = new LossLog(LogPath, Console());
        Shared().Should().Be(Header);

        log.Report(Progress(1));
        Shared().Should().Be(Header + "1,0,2,3,0.6\n");
        log.Report(Progress(99));
        log.Report(Progress(100));

        Shared().Should().Be(Header + "1,0,2,3,0.6\n100,0,2,3,0.6\n");
    }

    [Fact]
    public void A_resumed_log_keeps_whole_rows_up_to_the_checkpoint_and_no_others()
    {
        File.WriteAllText(LogPath, Header + "1,0,2,3,0.6\n100,0,2,3,0.6\n150,0,2,3,0.6\n200,0,9,9,0.9\n300,0,9,9,0.9\n400,0,9");
        using (var log = new LossLog(LogPath, Console(), firstUpdate: 200))
        {
            log.Report(Progress(300));
        }

        File.ReadAllText(LogPath).Should().Be(Header + "1,0,2,3,0.6\n100,0,2,3,0.6\n200,0,9,9,0.9\n300,0,2,3,0.6\n");
        _folder.Names.Should().Equal("log.csv");
    }

    [Fact]
    public void Two_runs_on_one_log_do_not_mix()
    {
        using var first = new LossLog(LogPath, Console());
        first.Report(Progress(1));

        FluentActions.Invoking(() => new LossLog(LogPath, Console())).Should().Throw<CommandException>().WithMessage("*log.csv is being written by another run*");

        Shared().Should().Be(Header + "1,0,2,3,0.6\n");
    }

    [SkippableOnWindowsFact]
    public void A_log_on_a_full_disk_costs_one_line_and_the_exit_code_and_not_the_training()
    {
        WriteText();

        CommandRun run = CommandRun.Of("train", TextPath, "--hidden", "4", "--updates", "500", "--sample-every", "0", "--output", _folder["m.safetensors"], "--log", "/dev/full");

        run.ExitCode.Should().Be(1);
        run.Error.Should().MatchRegex("^charrnn: [^\n]*/dev/full[^\n]*\n$");
    }

    [Fact]
    public void Two_searches_on_one_file_of_trials_do_not_mix()
    {
        WriteText();
        string trials = _folder["t.jsonl"];
        string[] search = ["search", TextPath, "--hidden", "4", "--trials", "3", "--rungs", "1", "--first-epochs", "0.2", "--trials-file", trials];
        CommandRun? second = null, resumed = null;
        CommandRun first = CommandRun.When(
            "1 of 3:",
            () => (second, resumed) = (CommandRun.Of([.. search, "--output", _folder["b.safetensors"]]), CommandRun.Of("search", TextPath, "--resume", trials, "--output", _folder["c.safetensors"])),
            CancellationToken.None,
            [.. search, "--output", _folder["a.safetensors"], "--threads", "1"]);

        first.ExitCode.Should().Be(0, first.Error);
        foreach (CommandRun? refused in (CommandRun?[])[second, resumed])
        {
            refused!.ExitCode.Should().Be(1);
            refused.Error.Should().Match("charrnn: *t.jsonl is being written by another search*\n");
        }

        CharRnn.Cli.Search.TrialFile.Load(trials).Results.Should().HaveCount(3);
    }

    private static TrainingProgress Progress(long update) => new() { Update = update, Loss = 2, SmoothLoss = 3, CharactersPerUpdate = 5 };

    private CliConsole Console() => new(new MemoryStream(), new MemoryStream(), _error);

    private void WriteText() => File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 40)));

    private string Shared()
    {
        using var reader = new StreamReader(new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
