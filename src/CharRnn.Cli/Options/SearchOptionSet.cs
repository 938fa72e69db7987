using System.CommandLine;
using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Options;

/// <summary>What <c>charrnn search</c> tries, and how it decides.</summary>
internal sealed class SearchOptionSet
{
    private readonly Option<SearchStrategy?> _strategy = ChoiceOption.Optional<SearchStrategy>(
        "--strategy", "Draw the settings of each trial at random, or try every combination of what is given here (of a range, its ends), the rest being as in 'charrnn train'. [default: random]");

    private readonly Option<int> _trials = NumberOption.Whole("--trials", "Trials of a random search.", SearchDefaults.TrialCount, minimum: 1);

    private readonly Option<OptimizerKind[]?> _optimizers = ChoiceOption.OptionalList<OptimizerKind>(
        "--optimizer", "How a gradient becomes a change of the weights; several share the trials. [default: adam]");

    private readonly Option<NumberChoice?> _learningRate = RangeOption.Optional(
        "--learning-rate", $"Learning rates, the same for every optimiser. [default: {SearchDefaults.LearningRatesInWords()}]", NumberRange.Positive);

    private readonly Option<int[]?> _hidden = NumberOption.OptionalWholeList("--hidden", $"Hidden units, m. [default: {TrainingSettings.Defaults.HiddenSize}]", minimum: 1);

    private readonly Option<int[]?> _sequenceLengths = NumberOption.OptionalWholeList(
        "--sequence-length", $"Characters in a window. [default: {string.Join(',', SearchDefaults.SequenceLengths)}]", minimum: 1);

    private readonly Option<int[]?> _batches = NumberOption.OptionalWholeList(
        "--batch", $"Parts into which the text is cut, read side by side. [default: {string.Join(',', SearchDefaults.BatchSizes)}]", minimum: 1);

    private readonly Option<NumberChoice?> _initScale = RangeOption.Optional(
        "--init-scale", "Standard deviations of the initial weights, the same for all. [default: scaled to the size of each layer]", NumberRange.NotNegative);

    private readonly Option<NumberChoice?> _accumulator = RangeOption.Optional(
        "--accumulator",
        $"Where the sum of squared gradients of adagrad and rmsprop starts. [default: {RangeOption.Text(SearchDefaults.Accumulators)} for adagrad, 0 for rmsprop]",
        NumberRange.NotNegative);

    private readonly Option<int[]?> _seeds = NumberOption.OptionalWholeList(
        "--seeds", $"Seeds of the initial weights. [default: {TrainingSettings.Defaults.Seed}]", minimum: 0);

    private readonly Option<double?> _firstEpochs = NumberOption.OptionalReal(
        "--first-epochs",
        $"Passes over the text that every trial gets; need not be whole. [default: as many as read {SearchDefaults.FirstCharacters / 1e6:0.#} million characters, and at most {SearchDefaults.MostFirstEpochs}]",
        NumberRange.Positive);

    private readonly Option<int> _rungs = NumberOption.Whole(
        "--rungs", "Rounds: after each but the last only the best trials go on; 1 trains all alike.", SearchDefaults.Rungs, minimum: 1);

    private readonly Option<int> _reduction = NumberOption.Whole(
        "--reduction", "From round to round, so many times fewer trials last so many times as long.", SearchDefaults.Reduction, minimum: 2);

    private readonly Option<int> _searchSeed = NumberOption.Whole("--search-seed", "Where the chance of a random search starts.", 0, minimum: 0);

    private readonly Option<Precision?> _precision = ChoiceOption.Optional<Precision>(
        "--precision", $"Type of the networks' numbers. [default: {ChoiceOption.Word(TrainingSettings.Defaults.Precision)}]");

    private readonly ReadingOptionSet _reading = new(ValidationSplit.Tail());
    private readonly RuleOptionSet _rule = new();

