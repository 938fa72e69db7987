using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Settings;

/// <summary>What is trained when nothing else is asked for. Measured: docs/decisions/0002-training-defaults.md.</summary>
internal static class TrainingDefaults
{
    /// <summary>Without --epochs and --updates, training reads about as many characters as this.</summary>
    internal const long Characters = 7_500_000;

    /// <summary>… but passes over the text at least this often.</summary>
    internal const int LeastEpochs = 3;

    /// <summary>With AdaGrad's accumulator started here, runs hardly depend on the seed.</summary>
    internal const double SteadyAccumulator = 10;

    /// <summary>Twice Adam's usual one: it falls in the course of the run.</summary>
    private const double AdamLearningRate = 0.002;

    /// <summary>A typical one of the first five: docs/figures.md.</summary>
    private const int Seed = 2;

    /// <summary>What learns most texts best in a short time.</summary>
    internal static readonly RunSettings Settings = new(
        new TrialSettings
        {
            StandardDeviation = null,
            Seed = Seed,
            Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = AdamLearningRate, Schedule = LearningRateSchedule.Cosine(1) },
            ScheduleSpansJob = true,
            Training = new TrainingOptions { ShuffleSeed = Seed },
        },
        Precision.Float);

    /// <summary>The defaults where some optimiser is asked for.</summary>
    internal static RunSettings For(OptimizerKind kind) => Settings with
    {
        Trial = Settings.Trial with
        {
            Optimizer = Settings.Optimizer with { Kind = kind, LearningRate = UsualLearningRate(kind), InitialAccumulator = kind == OptimizerKind.AdaGrad ? SteadyAccumulator : 0 },
        },
    };

    /// <summary>The defaults for a text in documents: they are read in a new order every epoch.</summary>
    internal static RunSettings ForDocuments(RunSettings usual, DocumentFormat documents)
        => documents.Kind == DocumentKind.None ? usual : usual.With(usual.Training with { ChunkOrder = ChunkOrder.Shuffled });

    /// <summary>The published experiment, as far as its rule of learning is concerned.</summary>
    internal static RunSettings Classic { get; } = Settings with
    {
        Trial = Settings.Trial with
        {
            Optimizer = new OptimizerOptions { Kind = OptimizerKind.AdaGrad, LearningRate = UsualLearningRate(OptimizerKind.AdaGrad) },
            ScheduleSpansJob = false,
        },
    };

    /// <summary>η where none is asked for.</summary>
    internal static double UsualLearningRate(OptimizerKind kind)
        => kind == OptimizerKind.Adam ? AdamLearningRate : OptimizerOptions.UsualLearningRate(kind);

    /// <summary>Whether a rule has a sum of squared gradients that starts somewhere.</summary>
    internal static bool HasAccumulator(OptimizerKind kind) => kind is OptimizerKind.AdaGrad or OptimizerKind.RmsProp;
}
