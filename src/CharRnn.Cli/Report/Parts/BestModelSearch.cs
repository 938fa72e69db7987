using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Parts;

/// <summary>What the search for the best model tries.</summary>
internal static class BestModelSearch
{
    /// <summary>The file of the winner.</summary>
    internal const string Model = "best.safetensors";

    /// <summary>A short text is not read more often than this on the first rung.</summary>
    private const double MostFirstEpochs = 4;

    /// <summary>A very long text is read at least so far.</summary>
    private const double LeastFirstEpochs = 0.01;

    /// <summary>η of Adam.</summary>
    internal static readonly NumberChoice AdamRates = NumberChoice.Between(0.0005, 0.005);

    /// <summary>η of AdaGrad.</summary>
    internal static readonly NumberChoice AdaGradRates = NumberChoice.Between(0.03, 0.3);

    /// <summary>Where AdaGrad's sum of squared gradients starts.</summary>
    internal static readonly NumberChoice Accumulators = NumberChoice.Of(0, 1, 10, 100);

    /// <summary>The search.</summary>
    /// <param name="settings">Of the report.</param>
    /// <param name="length">Characters of the text.</param>
    internal static SearchOptions Create(ReportSettings settings, int length)
    {
        double training = length * (1 - settings.Validation);
        double first = settings.TrialEpochs > 0 ? settings.TrialEpochs : Math.Clamp(Math.Round(ReportSettings.TrialCharacters / training, 2), LeastFirstEpochs, MostFirstEpochs);
        var options = new SearchOptions
        {
            TrialCount = settings.Trials,
            FirstEpochs = first,
            Rungs = settings.Rungs,
            Seed = settings.Seed,
            Validation = ValidationSplit.Tail(settings.Validation),
        };
        double last = LastEpochs(options);
        return options with
        {
            Spaces = [.. SequenceLengths(settings).SelectMany(tau => (SearchSpace[])
            [
                Space(settings, OptimizerKind.Adam, tau, last * training, AdamRates),
                Space(settings, OptimizerKind.AdaGrad, tau, last * training, AdaGradRates) with { InitialAccumulator = Accumulators },
            ])],
        };
    }

    /// <summary>The published settings, trained as long as the winner.</summary>
    internal static TrialJob PublishedSettings(ReportSettings settings, SearchOptions options) => new()
    {
        Rung = options.Rungs - 1,
        Epochs = LastEpochs(options),
        Validation = options.Validation,
        Settings = new TrialSettings
        {
            HiddenSize = settings.HiddenSize,
            StandardDeviation = settings.InitScale,
            Seed = settings.Seed,
            Optimizer = new OptimizerOptions { LearningRate = settings.LearningRate, InitialAccumulator = settings.InitialAccumulator },
            Training = new TrainingOptions { SequenceLength = settings.SequenceLength },
        },
    };

    /// <summary>τ of the trials: that of the second training, and twice that.</summary>
    internal static int[] SequenceLengths(ReportSettings settings) => [settings.ShortSequenceLength, 2 * settings.ShortSequenceLength];

    /// <summary>Passes of a trial that comes to the last rung.</summary>
    internal static double LastEpochs(SearchOptions options) => options.FirstEpochs * Math.Pow(options.Reduction, options.Rungs - 1);

    /// <summary>Weights are scaled to their layers, and the rate falls to 0 by the end of the last rung.</summary>
    private static SearchSpace Space(ReportSettings settings, OptimizerKind kind, int tau, double characters, NumberChoice rate) => new()
    {
        Base = new TrialSettings
        {
            HiddenSize = settings.HiddenSize,
            StandardDeviation = null,
            Optimizer = new OptimizerOptions { Kind = kind, Schedule = LearningRateSchedule.Cosine(Math.Max(1, (long)(characters / tau))) },
            Training = new TrainingOptions { SequenceLength = tau },
        },
        LearningRate = rate,
        Seeds = [1, 2, 3],
    };
}
