using CharRnn.Cli.Check;
using CharRnn.Cli.Search;
using CharRnn.Cli.Settings;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Results;

/// <summary>Everything that decides what a report says about a text. The defaults are those of the published experiment.</summary>
internal sealed record ReportSettings
{
    internal static readonly ReportSettings Defaults = new();

    public int HiddenSize { get; init; } = 100;

    public double LearningRate { get; init; } = 0.1;

    public double InitScale { get; init; } = 0.1;

    public double InitialAccumulator { get; init; }

    public double GradientLimit { get; init; } = 5;

    public Precision Precision { get; init; } = Precision.Float;

    public int Seed { get; init; } = 2;

    public IReadOnlyList<int> CheckLengths { get; init; } = CheckSettings.Defaults.Lengths;

    public double CheckStep { get; init; } = CheckSettings.Defaults.Step;

    /// <summary>τ of the longish training.</summary>
    public int SequenceLength { get; init; } = 20;

    /// <summary>Epochs of the longish training.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Updates of the longish training before which there is a sample.</summary>
    public IReadOnlyList<int> Milestones { get; init; } = PublishedExperiment.LongishMilestones;

    /// <summary>τ of the second training.</summary>
    public int ShortSequenceLength { get; init; } = 25;

    /// <summary>Updates of the second training.</summary>
    public int Updates { get; init; } = 100_000;

    /// <summary>Updates of the second training from one sample to the next.</summary>
    public int SampleEvery { get; init; } = 10_000;

    public int Trials { get; init; } = SearchDefaults.TrialCount;

    /// <summary>Passes over the training part that each trial gets at first; 0: those of <see cref="SearchDefaults.FirstEpochs"/>.</summary>
    public double TrialEpochs { get; init; }

    public int Rungs { get; init; } = SearchDefaults.Rungs;

    /// <summary>The fraction of the text, at its end, that trials are compared on.</summary>
    public double Validation { get; init; } = 0.1;

    public int SampleLength { get; init; } = 200;

    /// <summary>Characters that the best model writes.</summary>
    public int FinalLength { get; init; } = 1000;

    /// <summary>Of all samples but those of the comparison: 1 is what the network believes, as published.</summary>
    public double Temperature { get; init; } = 1;

    public IReadOnlyList<double> Temperatures { get; init; } = [0.3, 0.7, 1];

    public IReadOnlyList<double> TopPs { get; init; } = [0.5, 0.8, 1];

    /// <summary>What the second training is called.</summary>
    internal string UpdatesTitle => FormattableString.Invariant($"{Updates:N0} updates");

    /// <summary>What the gradient check is to do.</summary>
    internal CheckSettings ToCheckSettings() => new()
    {
        Lengths = CheckLengths,
        HiddenSize = HiddenSize,
        InitScale = CheckSettings.Defaults.InitScale,
        Step = CheckStep,
        Seed = Seed,
    };

    /// <summary>The settings of the longish training.</summary>
    internal RunSettings ToLongish(int threads) => ToRun(new TrainingOptions { SequenceLength = SequenceLength, Epochs = Epochs, ThreadCount = threads });

    /// <summary>The settings of the second training.</summary>
    internal RunSettings ToUpdates(int threads) => ToRun(new TrainingOptions { SequenceLength = ShortSequenceLength, MaxUpdates = Updates, ThreadCount = threads });

    /// <summary>The published rule, with what is asked for otherwise.</summary>
    private RunSettings ToRun(TrainingOptions training) => new(
        new TrialSettings
        {
            HiddenSize = HiddenSize,
            StandardDeviation = InitScale,
            Optimizer = UsualSettings.Classic.Optimizer with { LearningRate = LearningRate, InitialAccumulator = InitialAccumulator },
            Training = training with { GradientLimit = GradientLimit > 0 ? GradientLimit : double.PositiveInfinity },
        }.WithSeed(Seed),
        Precision);
}
