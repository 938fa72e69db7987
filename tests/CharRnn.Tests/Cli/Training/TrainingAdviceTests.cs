using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Training;

public sealed class TrainingAdviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainingAdviceTests() => File.WriteAllText(TextPath, string.Concat(Enumerable.Repeat("the cat sat on the mat and the dog sat on the log. ", 20)));

    private string TextPath => _folder["text.txt"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--learning-rate 0.1", "charrnn: a learning rate of 0.1 is high for adam, the optimiser in use. --optimizer adagrad takes such rates, and --classic is the published experiment, with adagrad at 0.1.\n")]
    [InlineData("--learning-rate 0.05", "")]
    [InlineData("--learning-rate 0.1 --optimizer adagrad", "")]
    [InlineData("--classic", "")]
    [InlineData("--validation last:0.2 --keep best", "charrnn: the text is read in order and its end held out, *--validation 0.2 holds out chunks spread over the text.\n")]
    [InlineData("--validation last:0.2 --patience 3", "charrnn: the text is read in order and its end held out, *\n")]
    [InlineData("--validation last:0.2", "")]
    [InlineData("--validation 0.2 --keep best", "")]
    [InlineData("--validation last:0.2 --keep best --chunk-order shuffled", "")]
    public void Train_warns_with_one_line(string options, string expected)
    {
        CommandRun run = CommandRun.Of(["train", TextPath, "--output", _folder["m.safetensors"], "--hidden", "5", "--updates", "3", "--no-curve", "--sample-every", "0", .. options.Split(' ')]);

        run.ExitCode.Should().Be(0, run.Error);
        (expected.Length == 0 ? run.Error.Length == 0 : new System.Text.RegularExpressions.Regex("^" + System.Text.RegularExpressions.Regex.Escape(expected).Replace("\\*", ".*", StringComparison.Ordinal) + "$").IsMatch(run.Error)).Should().BeTrue(run.Error);
    }

    [Theory]
    [InlineData("--learning-rate 0.002", OptimizerKind.Adam, 0.002)]
    [InlineData("--init-scale 0.1 --learning-rate 0.003", OptimizerKind.Adam, 0.003)]
    [InlineData("--learning-rate 0.1", OptimizerKind.Adam, 0.1)]
    [InlineData("--classic", OptimizerKind.AdaGrad, 0.1)]
    [InlineData("--classic --learning-rate 0.05", OptimizerKind.AdaGrad, 0.05)]
    [InlineData("--optimizer adagrad", OptimizerKind.AdaGrad, 0.1)]
    public void Optimizer_is_adam_unless_another_is_asked_for(string options, OptimizerKind kind, double rate)
    {
        string checkpoint = _folder["c.ckpt"];
        CommandRun.Of(["train", TextPath, "--output", _folder["m.safetensors"], "--checkpoint", checkpoint, "--hidden", "5", "--updates", "3", "--no-curve", .. options.Split(' ')]).ExitCode.Should().Be(0);

        OptimizerOptions rule = ModelFile.Inspect(checkpoint).Checkpoint!.Optimizer!;
        (rule.Kind, rule.LearningRate ?? OptimizerOptions.UsualLearningRate(rule.Kind)).Should().Be((kind, rate));
    }

    [Fact]
    public void Classic_is_the_published_experiment()
    {
        string checkpoint = _folder["c.ckpt"];
        CommandRun.Of("train", TextPath, "--output", _folder["m.safetensors"], "--checkpoint", checkpoint, "--classic", "--updates", "3", "--no-curve").ExitCode.Should().Be(0);

        CheckpointInfo info = ModelFile.Inspect(checkpoint).Checkpoint!;
        info.Optimizer.Should().Be(new OptimizerOptions { LearningRate = 0.1 });
        info.Options.Should().Match<CharRnn.Training.TrainingOptions>(options => options.SequenceLength == 25 && options.BatchSize == 1 && options.GradientLimit == 5
            && double.IsPositiveInfinity(options.GradientNormLimit) && options.LossReduction == CharRnn.Training.LossReduction.Sum);
        ModelFile.Inspect(checkpoint).Settings.Should().Contain("init_scale", "0.01").And.Contain("hidden", "100").And.Contain("accumulator", "0").And.Contain("schedule", "constant");
    }

    [Theory]
    [InlineData("--init-scale 100 --optimizer sgd --learning-rate 0.000001", "--keep best keeps the parameters of that update.")]
    [InlineData("--init-scale 100 --optimizer sgd --learning-rate 0.000001 --keep best", "The model file has the best parameters.")]
    [InlineData("--init-scale 0.01", null)]
    public void Train_that_ends_far_worse_than_a_guess_says_so_in_one_line(string options, string? end)
    {
        CommandRun run = CommandRun.Of(["train", TextPath, "--output", _folder["m.safetensors"], "--hidden", "50", "--updates", "20", "--no-curve", "--sample-every", "0", .. options.Split(' ')]);

        run.ExitCode.Should().Be(0, run.Error);
        string expected = end is null ? "" : $"charrnn: the network after the last update is far worse than a guess, which has 2.64 nats/char: the learning rate or the initial weights are too large. The smallest smooth loss was * nats/char, at update *. {end}\n";
        (end is null ? run.Error.Length == 0 : System.Text.RegularExpressions.Regex.IsMatch(run.Error, "^" + System.Text.RegularExpressions.Regex.Escape(expected).Replace("\\*", "[0-9.]+", StringComparison.Ordinal) + "$")).Should().BeTrue(run.Error);
    }
}
