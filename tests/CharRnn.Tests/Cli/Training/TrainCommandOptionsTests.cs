using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Tests.Persistence;
using CharRnn.Training;

namespace CharRnn.Tests.Cli.Training;

/// <summary>Every setting of the library has an option, and a resumed run keeps it.</summary>
public sealed class TrainCommandOptionsTests : IDisposable
{
    private const string Line = "the cat sat on the mat and the dog sat on the log. ";
    private static readonly string[] _small = ["--hidden", "7", "--sequence-length", "5", "--epochs", "3", "--sample-every", "0", "--no-curve"];
    private readonly TemporaryFolder _folder = new();

    public TrainCommandOptionsTests() => File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat(Line, 20)));

    private string TextPath => _folder["text.txt"];

    private string ModelPath => _folder["model.safetensors"];

    private string CheckpointPath => _folder["run.ckpt"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_options_of_optimisers_reach_the_library()
    {
        OptimizerOptions adam = Run("--optimizer", "adam", "--beta1", "0.8", "--beta2", "0.99", "--epsilon", "1e-6", "--weight-decay", "0.01", "--final-rate", "0.2").Optimizer!;
        OptimizerOptions rmsProp = Run("--optimizer", "rmsprop", "--decay", "0.95", "--accumulator", "2", "--epsilon-outside", "--schedule", "step", "--step-every", "50", "--step-factor", "0.3").Optimizer!;

        adam.Should().Match<OptimizerOptions>(options => options.Beta1 == 0.8 && options.Beta2 == 0.99 && options.Epsilon == 1e-6 && options.WeightDecay == 0.01);
        adam.Schedule.FinalFraction.Should().Be(0.2);
        rmsProp.Should().Match<OptimizerOptions>(options => options.Decay == 0.95 && options.InitialAccumulator == 2 && options.EpsilonPlacement == EpsilonPlacement.OutsideRoot);
        rmsProp.Schedule.Should().Be(LearningRateSchedule.Step(50, 0.3));
    }

    [Fact]
    public void Train_options_of_reading_reach_the_library()
    {
        TrainingOptions options = Run("--validation", "every:4:100", "--chunk-order", "random", "--chunk-length", "60").Options;

        options.Validation.Should().Be(ValidationSplit.EveryNth(4, 100));
        options.ChunkLength.Should().Be(60);
        options.ChunkOrder.Should().Be(ChunkOrder.Random);

        // On the built-in story: chunks of 5,000 characters.
        CommandRun.Of("train", "--validation", "every:3", "--updates", "2", "--output", ModelPath, "--no-curve", "--checkpoint", CheckpointPath).ExitCode.Should().Be(0);
        ModelFile.Inspect(CheckpointPath).Checkpoint!.Options.Validation.Should().Be(ValidationSplit.EveryNth(3));
    }

    [Theory]
    [InlineData("--validation", "every:4:100", "--keep", "best")]
    [InlineData("--optimizer", "rmsprop", "--decay", "0.95", "--epsilon-outside", "--schedule", "step", "--step-every", "50")]
    [InlineData("--beta1", "0.8", "--beta2", "0.99", "--epsilon", "1e-6", "--final-rate", "0.2", "--chunk-order", "shuffled", "--chunk-length", "60")]
    public void Train_interrupted_and_resumed_is_the_uninterrupted_run(params string[] options)
    {
        string[] arguments = ["train", TextPath, "--output", ModelPath, "--hidden", "7", "--sequence-length", "5", "--epochs", "3", "--sample-every", "20", "--no-curve", .. options];
        CommandRun.Of(arguments).ExitCode.Should().Be(0);
        byte[] model = File.ReadAllBytes(ModelPath);
        using var stop = new CancellationTokenSource();
        CommandRun.When("after update 39,", stop.Cancel, stop.Token, [.. arguments, "--checkpoint", CheckpointPath]).ExitCode.Should().Be(130);

        CommandRun rest = CommandRun.Of(["train", TextPath, "--resume", CheckpointPath, "--no-curve", .. options]);

        rest.ExitCode.Should().Be(0, rest.Error);
        File.ReadAllBytes(ModelPath).Should().Equal(model);
    }

    [Theory]
    [InlineData("--validation", "every:5", "a run with --validation every:4:100; with every:5 it")]
    [InlineData("--beta1", "0.7", "a run with --beta1 0.8; with 0.7 it")]
    [InlineData("--beta1", "0.9", "a run with --beta1 0.8; with 0.9 it")]
    [InlineData("--beta2", "0.5", "a run with --beta2 left out; with 0.5 it")]
    [InlineData("--chunk-length", "50", "a run with --chunk-length left out; with 50 it")]
    public void Train_resumed_with_another_option_says_what_differs(string option, string value, string problem)
    {
        Run("--validation", "every:4:100", "--beta1", "0.8");

        CommandRun run = CommandRun.Of("train", TextPath, "--resume", CheckpointPath, option, value);

        run.ExitCode.Should().Be(1);
        run.Error.Should().StartWith($"charrnn: {CheckpointPath} is {problem} would be another run.");
    }

    [Theory]
    [InlineData("--beta1 0.5 --optimizer sgd", "--beta1 is an option of --optimizer adam.*")]
    [InlineData("--decay 0.5", "--decay is an option of --optimizer rmsprop.*")]
    [InlineData("--epsilon 1 --optimizer sgd", "--epsilon is an option of --optimizer adagrad or rmsprop or adam.*")]
    [InlineData("--schedule step", "--schedule step needs --step-every.*")]
    [InlineData("--step-every 5", "--step-every is an option of --schedule step.*")]
    [InlineData("--final-rate 0.1 --schedule constant", "--final-rate is an option of --schedule cosine.*")]
    [InlineData("--chunk-length 5", "--chunk-length is an option of --chunk-order shuffled or random.*")]
    [InlineData("--validation every:", "--validation must be *not 'every:'.*")]
    [InlineData("--validation every:10:1", "--validation must be *")]
    [InlineData("--validation every:10:20:30", "--validation must be *")]
    public void Train_options_that_have_no_effect_are_exit_code_2(string options, string problem)
    {
        CommandRun run = CommandRun.Of(["train", TextPath, .. options.Split(' ')]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Match("charrnn: " + problem);
        run.Error.TrimEnd().Split('\n').Should().ContainSingle();
    }

    [Fact]
    public void Train_on_several_texts_learns_documents()
    {
        File.WriteAllText(_folder["a.txt"], "a cat sat on a mat, and so on.");
        File.WriteAllText(_folder["b.txt"], "the dog sat on the log, as dogs do.", System.Text.Encoding.Unicode);
        string[] texts = [_folder["a.txt"], _folder["b.txt"]];
        string[] arguments = ["train", .. texts, "--output", ModelPath, "--hidden", "7", "--sequence-length", "25", "--batch", "1", "--epochs", "40", "--sample-every", "100", "--no-curve"];
        CommandRun whole = CommandRun.Of(arguments);
        whole.ExitCode.Should().Be(0, whole.Error);
        whole.Output.Should().StartWith($"Text: {texts[0]} and 1 more, 68 characters, ");
        byte[] model = File.ReadAllBytes(ModelPath);
        ModelFile.Inspect(ModelPath).Settings.Should().Contain("end_of_text", "U+0003");
        ModelFile.Inspect(ModelPath).Vocabulary!.ToString().Should().StartWith("\u0003 ");

        using var stop = new CancellationTokenSource();
        CommandRun first = CommandRun.When("after update 99,", stop.Cancel, stop.Token, [.. arguments, "--checkpoint", CheckpointPath]);
        first.Error.Should().Contain($"Resume with: charrnn train {texts[0]} {texts[1]} --resume ");
        ModelFile.Inspect(CheckpointPath).Checkpoint!.Options.EndOfText.Should().Be("\u0003");
        CommandRun rest = CommandRun.Of(["train", .. texts, "--resume", CheckpointPath, "--no-curve"]);

        rest.ExitCode.Should().Be(0, rest.Error);
        File.ReadAllBytes(ModelPath).Should().Equal(model);
        CommandRun.Of("train", texts[0], "--resume", CheckpointPath).ExitCode.Should().Be(1);
    }

    [Fact]
    public void Train_on_several_texts_of_which_one_is_no_good_names_it()
    {
        File.WriteAllText(_folder["odd.txt"], "a\u0003b");

        CommandRun missing = CommandRun.Of("train", TextPath, _folder["none.txt"], "--output", ModelPath);
        CommandRun odd = CommandRun.Of("train", TextPath, _folder["odd.txt"], "--output", ModelPath);

        missing.Error.Should().Match("charrnn: *none.txt does not exist.*\n");
        odd.Error.Should().Match("charrnn: *odd.txt: It contains the character U+0003*\n");
        (missing.ExitCode, odd.ExitCode).Should().Be((1, 1));
    }

    private CheckpointInfo Run(params string[] options)
    {
        CommandRun run = CommandRun.Of(["train", TextPath, "--output", ModelPath, "--checkpoint", CheckpointPath, .. _small, .. options]);
        run.ExitCode.Should().Be(0, run.Error);
        return ModelFile.Inspect(CheckpointPath).Checkpoint!;
    }
}