    /// <summary>All of them: together they say which search it is.</summary>
    internal IReadOnlyList<Option> All =>
    [
        _strategy, _trials, _optimizers, _learningRate, _hidden, _sequenceLengths, _batches, _initScale, _accumulator, _seeds,
        _firstEpochs, _rungs, _reduction, _searchSeed, _precision, .. _reading.All, .. _rule.All,
    ];

    internal Precision Precision(ParseResult result) => result.GetValue(_precision) ?? TrainingSettings.Defaults.Precision;

    /// <summary>The options that were typed, by name.</summary>
    internal Dictionary<string, string> Typed(ParseResult result)
        => All.Where(option => OptionSet.IsGiven(result, option)).ToDictionary(option => option.Name, option => OptionSet.Typed(result, option));

    /// <summary>Refuses options that contradict each other.</summary>
    /// <exception cref="UsageException">They do.</exception>
    internal void RequireSound(ParseResult result)
    {
        OptimizerKind[] kinds = Kinds(result);
        _reading.RequireSound(result);
        _rule.RequireSound(result, Common(result, "").Schedule, kinds);
        UsageException.Require(
            !OptionSet.IsGiven(result, _accumulator) || kinds.Any(SearchDefaults.HasAccumulator), "--accumulator is an option of --optimizer adagrad or rmsprop", result);
        UsageException.Require(
            !OptionSet.IsGiven(result, _trials) || result.GetValue(_strategy) is not SearchStrategy.Grid, "--trials is an option of --strategy random", result);
    }

    /// <summary>The search.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="endOfText">What its documents are divided by; empty for one document.</param>
    internal SearchOptions Read(ParseResult result, EncodedText text, string endOfText)
    {
        TrainingSettings common = Common(result, endOfText);
        return new SearchOptions
        {
            Strategy = result.GetValue(_strategy) ?? SearchStrategy.Random,
            TrialCount = result.GetValue(_trials),
            Spaces = [.. Kinds(result).Distinct().Select(kind => Space(result, common, kind))],
            FirstEpochs = result.GetValue(_firstEpochs) ?? SearchDefaults.FirstEpochs(text.Length),
            Rungs = result.GetValue(_rungs),
            Reduction = result.GetValue(_reduction),
            Seed = result.GetValue(_searchSeed),
            Validation = common.Validation,
            TextFingerprint = text.Fingerprint,
            DataType = Precision(result) == Options.Precision.Double ? "F64" : "F32",
        };
    }

    private OptimizerKind[] Kinds(ParseResult result) => OptionSet.List(result, _optimizers, SearchDefaults.Optimizers);

    private TrainingSettings Common(ParseResult result, string endOfText)
        => _reading.Apply(result, _rule.Apply(result, TrainingSettings.Defaults)) with { EndOfText = endOfText };

    /// <summary>What one optimiser is tried with. A grid varies what is typed and nothing else: its size should be no surprise.</summary>
    private SearchSpace Space(ParseResult result, TrainingSettings common, OptimizerKind kind)
    {
        bool isGrid = result.GetValue(_strategy) is SearchStrategy.Grid;
        double accumulator = kind == OptimizerKind.AdaGrad ? TrainingSettings.SteadyAccumulator : 0;
        TrainingSettings settings = common with { Optimizer = kind, LearningRate = TrainingSettings.UsualLearningRate(kind), InitialAccumulator = accumulator };
        return new SearchSpace
        {
            Base = settings.ToTrial(),
            LearningRate = result.GetValue(_learningRate) ?? (isGrid ? null : SearchDefaults.LearningRates(kind)),
            InitialAccumulator = result.GetValue(_accumulator) ?? (kind == OptimizerKind.AdaGrad && !isGrid ? SearchDefaults.Accumulators : null),
            StandardDeviation = result.GetValue(_initScale),
            HiddenSizes = OptionSet.List(result, _hidden, []),
            SequenceLengths = OptionSet.List(result, _sequenceLengths, isGrid ? [] : SearchDefaults.SequenceLengths),
            BatchSizes = OptionSet.List(result, _batches, isGrid ? [] : SearchDefaults.BatchSizes),
            Seeds = OptionSet.List(result, _seeds, []),
        };
    }
}
