using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Settings;

/// <summary>What is trained when nothing else is asked for. Measured: docs/decisions/0002-training-defaults.md.</summary>
internal static class UsualSettings
{
    /// <summary>Without --epochs and --updates, training reads about as many characters as this.</summary>
    internal const long Characters = 7_500_000;

    /// <summary>… but passes over the text at least this often.</summary>
    internal const int LeastEpochs = 3;

    /// <summary>With AdaGrad's accumulator started here, runs hardly depend on the seed.</summary>
    internal const double SteadyAccumulator = 10;

    /// <summary>Twice Adam's usual one: it falls in the course of the run.</summary>
    private const double AdamLearningRate = 0.002;

    /// <summary>What a network that goes on from another text learns at, as a part of the usual learning rate: smaller steps forget less. Not measured yet.</summary>
    internal const double FineTuningRate = 0.5;

    /// <summary>A typical one of the first five: docs/figures.md.</summary>
    private const int Seed = 2;

    /// <summary>What learns most texts best in a short time.</summary>
    internal static readonly RunSettings Base = new(
        new TrialSettings
        {
            StandardDeviation = null,
            Seed = Seed,
            Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = AdamLearningRate, Schedule = LearningRateSchedule.Cosine(1) },
            ScheduleSpansJob = true,
            Training = new TrainingOptions { ShuffleSeed = Seed },
        },
        Precision.Float);

    /// <summary>The published experiment's rule: AdaGrad from 0 at a constant rate, σ = 0.01, the sum of the losses, every element of the gradient clipped to 5, one stream.</summary>
    internal static RunSettings Classic { get; } = Base with
    {
        Trial = Base.Trial with
        {
            StandardDeviation = new TrialSettings().StandardDeviation,
            Optimizer = new OptimizerOptions(),
            ScheduleSpansJob = false,
        },
    };

    /// <summary>The defaults that go with what is asked for.</summary>
    /// <param name="asked">The settings with everything that was typed; of them, what the others depend on is read: the optimiser, and what ends the run.</param>
    /// <param name="text">The text to train on.</param>
    internal static RunSettings For(RunSettings asked, EncodedText text)
    {
        RunSettings usual = ForRule(asked.Optimizer.Kind);
        bool hasEnd = asked.Training.Epochs > 0 || asked.Training.MaxUpdates > 0;
        return hasEnd ? usual : usual.With(usual.Training with { Epochs = Epochs(text.Length) });
    }

    /// <summary>The published experiment's rule with the end that goes with what is asked for.</summary>
    /// <inheritdoc cref="For"/>
    internal static RunSettings ClassicFor(RunSettings asked, EncodedText text)
        => Classic.With(Classic.Training with { Epochs = For(asked, text).Training.Epochs });

    /// <summary>The defaults of a rule that do not depend on the text.</summary>
    internal static RunSettings ForRule(OptimizerKind kind) => Base with
    {
        Trial = Base.Trial with
        {
            Optimizer = Base.Optimizer with { Kind = kind, LearningRate = UsualLearningRate(kind), InitialAccumulator = kind == OptimizerKind.AdaGrad ? SteadyAccumulator : 0 },
        },
    };

    /// <summary>Passes over a text when nothing else ends the run.</summary>
    internal static int Epochs(int length) => Math.Max(LeastEpochs, (int)Math.Min(int.MaxValue, (Characters + length - 1) / length));

    /// <summary>η where none is asked for.</summary>
    internal static double UsualLearningRate(OptimizerKind kind)
        => kind == OptimizerKind.Adam ? AdamLearningRate : OptimizerOptions.UsualLearningRate(kind);

    /// <summary>Whether a rule has a sum of squared gradients that starts somewhere.</summary>
    internal static bool HasAccumulator(OptimizerKind kind) => kind is OptimizerKind.AdaGrad or OptimizerKind.RmsProp;
}
