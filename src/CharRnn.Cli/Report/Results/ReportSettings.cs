using CharRnn.Cli.Check;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Search;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Cli.Report.Results;

/// <summary>All settings that determine the results of a report. The defaults are those of the published experiment.</summary>
internal sealed record ReportSettings
{
    internal static readonly ReportSettings Defaults = new();

    /// <summary>The network, and how both training runs learn. Its τ and its epochs are those of the longish training.</summary>
    internal RunSettings Run { get; init; } = PublishedExperiment.Run;

    internal IReadOnlyList<int> CheckLengths { get; init; } = CheckSettings.Defaults.Lengths;

    internal double CheckStep { get; init; } = CheckSettings.Defaults.Step;

    /// <summary>Updates of the longish training before which a sample is written.</summary>
    internal IReadOnlyList<int> Milestones { get; init; } = PublishedExperiment.LongishMilestones;

    /// <summary>τ of the second training.</summary>
    internal int ShortSequenceLength { get; init; } = 25;

    /// <summary>Updates of the second training.</summary>
    internal int Updates { get; init; } = 100_000;

    /// <summary>Updates of the second training from one sample to the next.</summary>
    internal int SampleEvery { get; init; } = 10_000;

    internal int Trials { get; init; } = SearchDefaults.TrialCount;

    /// <summary>Passes over the training part that each trial gets at first; 0: those of <see cref="SearchDefaults.FirstEpochs"/>.</summary>
    internal double TrialEpochs { get; init; }

    internal int Rungs { get; init; } = SearchDefaults.Rungs;

    /// <summary>The fraction of the text, at its end, that trials are compared on.</summary>
    internal double Validation { get; init; } = 0.1;

    internal int SampleLength { get; init; } = 200;

    /// <summary>Characters that the best model writes.</summary>
    internal int FinalLength { get; init; } = 1000;

    /// <summary>Of all samples but those of the comparison: 1 is what the network believes, as published.</summary>
    internal double Temperature { get; init; } = 1;

    internal IReadOnlyList<double> Temperatures { get; init; } = [0.3, 0.7, 1];

    internal IReadOnlyList<double> TopPs { get; init; } = [0.5, 0.8, 1];

    internal TrainingOptions Training => Run.Training;

    internal int Seed => Run.Trial.Seed;

    /// <summary>Title of the second training.</summary>
    internal string UpdatesTitle => Quantity.Of(Updates, "update");

    /// <summary>The defaults with another rule, at the learning rate that is usual for it.</summary>
    internal static ReportSettings For(OptimizerKind kind) => Defaults with { Run = Defaults.Run.With(kind) };

    /// <summary>The settings of the gradient check.</summary>
    internal CheckSettings ToCheckSettings() => new()
    {
        Lengths = CheckLengths,
        Cell = Run.Trial.Cell,
        LayerCount = Run.Trial.LayerCount,
        HiddenSize = Run.Trial.HiddenSize,
        Step = CheckStep,
        Seed = Seed,
    };

    /// <summary>The settings of the longish training.</summary>
    internal RunSettings ToLongish(int threads) => Run.With(Training with { ThreadCount = threads });

    /// <summary>The settings of the second training.</summary>
    internal RunSettings ToUpdates(int threads) => Run.With(Training with { SequenceLength = ShortSequenceLength, Epochs = 0, MaxUpdates = Updates, ThreadCount = threads });
}
