using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Report.Results;

/// <summary>
/// The published training runs that a report is laid out after, see <see cref="Source"/>: m = 100, AdaGrad with η = 0.1 from a zero
/// accumulator, σ = 0.1, every gradient element clipped to ±5. Those of the gradient check are <see cref="Check.PublishedErrors"/>.
/// </summary>
internal static class PublishedExperiment
{
    /// <summary>The source of the published figures, and their text.</summary>
    internal const string Source = "a report in MATLAB on assignment 4 of KTH's course DD2424, Deep Learning in Data Science, which trains on the novel Harry Potter and the Goblet of Fire (1,107,542 characters, K = 80; under copyright, so it is not shipped)";

    /// <summary>K.</summary>
    internal const int VocabularySize = Check.PublishedErrors.VocabularySize;

    private const int OurSeed = 2;

    /// <summary>N.</summary>
    internal const int Characters = 1_107_542;

    /// <summary>The smallest smooth loss of the longish training.</summary>
    internal const double LongishBest = 29.19;

    /// <summary>Table baselines on the novel, in nats per character: one, two and three characters.</summary>
    internal static readonly double[] Baselines = [3.131, 2.445, 1.873];

    /// <summary>Its network and rule, with the windows and epochs of the longish training. Its seed was not published; ours is 2.</summary>
    internal static readonly RunSettings Run = UsualSettings.Classic with
    {
        Trial = UsualSettings.Classic.Trial with { StandardDeviation = 0.1, Seed = OurSeed, Training = UsualSettings.Classic.Training with { SequenceLength = 20, Epochs = 10, ShuffleSeed = OurSeed } },
    };

    /// <summary>Options that may differ when the figures are compared.</summary>
    private static readonly string[] _notOfTheRule = ["--seed", "--precision", "--epochs", TrainingTable.SequenceLength];

    private static readonly int[] _longishMilestones = [1, 1_000, 10_000, 20_000, 30_000, 40_000, 105_000, 221_000, 331_000];
    private static readonly double[] _longishLosses = [87.50, 70.44, 44.21, 42.14, 40.57, 39.70, 37.91, 35.16, 34.08];
    private static readonly int[] _updatesMilestones = [1, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000, 90_000, 100_000];
    private static readonly double[] _updatesLosses = [111.07, 56.68, 53.26, 51.02, 50.74, 51.28, 49.97, 49.50, 47.77, 48.59, 49.37];

    /// <summary>Updates of the longish training whose loss and sample were published.</summary>
    internal static IReadOnlyList<int> LongishMilestones => _longishMilestones;

    /// <summary>The smooth loss of the longish training, or null where none was published for these settings.</summary>
    internal static double? Longish(ReportSettings settings, long update)
        => IsSameLongish(settings) ? Find(_longishMilestones, _longishLosses, update) : null;

    /// <summary>The smooth loss of the 100,000 updates, or null where none was published for these settings.</summary>
    internal static double? Updates(ReportSettings settings, long update)
        => IsSameUpdates(settings) ? Find(_updatesMilestones, _updatesLosses, update) : null;

    /// <summary>Whether the published longish training belongs beside ours. Its seed was not published.</summary>
    internal static bool IsSameLongish(ReportSettings settings) => IsSameRule(settings) && settings.Training.SequenceLength == Run.Training.SequenceLength;

    /// <inheritdoc cref="IsSameLongish"/>
    internal static bool IsSameUpdates(ReportSettings settings) => IsSameRule(settings) && settings.ShortSequenceLength == 25;

    /// <summary>Whether the published figures belong to this very text: elsewhere they show the size to expect, not a number to reach.</summary>
    internal static bool IsSameText(TextStatistics text) => text is { Characters: Characters, VocabularySize: VocabularySize };

    private static bool IsSameRule(ReportSettings settings)
        => TrainingTable.All.Rows.All(row => _notOfTheRule.Contains(row.Name) || row.Text(settings.Run) == row.Text(Run));

    private static double? Find(int[] updates, double[] losses, long update)
        => Array.FindIndex(updates, known => known == update) is >= 0 and var i ? losses[i] : null;
}
