using CharRnn.Cli.Screen;
using CharRnn.Persistence;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Files;

/// <summary>Control characters in names and texts never reach the terminal.</summary>
public sealed class NamesOnScreenTests : IDisposable
{
    private const string Escape = "\u001b[31m";
    private const string Override = "\u202E";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableOnWindowsTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_name_with_controls_is_shown_visibly_by_every_command(bool onScreen)
    {
        string name = $"e{Escape}{Override}\u009Bx";
        string text = _folder[name + ".txt"], model = _folder[name + ".safetensors"];
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 40)));
        string[][] commands =
        [
            ["train", text, "--hidden", "4", "--updates", "3", "--final-length", "0", "--output", model, "--log", text + ".log", "--checkpoint", text + ".ckpt"],
            ["train", text, "--resume", text + ".ckpt", "--updates", "4"],
            ["sample", model, "--length", "5"],
            ["evaluate", model, text],
            ["evaluate", model, text, "--json"],
            ["info", model],
            ["info", model, "--json"],
            ["check", text, "--hidden", "3", "--lengths", "2"],
            ["export", model, "--output", model + ".onnx"],
            ["search", text, "--hidden", "4", "--trials", "1", "--rungs", "1", "--first-epochs", "0.1", "--output", model + "2"],
            ["search", text, "--hidden", "4", "--trials", "1", "--rungs", "1", "--emit-jobs", _folder[name]],
            ["train", text + "none"], ["info", text], ["sample", text + "none"], ["train", "--" + name], [name],
        ];
        foreach (string[] command in commands)
        {
            CommandRun run = onScreen ? CommandRun.OnScreen(isPlain: true, command) : CommandRun.Of(command);
            string shown = run.Output + run.Error;
            shown.Should().NotContainAny(["\u001b", Override, "\u009B"], string.Join(' ', command));
        }
    }

    [Fact]
    public void Samples_on_a_screen_show_controls_of_direction_and_keep_marks_that_scripts_need()
    {
        ConsoleText.Visible($"a{Override}b\u2066c\u200Ed\u001b\n").Should().Be("a\uFFFDb\uFFFDc\u200Ed␛\n");
        ConsoleText.VisibleMessage("a\u200Eb\u2028c").Should().Be("a\uFFFDb\uFFFDc");
    }

    [Fact]
    public void A_value_of_five_megabytes_is_cut()
    {
        string path = _folder["m.safetensors"], huge = new('x', 5_000_000);
        CycleModel.Create<float>("ab").Save(path, new Dictionary<string, string> { ["text"] = huge, [huge] = "name" });

        CommandRun run = CommandRun.Of("info", path);
        run.Output.Length.Should().BeLessThan(20_000);
        run.Output.Should().Contain("(5,000,000 characters)");
        CommandRun.Of("info", path, "--json").Output.Should().Contain(huge, "programs get all of it");

        File.WriteAllText(_folder["job.json"], $$"""{"{{huge}}":1}""");
        File.WriteAllText(_folder["text.txt"], "abc");
        run = CommandRun.Of("train", _folder["text.txt"], "--options", _folder["job.json"], "--result", _folder["r.json"]);
        run.ExitCode.Should().Be(1);
        run.Error.Length.Should().BeLessThan(5000);
        ModelFile.Inspect(path).Settings["text"].Length.Should().Be(5_000_000);
    }
}
