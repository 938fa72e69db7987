using System.Diagnostics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Settings;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Settings;

/// <summary>CHARRNN_MAX_UPDATES. The variable belongs to the whole process, so commands that see it run in a separate process.</summary>
public sealed class UpdateCapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("1", 1L)]
    [InlineData("300", 300L)]
    public void Parse_reads_whole_numbers(string? value, long? expected) => UpdateCap.Parse(value).Should().Be(expected);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    public void Parse_refuses_anything_else(string value)
    {
        Action act = () => UpdateCap.Parse(value);

        act.Should().Throw<UsageException>().WithMessage($"*CHARRNN_MAX_UPDATES must be a whole number from 1 to *, not '{value}'.");
    }

    [Fact]
    public void Without_the_variable_nothing_is_watched()
    {
        using var cap = new UpdateCap(0, CancellationToken.None);
        var progress = new Progress<CharRnn.Training.TrainingProgress>();

        cap.Watch(progress).Should().BeSameAs(progress);
        cap.IsReached.Should().BeFalse();
    }

    [Fact]
    public void Train_ends_as_if_its_end_had_come_and_is_taken_up_again()
    {
        (int code, string output, string error) = Run("100", "train", "--hidden", "8", "--epochs", "2", "--checkpoint", "r.ckpt", "--output", "m.safetensors", "--final-length", "7", "--no-curve");

        (code, error).Should().Be((0, ""));
        output.Should().Contain("CHARRNN_MAX_UPDATES: ends after 100 updates.").And.Contain("Trained 100 updates").And.Contain("Training: 261 updates", "the plan stays");
        RnnModel<float>.Load(_folder["m.safetensors"]).Vocabulary.Count.Should().Be(58);

        (code, output, error) = Run("50", "train", "--resume", "r.ckpt", "--output", "m.safetensors");

        (code, error).Should().Be((0, ""));
        output.Should().Contain("Trained 150 updates");
    }

    [Fact]
    public void Report_and_search_are_shortened_too()
    {
        (int code, string output, string error) = Run("40", "report", "--hidden", "8", "--trials", "2", "--rungs", "1", "--check-lengths", "5", "--output", "r");

        (code, error).Should().Be((0, ""));
        output.Should().Contain("longish training: 40 updates").And.Contain("updates: 40 updates");

        (code, output, error) = Run("40", "search", "--hidden", "8", "--trials", "2", "--rungs", "1");

        (code, error).Should().Be((0, ""));
        output.Should().Contain("2 trials of 0.02 passes", "40 updates of 25 characters are that part of the story");
    }

    [Fact]
    public void Wrong_value_is_exit_code_2()
    {
        (int code, _, string error) = Run("many", "train", "--hidden", "8", "--updates", "5");

        code.Should().Be(2);
        error.Should().Be("charrnn: The environment variable CHARRNN_MAX_UPDATES must be a whole number from 1 to 1000000000000000, not 'many'.\n");
    }

    private (int Code, string Output, string Error) Run(string limit, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "CharRnn.Cli.dll"), .. arguments])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[UpdateCap.Variable] = limit;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
