using System.Globalization;
using CharRnn.Cli.Check;
using CharRnn.Cli.Options;
using CharRnn.Optimization;

namespace CharRnn.Cli.Report;

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

    public int Seed { get; init; } = TrainingSettings.Defaults.Seed;

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

    /// <summary>The same settings under the names of the options, so that resuming can compare.</summary>
    internal Dictionary<string, string> Describe() => new()
    {
        ["--hidden"] = Text(HiddenSize),
        ["--learning-rate"] = Text(LearningRate),
        ["--init-scale"] = Text(InitScale),
        ["--accumulator"] = Text(InitialAccumulator),
        ["--clip"] = Text(GradientLimit),
        ["--precision"] = ChoiceOption.Word(Precision),
        ["--seed"] = Text(Seed),
        ["--check-lengths"] = List(CheckLengths),
        ["--check-step"] = Text(CheckStep),
        ["--sequence-length"] = Text(SequenceLength),
        ["--epochs"] = Text(Epochs),
        ["--milestones"] = List(Milestones),
        ["--short-sequence-length"] = Text(ShortSequenceLength),
        ["--updates"] = Text(Updates),
        ["--sample-every"] = Text(SampleEvery),
        ["--trials"] = Text(Trials),
        ["--trial-epochs"] = TrialEpochs > 0 ? Text(TrialEpochs) : "left out",
        ["--rungs"] = Text(Rungs),
        ["--validation"] = Text(Validation),
        ["--sample-length"] = Text(SampleLength),
        ["--final-length"] = Text(FinalLength),
        ["--temperature"] = Text(Temperature),
        ["--temperatures"] = List(Temperatures),
        ["--top-ps"] = List(TopPs),
    };

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
    internal TrainingSettings ToLongish(int threads) => ToTraining(threads) with { SequenceLength = SequenceLength, Epochs = Epochs };

    /// <summary>The settings of the second training.</summary>
    internal TrainingSettings ToUpdates(int threads) => ToTraining(threads) with { SequenceLength = ShortSequenceLength, MaxUpdates = Updates };

    private TrainingSettings ToTraining(int threads) => new()
    {
        HiddenSize = HiddenSize,
        Optimizer = OptimizerKind.AdaGrad,
        LearningRate = LearningRate,
        Schedule = Schedule.Constant,
        InitScale = InitScale,
        InitialAccumulator = InitialAccumulator,
        GradientLimit = GradientLimit,
        Precision = Precision,
        Seed = Seed,
        ThreadCount = threads,
    };

    private static string List<TValue>(IEnumerable<TValue> values)
        where TValue : IFormattable => string.Join(',', values.Select(value => Text(value)));

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
