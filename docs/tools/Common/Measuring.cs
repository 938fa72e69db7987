using System.Globalization;
using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tools;

/// <summary>What the programs that measure settings share: their arguments, the settings they compare, and one run.</summary>
public static class Measuring
{
    /// <summary>A whole number of the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="index">Which of them, from 0.</param>
    /// <param name="otherwise">Its value when there are fewer arguments.</param>
    /// <returns>The number.</returns>
    public static int Number(string[] args, int index, int otherwise)
        => args.ElementAtOrDefault(index) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Whole numbers with commas between them.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="index">Which of them, from 0.</param>
    /// <param name="otherwise">The list when there are fewer arguments.</param>
    /// <returns>The numbers.</returns>
    public static int[] Numbers(string[] args, int index, string otherwise)
        => [.. (args.ElementAtOrDefault(index) ?? otherwise).Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    /// <summary>The defaults before <see cref="TrialSettings.For"/>: Adam at 0.002 along a cosine, one stream of windows of 25.</summary>
    /// <param name="m">Hidden units.</param>
    /// <returns>Settings without an end.</returns>
    public static TrialSettings Before(int m) => new()
    {
        HiddenSize = m,
        StandardDeviation = null,
        ScheduleSpansJob = true,
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.002, Schedule = new LearningRateSchedule { Shape = LearningRateShape.Cosine } },
    };

    /// <summary>The same settings for a run that is measured: its length and seed, what is held out, one thread, and nothing kept beside.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="epochs">Passes over the text.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="split">What is held out; null for a tenth in chunks spread over the text.</param>
    /// <returns>A copy.</returns>
    public static TrialSettings Measured(this TrialSettings settings, int epochs, int seed, ValidationSplit? split = null)
    {
        TrialSettings seeded = settings.WithSeed(seed);
        TrainingOptions training = seeded.Training with { Epochs = epochs, Validation = split ?? ValidationSplit.Spread(), ThreadCount = 1, KeepBest = false, HistoryEvery = 0 };
        return seeded with { Training = training };
    }

    /// <summary>Trains a new network to its end.</summary>
    /// <param name="settings">With an end and something held out.</param>
    /// <param name="text">The text.</param>
    /// <returns>The result; null if training diverged.</returns>
    public static TrainingResult<float>? Train(this TrialSettings settings, EncodedText text)
    {
        try
        {
            return settings.CreateTrainer<float>(text).Train(text);
        }
        catch (TrainingDivergedException)
        {
            return null;
        }
    }
}
