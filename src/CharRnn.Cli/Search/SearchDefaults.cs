using CharRnn.Cli.Options;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>The defaults of <c>charrnn search</c>. Measured: docs/decisions/0013-search-defaults.md.</summary>
internal static class SearchDefaults
{
    internal const int TrialCount = 27;
    internal const int Rungs = 3;
    internal const int Reduction = 3;

    /// <summary>Characters that a trial reads in the first round; in the last one nine times as many.</summary>
    internal const double FirstCharacters = 1_500_000;

    /// <summary>Maximum number of passes over a short text, which would otherwise be memorised.</summary>
    internal const double MostFirstEpochs = 5;

    internal static readonly SearchOptions Search = new() { TrialCount = TrialCount, Rungs = Rungs, Reduction = Reduction, Validation = ValidationSplit.Spread() };

    internal static readonly OptimizerKind[] Optimizers = [OptimizerKind.Adam];
    internal static readonly int[] SequenceLengths = [25, 50];
    internal static readonly int[] BatchSizes = [1, 2, 4];

    /// <summary>Streams for texts of at least <see cref="LongText"/> characters.</summary>
    internal static readonly int[] LongTextBatchSizes = [4, 8, 16];
    internal const int LongText = 300_000;
    internal static readonly NumberChoice Accumulators = NumberChoice.Of(1, 10, 100);

    /// <summary>The range of good learning rates of a rule.</summary>
    internal static NumberChoice LearningRates(OptimizerKind kind) => kind switch
    {
        OptimizerKind.AdaGrad => NumberChoice.Between(0.02, 0.5),
        OptimizerKind.Sgd => NumberChoice.Between(0.001, 0.1),
        OptimizerKind.RmsProp => NumberChoice.Between(0.0003, 0.01),
        _ => NumberChoice.Between(0.001, 0.01),
    };

    internal static string LearningRatesInWords()
        => string.Join(", ", Enum.GetValues<OptimizerKind>().Select(kind => $"{OptionFormats.Word(kind)} {OptionFormats.Numbers(NumberRange.Positive).Write(LearningRates(kind))}"));

    /// <summary>
    /// Adds the settings that trials vary by default to a space. A grid varies only settings that are given, so that its size is as expected.
    /// </summary>
    /// <param name="space">The settings that all trials share.</param>
    /// <param name="textLength">Characters of the text; 0 before it is read.</param>
    internal static SearchSpace Vary(SearchSpace space, int textLength) => VaryRate(space) with
    {
        InitialAccumulator = space.Base.Optimizer.Kind == OptimizerKind.AdaGrad ? Accumulators : null,
        SequenceLengths = SequenceLengths,
        BatchSizes = textLength < LongText ? BatchSizes : LongTextBatchSizes,
    };

    /// <summary>A space in which trials vary the learning rate.</summary>
    internal static SearchSpace VaryRate(SearchSpace space) => space with { LearningRate = LearningRates(space.Base.Optimizer.Kind) };

    /// <summary>Rounded to two digits, as one would type it.</summary>
    internal static double FirstEpochs(int length)
    {
        double characters = UpdateCap.Limit is { } updates ? Math.Min(FirstCharacters, updates * (double)new TrainingOptions().SequenceLength) : FirstCharacters;
        double epochs = Math.Min(MostFirstEpochs, characters / length);
        double digit = Math.Pow(10, Math.Floor(Math.Log10(epochs)) - 1);
        return decimal.ToDouble((decimal)(Math.Round(epochs / digit) * digit));
    }
}
