using CharRnn.Persistence;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Training;

/// <summary>A run that is stopped and resumed gives the same results as an uninterrupted one.</summary>
public sealed class TrainCommandResumeTests : IDisposable
{
    private const string Line = "the cat sat on the mat and the dog sat on the log. ";
    private readonly TemporaryFolder _folder = new();

    public TrainCommandResumeTests() => File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat(Line, 20)));

    private string TextPath => _folder["text.txt"];

    private string ModelPath => _folder["model.safetensors"];

    private string CheckpointPath => _folder["run.ckpt"];

    private string LogPath => _folder["loss.csv"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("adagrad", 1)]
    [InlineData("adagrad", 3)]
    [InlineData("adam", 1)]
    [InlineData("adam", 3)]
    public void Train_interrupted_and_resumed_is_the_uninterrupted_run(string optimizer, int batch)
    {
        string[] options =
        [
            "--optimizer", optimizer, "--batch", $"{batch}", "--hidden", "7", "--sequence-length", "5", "--epochs", "4", "--sample-every", "20",
            "--sample-length", "30", "--keep", "best", "--validation", "0.2", "--chunk-order", "shuffled", "--temperature", "1.1", "--log", LogPath,
        ];
        CommandRun whole = CommandRun.Of(["train", TextPath, "--output", ModelPath, .. options]);
        whole.ExitCode.Should().Be(0);
        byte[] model = File.ReadAllBytes(ModelPath);
        string log = File.ReadAllText(LogPath);
        File.Delete(ModelPath);
        File.Delete(LogPath);

        CommandRun first = InterruptedAfter39(options);
        first.ExitCode.Should().Be(130);
        first.Error.Should().Be(
            $"charrnn: interrupted after update 40; the model is saved in {ModelPath}. Resume with: charrnn train {TextPath} --resume {CheckpointPath}\n");
        CommandRun second = CommandRun.Of("train", TextPath, "--resume", CheckpointPath, "--log", LogPath);

        second.Error.Should().BeEmpty();
        File.ReadAllBytes(ModelPath).Should().Equal(model);
        File.ReadAllText(LogPath).Should().Be(log);
        first.Samples.Concat(second.Samples).Should().Equal(whole.Samples);
        Epochs(first).Concat(Epochs(second)).Should().Equal(Epochs(whole)).And.HaveCount(4);
        FinalSample(second).Should().Be(FinalSample(whole));
    }

    [Fact]
    public void Train_resumed_with_more_updates_is_the_longer_run()
    {
        string[] options = ["--optimizer", "adagrad", "--schedule", "constant", "--hidden", "7", "--sample-every", "0"];
        CommandRun.Of(["train", TextPath, "--output", ModelPath, "--updates", "90", .. options]).ExitCode.Should().Be(0);
        byte[] model = File.ReadAllBytes(ModelPath);

        CommandRun.Of(["train", TextPath, "--output", ModelPath, "--updates", "40", "--checkpoint", CheckpointPath, .. options]).ExitCode.Should().Be(0);
        CommandRun idle = CommandRun.Of("train", TextPath, "--resume", CheckpointPath);
        CommandRun rest = CommandRun.Of("train", TextPath, "--resume", CheckpointPath, "--updates", "90");

        idle.ExitCode.Should().Be(0);
        idle.Output.Should().Contain($"Resumed: {CheckpointPath}, after update 40. The run is complete; raise --updates or --epochs to continue it.");
        rest.ExitCode.Should().Be(0);
        File.ReadAllBytes(ModelPath).Should().Equal(model);
    }

    [Fact]
    public void Train_checkpoint_every_n_updates_is_a_loadable_run()
    {
        string[] seen = [];
        using var stop = new CancellationTokenSource();
        CommandRun.When(
            "after update 49,",
            () => seen = [$"{ModelFile.Inspect(CheckpointPath).Checkpoint!.Updates}"],
            stop.Token,
            "train", TextPath, "--output", ModelPath, "--hidden", "7", "--updates", "60", "--sample-every", "50", "--checkpoint", CheckpointPath, "--checkpoint-every", "7");

        seen.Should().Equal("49");
        ModelFile.Inspect(CheckpointPath).Checkpoint!.Updates.Should().Be(60);
    }

    [Fact]
    public void Train_resumed_on_another_text_says_what_differs()
    {
        InterruptedAfter39("--epochs", "4", "--hidden", "7", "--sample-every", "20");
        File.WriteAllText(_folder["other.txt"], string.Concat(Enumerable.Repeat(Line, 21)));

        CommandRun longer = CommandRun.Of("train", _folder["other.txt"], "--resume", CheckpointPath);
        CommandRun story = CommandRun.Of("train", "--resume", CheckpointPath);

        longer.ExitCode.Should().Be(1);
        longer.Error.Should().Match($"charrnn: '{CheckpointPath}' cannot be used. *has 1020 characters, this one has 1071.* The text of the run is text.txt; the given text is *other.txt.\n");
        story.ExitCode.Should().Be(1);
        story.Error.Should().Match("charrnn: *belongs to another text: *the given text is the built-in story.\n");
    }

    [Theory]
    [InlineData("--hidden", "8", "a run with --hidden 7; with 8 it")]
    [InlineData("--optimizer", "sgd", "a run with --optimizer adam; with sgd it")]
    [InlineData("--batch", "2", "a run with --batch 1; with 2 it")]
    [InlineData("--precision", "double", "a run with --precision float; with double it")]
    [InlineData("--sequence-lengths", "5,9", "a run with --sequence-lengths left out; with 5,9 it")]
    public void Train_resumed_with_another_option_says_what_differs(string option, string value, string problem)
    {
        InterruptedAfter39("--epochs", "4", "--hidden", "7", "--sample-every", "20");

        CommandRun run = CommandRun.Of("train", TextPath, "--resume", CheckpointPath, option, value);

        run.ExitCode.Should().Be(1);
        run.Error.Should().StartWith($"charrnn: {CheckpointPath} is {problem} would be another run.");
        CommandRun.Of("train", TextPath, "--resume", CheckpointPath, "--hidden", "7").ExitCode.Should().Be(0);
    }

    [Fact]
    public void Train_checkpoint_that_cannot_be_written_costs_one_line_and_not_the_training()
    {
        string folder = _folder["gone"];
        Directory.CreateDirectory(folder);
        CommandRun run = CommandRun.When(
            "after update 19,",
            () => Directory.Delete(folder, recursive: true),
            CancellationToken.None,
            "train", TextPath, "--output", ModelPath, "--hidden", "7", "--updates", "60", "--sample-every", "20", "--checkpoint", Path.Combine(folder, "run.ckpt"), "--checkpoint-every", "7");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match("charrnn: the checkpoint *run.ckpt could not be written, training continues: *does not exist*\n");
        run.Error.TrimEnd().Split('\n').Should().ContainSingle();
        ModelFile.Inspect(ModelPath).Settings["updates"].Should().Be("60");
    }

    [Fact]
    public void Train_interrupted_with_its_checkpoint_folder_gone_says_where_the_run_is()
    {
        string folder = _folder["gone"];
        Directory.CreateDirectory(folder);
        using var stop = new CancellationTokenSource();
        CommandRun run = CommandRun.When(
            "after update 19,",
            () =>
            {
                Directory.Delete(folder, recursive: true);
                stop.Cancel();
            },
            stop.Token,
            "train", TextPath, "--output", ModelPath, "--hidden", "7", "--updates", "60", "--sample-every", "20", "--checkpoint", Path.Combine(folder, "run.ckpt"));

        run.ExitCode.Should().Be(130);
        string rescue = run.Error.TrimEnd().Split("--resume ")[1];
        ModelFile.Inspect(rescue).Checkpoint!.Updates.Should().Be(20);
        File.Delete(rescue);
    }

    [Fact]
    public void Train_diverged_keeps_the_last_checkpoint()
    {
        CommandRun run = CommandRun.Of(
            "train", TextPath, "--output", ModelPath, "--hidden", "7", "--updates", "60", "--checkpoint", CheckpointPath, "--checkpoint-every", "1", "--optimizer", "sgd", "--learning-rate", "1e9", "--schedule", "constant", "--sample-every", "0");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Match($"charrnn: * The checkpoint {CheckpointPath}, of update *, is kept.\n");
        ModelFile.Inspect(CheckpointPath).IsCheckpoint.Should().BeTrue();
    }

    [Fact]
    public void Train_resume_of_a_model_is_refused()
    {
        CommandRun.Of("train", TextPath, "--output", ModelPath, "--hidden", "7", "--updates", "3").ExitCode.Should().Be(0);

        CommandRun run = CommandRun.Of("train", TextPath, "--resume", ModelPath, "--output", _folder["b.safetensors"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().StartWith($"charrnn: {ModelPath} is a model, not a checkpoint:");
    }

    [Theory]
    [InlineData("--checkpoint-every", "5", "--seed", "1", "*--checkpoint-every needs the file of --checkpoint*")]
    [InlineData("--checkpoint", "a.safetensors", "--output", "a.safetensors", "*model file (--output) and the checkpoint (--checkpoint) at once*")]
    [InlineData("--patience", "2", "--seed", "1", "*--patience needs a validation loss*")]
    [InlineData("--weight-decay", "0.1", "--optimizer", "sgd", "*--weight-decay is an option of --optimizer adam*")]
    [InlineData("--momentum", "0.9", "--optimizer", "adam", "*--momentum is an option of --optimizer sgd*")]
    [InlineData("--sequence-lengths", "5,x", "--seed", "1", "*--sequence-lengths must be whole numbers*not '5,x'*")]
    [InlineData("--validation", "1", "--seed", "1", "*--validation must be a number greater than 0 and less than 1*")]
    public void Train_options_that_do_not_go_together_are_exit_code_2(string first, string value, string second, string other, string problem)
    {
        CommandRun run = CommandRun.Of("train", TextPath, first, value, second, other);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Match("charrnn: " + problem);
    }

    [Fact]
    public void Train_options_reach_the_library()
    {
        CommandRun run = CommandRun.Of(
            "train", TextPath, "--output", ModelPath, "--hidden", "7", "--epochs", "3", "--checkpoint", CheckpointPath, "--optimizer", "sgd", "--momentum", "0.5", "--loss", "mean", "--warm-up", "9",
            "--sequence-lengths", "4,8", "--chunk-order", "random", "--validation", "last:0.25", "--patience", "7", "--sample-every", "0");

        run.ExitCode.Should().Be(0, run.Error);
        CheckpointInfo info = ModelFile.Inspect(CheckpointPath).Checkpoint!;
        info.Options.SequenceLengths.Should().Equal(4, 8);
        info.Options.LossReduction.Should().Be(CharRnn.Training.LossReduction.Mean);
        info.Options.ChunkOrder.Should().Be(CharRnn.Training.ChunkOrder.Random);
        info.Options.Validation.Should().Be(CharRnn.Training.ValidationSplit.Tail(0.25));
        info.Options.Patience.Should().Be(7);
        info.Optimizer!.Momentum.Should().Be(0.5);
        info.Optimizer.Schedule.WarmUp.Should().Be(9);

        // 765 characters are trained on, in one chunk: windows of 4, then of 8, over 764 targets.
        info.Updates.Should().Be(191 + 96 + 96);
        run.Output.Should().Contain($"Training: {info.Updates} updates, windows of 4, 8 characters");
        Epochs(run).Should().HaveCount(3);
    }

    private static string[] Epochs(CommandRun run)
        => [.. run.Output.Split('\n').Where(line => line.StartsWith("epoch ", StringComparison.Ordinal))];

    private static string FinalSample(CommandRun run) => run.Output[run.Output.IndexOf("Write more with", StringComparison.Ordinal)..];

    private CommandRun InterruptedAfter39(params string[] options)
    {
        using var stop = new CancellationTokenSource();
        return CommandRun.When(
            "after update 39,", stop.Cancel, stop.Token, ["train", TextPath, "--output", ModelPath, "--checkpoint", CheckpointPath, .. options]);
    }
}
