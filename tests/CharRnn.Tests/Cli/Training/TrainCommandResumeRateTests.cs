using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Training;

/// <summary>What a resumed run may change: its end, and with it the course of the learning rate.</summary>
public sealed class TrainCommandResumeRateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainCommandResumeRateTests() => File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat("the cat sat on the mat and the dog sat on the log. ", 20)));

    private string TextPath => _folder["text.txt"];

    private string ModelPath => _folder["model.safetensors"];

    private string CheckpointPath => _folder["run.ckpt"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resume_with_a_raised_end_lets_the_rate_fall_until_there()
    {
        Train("--updates", "40", "--warm-up", "4");
        byte[] first = File.ReadAllBytes(ModelPath);

        CommandRun run = Resume("--updates", "100");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain($"Resumed: {CheckpointPath}, after update 40. From here on the learning rate falls until the end, update 100.");
        Rule().Schedule.Should().Be(LearningRateSchedule.Cosine(96) with { WarmUp = 4 });
        File.ReadAllBytes(ModelPath).Should().NotEqual(first);
    }

    [Fact]
    public void Resume_with_the_same_end_is_the_run_that_was_never_stopped()
    {
        Train("--updates", "100");
        byte[] whole = File.ReadAllBytes(ModelPath);
        using var stop = new CancellationTokenSource();
        CommandRun.When("after update 39,", stop.Cancel, stop.Token, [.. Arguments, "--updates", "100", "--sample-every", "20"]).ExitCode.Should().Be(130);

        Resume("--updates", "100").Output.Should().NotContain("From here on");

        File.ReadAllBytes(ModelPath).Should().Equal(whole);
    }

    [Fact]
    public void Resume_with_another_rate_and_schedule_records_them()
    {
        Train("--updates", "40");

        CommandRun run = Resume("--updates", "60", "--learning-rate", "0.004", "--schedule", "constant");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("From here on the learning rate follows the new schedule.").And.Contain("Adam, learning rate 0.004,");
        Rule().Should().Match<OptimizerOptions>(rule => rule.LearningRate == 0.004 && rule.Schedule.Shape == LearningRateShape.Constant);
        ModelFile.Inspect(ModelPath).Settings.Should().Contain("learning_rate", "0.004").And.Contain("schedule", "constant");
        Resume("--updates", "70").ExitCode.Should().Be(0);
        Rule().LearningRate.Should().Be(0.004);
    }

    [Fact]
    public void Resume_with_a_schedule_without_its_options_is_refused()
    {
        Train("--updates", "40");

        Resume("--updates", "60", "--step-every", "9").Error.Should().StartWith("charrnn: --step-every is an option of --schedule step.");
        Resume("--updates", "60", "--classic").Error.Should().StartWith("charrnn: --classic cannot be combined with --resume");
    }

    private string[] Arguments => ["train", TextPath, "--output", ModelPath, "--checkpoint", CheckpointPath, "--hidden", "7", "--no-curve"];

    private OptimizerOptions Rule() => ModelFile.Inspect(CheckpointPath).Checkpoint!.Optimizer!;

    private void Train(params string[] options) => CommandRun.Of([.. Arguments, "--sample-every", "20", .. options]).ExitCode.Should().Be(0);

    private CommandRun Resume(params string[] options) => CommandRun.Of(["train", TextPath, "--resume", CheckpointPath, "--no-curve", .. options]);
}
