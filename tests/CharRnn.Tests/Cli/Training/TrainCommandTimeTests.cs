using System.Diagnostics;
using CharRnn.Persistence;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Training;

/// <summary><c>train --time</c> and <c>--plan</c>.</summary>
public sealed class TrainCommandTimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainCommandTimeTests() => File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat("the cat sat on the mat; a bat ate the rat. ", 300)));

    private string TextPath => _folder["text.txt"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Time_is_kept_and_the_printed_command_trains_the_same_network()
    {
        long start = Stopwatch.GetTimestamp();
        CommandRun run = CommandRun.Of("train", TextPath, "--time", "2s", "--hidden", "40", "--output", _folder["a.st"], "--no-curve", "--final-length", "0", "--sample-every", "0", "--validation", "0.2");

        run.ExitCode.Should().Be(0, run.Error);
        Stopwatch.GetElapsedTime(start).TotalSeconds.Should().BeLessThan(10, "a busy machine may be late, but not by much");
        run.Output.Should().MatchRegex("Expected: 0:0[0-3] of training, [0-9.]+ passes over the text");
        string command = run.Output.Split('\n').Single(line => line.StartsWith("The same network again: charrnn ", StringComparison.Ordinal));
        string[] words = command["The same network again: charrnn ".Length..].Split(' ');

        CommandRun again = CommandRun.Of([.. words, "--output", _folder["b.st"], "--no-curve", "--final-length", "0", "--sample-every", "0"]);

        again.ExitCode.Should().Be(0, again.Error);
        RnnParameters<float> one = RnnModel<float>.Load(_folder["a.st"]).Rnn.Parameters, other = RnnModel<float>.Load(_folder["b.st"]).Rnn.Parameters;
        Numbers.ShouldBeSame(other, one, "the network again");
        ModelFile.Inspect(_folder["b.st"]).Settings.GetValueOrDefault("turns").Should().Be(ModelFile.Inspect(_folder["a.st"]).Settings.GetValueOrDefault("turns"));
    }

    [Theory]
    [InlineData]
    [InlineData("--time", "3s")]
    [InlineData("--cell", "lstm", "--hidden", "9")]
    public void Plan_says_what_would_be_done_and_writes_nothing(params string[] options)
    {
        CommandRun run = CommandRun.Of(["train", TextPath, "--plan", "--output", _folder["a.st"], .. options]);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("Network: ").And.Contain("Expected: ").And.Contain($"Train with: charrnn train {TextPath} --hidden ");
        Directory.GetFiles(_folder[""]).Should().Equal(TextPath);
    }

    [Theory]
    [InlineData]
    [InlineData("--documents", "lines")]
    [InlineData("--documents", "blank-lines", "--normalize", "crlf,nfc")]
    [InlineData("--encoding", "windows-1252", "--dropout", "0.1")]
    public void Command_of_a_plan_is_taken_and_plans_the_same(params string[] options)
    {
        CommandRun run = CommandRun.Of(["train", TextPath, "--plan", "--hidden", "9", .. options]);
        run.ExitCode.Should().Be(0, run.Error);
        string command = run.Output.TrimEnd().Split('\n')[^1].Split("charrnn ")[^1];

        CommandRun again = CommandRun.Of([.. command.Split(' '), "--plan"]);

        again.ExitCode.Should().Be(0, again.Error);
        again.Output.TrimEnd().Should().EndWith($"Train with: charrnn {command}");
        foreach (string option in options.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
        {
            command.Split(' ').Where(word => word == option).Should().ContainSingle(command);
        }
    }

    [Theory]
    [InlineData("--epochs cannot be combined with --time", "--epochs", "3")]
    [InlineData("--updates cannot be combined with --time", "--updates", "3")]
    [InlineData("--schedule cannot be combined with --time", "--schedule", "constant")]
    [InlineData("--optimizer cannot be combined with --time", "--optimizer", "sgd")]
    [InlineData("--time cannot be combined with --classic", "--classic")]
    public void Options_that_the_time_decides_are_refused(string problem, params string[] options)
    {
        CommandRun run = CommandRun.Of(["train", TextPath, "--time", "5s", .. options]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith($"charrnn: {problem}");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("0s")]
    [InlineData("5d")]
    [InlineData("2000h")]
    public void Anything_that_is_no_time_is_refused(string time)
    {
        CommandRun run = CommandRun.Of("train", TextPath, "--time", time);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("--time must be a time from 1s to 1000h, such as 30s, 5m or 1.5h").And.Contain($"'{time}'");
    }
}
