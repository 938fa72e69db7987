using CharRnn.Cli.Evaluation;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Search;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Parts;

/// <summary>The options of the search for the best model: the defaults of <c>charrnn search</c>, for two optimisers and several seeds.</summary>
internal static class BestModelSearch
{
    /// <summary>The file of the winner.</summary>
    internal const string Model = "best.safetensors";

    /// <summary>The best one, and the published one.</summary>
    internal static readonly OptimizerKind[] Optimizers = [OptimizerKind.Adam, OptimizerKind.AdaGrad];

    internal static readonly int[] Seeds = [1, 2, 3];

    /// <summary>The search.</summary>
    /// <param name="settings">The settings of the report.</param>
    /// <param name="length">Characters of the text.</param>
    internal static SearchOptions Create(ReportSettings settings, int length) => new()
    {
        Spaces = [.. Optimizers.Select(kind => Space(settings, kind))],
        TrialCount = settings.Trials,
        FirstEpochs = settings.TrialEpochs > 0 ? settings.TrialEpochs : SearchDefaults.FirstEpochs(length),
        Rungs = settings.Rungs,
        Reduction = SearchDefaults.Reduction,
        Seed = settings.Seed,
        Validation = ValidationSplit.Tail(settings.Validation),
    };

    /// <summary>The published settings, trained as long as the winner.</summary>
    internal static TrialJob PublishedSettings(ReportSettings settings, SearchOptions options) => new()
    {
        Rung = options.Rungs - 1,
        Epochs = LastEpochs(options),
        Validation = options.Validation,
        Settings = settings.Run.Trial,
    };

    /// <summary>The loss of n-gram tables of the training part on the held-out part, in nats per character.</summary>
    internal static IReadOnlyList<double> NGrams(ReportSettings settings, EncodedText text)
        => NGramTables.Measure(text, HeldOutStart(settings, text));

    /// <summary>The start of the held-out part.</summary>
    internal static int HeldOutStart(ReportSettings settings, EncodedText text) => text.Length - (int)Math.Round(text.Length * settings.Validation);

    /// <summary>τ of the trials: that of the second training, and twice that.</summary>
    internal static int[] SequenceLengths(ReportSettings settings) => [settings.ShortSequenceLength, 2 * settings.ShortSequenceLength];

    /// <summary>Passes of a trial on the last rung.</summary>
    internal static double LastEpochs(SearchOptions options) => options.FirstEpochs * Math.Pow(options.Reduction, options.Rungs - 1);

    /// <summary>Weights are scaled to their layers, and on each rung a trial starts again, with a rate that falls to 0 by the end of the rung.</summary>
    private static SearchSpace Space(ReportSettings settings, OptimizerKind kind) => new()
    {
        Base = Network(UsualSettings.ForRule(kind).Trial, settings.Run.Trial),
        LearningRate = SearchDefaults.LearningRates(kind),
        InitialAccumulator = kind == OptimizerKind.AdaGrad ? SearchDefaults.Accumulators : null,
        SequenceLengths = SequenceLengths(settings),
        BatchSizes = SearchDefaults.BatchSizes,
        Seeds = Seeds,
    };

    private static TrialSettings Network(TrialSettings trial, TrialSettings network)
        => trial with { HiddenSize = network.HiddenSize, Cell = network.Cell, LayerCount = network.LayerCount, Training = trial.Training with { Dropout = network.Training.Dropout } };
}
