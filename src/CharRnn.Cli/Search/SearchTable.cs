using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>The options of <c>charrnn search</c>: of the search itself, of what its trials differ in, and of what they share.</summary>
internal static class SearchTable
{
    /// <summary>The number of trials, and how they are compared.</summary>
    internal static readonly OptionTable<SearchOptions> Search = new(SearchDefaults.Search, [.. ((OptionRow<SearchOptions>[])
    [
        new OptionRow<SearchOptions, SearchStrategy>(
            "--strategy",
            "Draw the settings of each trial at random, or try every combination of the values given here (of a range, its ends), with all other settings as in 'charrnn train'.",
            OptionFormats.Choice<SearchStrategy>(),
            search => search.Strategy,
            (search, value) => search with { Strategy = value }),
        new OptionRow<SearchOptions, int>("--trials", "Trials of a random search.", OptionFormats.Whole(1), search => search.TrialCount, (search, value) => search with { TrialCount = value })
        {
            Needs = new Requirement<SearchOptions>(search => search.Strategy == SearchStrategy.Random, "--strategy random"),
        },
        new OptionRow<SearchOptions, double>(
            "--first-epochs", "Passes over the text for every trial of the first round; may be a fraction.",
            OptionFormats.Real(NumberRange.Positive), search => search.FirstEpochs, (search, value) => search with { FirstEpochs = value })
        {
            Default = $"as many as read {SearchDefaults.FirstCharacters / 1e6:0.#} million characters, and at most {SearchDefaults.MostFirstEpochs}",
        },
        new OptionRow<SearchOptions, int>(
            "--rungs", "Number of rounds: after each round but the last, only the best trials continue; with 1, all trials are equally long.",
            OptionFormats.Whole(1), search => search.Rungs, (search, value) => search with { Rungs = value }),
        new OptionRow<SearchOptions, int>(
            "--reduction", "Factor by which each round has fewer trials than the one before, and longer ones.",
            OptionFormats.Whole(2), search => search.Reduction, (search, value) => search with { Reduction = value }),
        new OptionRow<SearchOptions, long>("--search-seed", "Random seed of a random search.", OptionFormats.Long(0), search => search.Seed, (search, value) => search with { Seed = value }),
    ]).Select(row => row with { Group = HelpGroup.Search, IsUsual = row.Name is "--trials" or "--first-epochs" })]);

    /// <summary>The settings that trials can vary.</summary>
    internal static readonly OptionTable<SearchSpace> Varied = new(new SearchSpace(),
    [
        Vary(TrainingTable.Optimizer, "The rules that update the weights from the gradient; several share the trials.", OptionFormats.Choices<OptimizerKind>(), space => space.Optimizers, (space, value) => space with { Optimizers = value }, "adam"),
        Vary(TrainingTable.LearningRate, "Learning rates, the same for every optimiser.", OptionFormats.Numbers(NumberRange.Positive), space => space.LearningRate ?? NumberChoice.Of(), (space, value) => space with { LearningRate = value }, SearchDefaults.LearningRatesInWords()),
        Vary("--hidden", "Hidden units, m.", OptionFormats.Wholes(1), space => space.HiddenSizes, (space, value) => space with { HiddenSizes = value }, $"{UsualSettings.Base.Trial.HiddenSize}"),
        Vary("--cell", "Cells.", OptionFormats.Choices<RnnCell>(), space => space.Cells, (space, value) => space with { Cells = value }, "tanh"),
        Vary("--layers", "Numbers of layers.", OptionFormats.Wholes(1), space => space.LayerCounts, (space, value) => space with { LayerCounts = value }, "1"),
        Vary("--dropout", "Probabilities of dropout.", OptionFormats.Numbers(NumberRange.BelowOne), space => space.Dropout ?? NumberChoice.Of(), (space, value) => space with { Dropout = value }, "that of 'charrnn train'"),
        Vary("--weight-decay", "Adam's decoupled weight decays.", OptionFormats.Numbers(NumberRange.NotNegative), space => space.WeightDecay ?? NumberChoice.Of(), (space, value) => space with { WeightDecay = value }, "that of 'charrnn train'") with
        {
            Needs = new Requirement<SearchSpace>(space => space.Base.Optimizer.Kind == OptimizerKind.Adam, "--optimizer adam"),
        },
        Vary("--sequence-length", "Characters in a window.", OptionFormats.Wholes(1), space => space.SequenceLengths, (space, value) => space with { SequenceLengths = value }, string.Join(',', SearchDefaults.SequenceLengths)),
        Vary(
            "--batch", "Numbers of parts into which the text is divided, which are read in parallel.",
            OptionFormats.Wholes(1), space => space.BatchSizes, (space, value) => space with { BatchSizes = value }, $"{string.Join(',', SearchDefaults.BatchSizes)}; {string.Join(',', SearchDefaults.LongTextBatchSizes)} for a text of {Quantity.Of(SearchDefaults.LongText, "character")}"),
        Vary(TrainingTable.InitScale, "Standard deviations of the initial weights, the same for all.", OptionFormats.Numbers(NumberRange.NotNegative), space => space.StandardDeviation ?? NumberChoice.Of(), (space, value) => space with { StandardDeviation = value }, "scaled to the size of each layer"),
        Vary(
            "--accumulator",
            "Initial values of the sum of squared gradients of adagrad and rmsprop.",
            OptionFormats.Numbers(NumberRange.NotNegative),
            space => space.InitialAccumulator ?? NumberChoice.Of(),
            (space, value) => space with { InitialAccumulator = value },
            $"{OptionFormats.Numbers(NumberRange.NotNegative).Write(SearchDefaults.Accumulators)} for adagrad, 0 for rmsprop"),
        Vary("--seeds", "Seeds of the initial weights.", OptionFormats.Wholes(0), space => space.Seeds, (space, value) => space with { Seeds = value }, $"{UsualSettings.Base.Trial.Seed}"),
    ]);

    /// <summary>The settings that all trials share: all other training options except those for the length of training.</summary>
    internal static readonly OptionTable<RunSettings> Shared = new(
        UsualSettings.Base.With(UsualSettings.Base.Training with { Validation = SearchDefaults.Search.Validation }),
        [.. TrainingTable.All.Rows
            .Where(row => row.IsInSearch && Varied.Rows.All(varied => varied.Name != row.Name))
            .Select(row => row.Name == TrainingTable.Validation ? row with { Default = null } : row)]);

    private static OptionRow<SearchSpace> Vary<TValue>(string name, string help, OptionFormat<TValue> format, Func<SearchSpace, TValue> get, Func<SearchSpace, TValue, SearchSpace> set, string defaultText)
        => new OptionRow<SearchSpace, TValue>(name, help, format, get, set)
        {
            Default = defaultText,
            Group = HelpGroup.Search,
            IsUsual = name is TrainingTable.Optimizer or TrainingTable.LearningRate or "--hidden" or "--cell" or "--layers",
            Needs = TrainingTable.All.Rows.FirstOrDefault(row => row.Name == name)?.Needs is { } needs
                ? new Requirement<SearchSpace>(space => needs.Holds(new RunSettings(space.Base, Precision.Float)), needs.Condition) { Refusal = needs.Refusal } : null,
        };
}
