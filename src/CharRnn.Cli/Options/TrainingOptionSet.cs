using System.CommandLine;
using System.Globalization;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Cli.Options;

/// <summary>The options of every command that trains, defined once.</summary>
internal sealed class TrainingOptionSet
{
    private readonly Option<int> _hidden = NumberOption.Whole(
        "--hidden", "Hidden units of the network, m.", TrainingSettings.Defaults.HiddenSize, minimum: 1);

    private readonly Option<int> _sequenceLength = NumberOption.Whole(
        "--sequence-length", "Characters in a window, through which the gradient is propagated back.", TrainingSettings.Defaults.SequenceLength, minimum: 1);

    private readonly Option<int> _batch = NumberOption.Whole(
        "--batch", "Parts into which the text is cut, read side by side.", TrainingSettings.Defaults.BatchSize, minimum: 1);

    private readonly Option<int?> _epochs = NumberOption.OptionalWhole(
        "--epochs",
        $"Passes over the text. [default: without --updates, as many as read {TrainingSettings.DefaultCharacters / 1e6:0.#} million characters, and at least {TrainingSettings.LeastDefaultEpochs}]",
        minimum: 1);

    private readonly Option<long?> _updates = NumberOption.OptionalLong(
        "--updates", "Stop after this many updates; one update learns from one window.", minimum: 1);

    private readonly Option<OptimizerKind?> _optimizer = ChoiceOption.Optional<OptimizerKind>(
        "--optimizer",
        "How a gradient becomes a change of the weights. [default: adam; adagrad if --learning-rate or --init-scale is given, as in the classic experiment]");

    private readonly Option<double?> _learningRate = NumberOption.OptionalReal(
        "--learning-rate", $"Learning rate. [default: {UsualLearningRates()}]", NumberRange.Positive);

    private readonly Option<double?> _initScale = NumberOption.OptionalReal(
        "--init-scale",
        "Standard deviation of the initial weights, the same for all. [default: scaled to the size of each layer]",
        NumberRange.NotNegative);

    private readonly Option<double?> _accumulator = NumberOption.OptionalReal(
        "--accumulator",
        $"Where the sum of squared gradients of adagrad and rmsprop starts. [default: {TrainingSettings.SteadyAccumulator} for adagrad, which trains steadily; otherwise, and for the classic experiment, 0]",
        NumberRange.NotNegative);

    private readonly Option<Precision?> _precision = ChoiceOption.Optional<Precision>(
        "--precision", $"Type of the network's numbers. [default: {ChoiceOption.Word(TrainingSettings.Defaults.Precision)}]");

    private readonly Option<int> _seed = NumberOption.Whole(
        "--seed", "Where chance starts: the same seed gives the same network and samples.", TrainingSettings.Defaults.Seed, minimum: 0);

    private readonly Option<int> _threads = NumberOption.Threads("Threads that share an update; 0 chooses. No result depends on it.");

    private readonly Option<int?> _patience = NumberOption.OptionalWhole(
        "--patience", "Stop when the validation loss has had no new minimum for so many epochs. [default: never]", minimum: 1);

    private readonly Option<int[]?> _sequenceLengths = NumberOption.OptionalWholeList(
        "--sequence-lengths", "Characters in a window in the first, second, … epoch; the last number stays. [default: --sequence-length always]", minimum: 1);

    private readonly RuleOptionSet _rule = new();

    private readonly ReadingOptionSet _reading = new(ValidationSplit.None);

    private Option[] All =>
    [
        _hidden, _sequenceLength, _sequenceLengths, _batch, _epochs, _updates, _optimizer, _learningRate, _initScale, _accumulator,
        .. _rule.All, .. _reading.All, _patience, _precision, _seed, _threads,
    ];

    internal void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>The settings of a new run.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    internal TrainingSettings Read(ParseResult result)
    {
        TrainingSettings settings = ReadAll(result);
        UsageException.Require(settings.Patience == 0 || settings.Validation.Kind != ValidationKind.None, "--patience needs a validation loss; give --validation too", result);
        _rule.RequireSound(result, settings.Schedule, [settings.Optimizer]);
        _reading.RequireSound(result);
        return settings;
    }

    /// <summary>The settings of a run that is taken up again: its own, with another end if one is given.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="path">The checkpoint.</param>
    /// <param name="kept">The run's own settings.</param>
    /// <exception cref="CommandException">An option is given that would make it another run.</exception>
    internal TrainingSettings ReadResumed(ParseResult result, string path, TrainingSettings kept)
    {
        Dictionary<string, string> asked = ReadAll(result).Describe(), was = kept.Describe();
        foreach (Option option in All.Where(option => OptionSet.IsGiven(result, option)))
        {
            // The number of updates and the like may change: nothing that is described depends on them.
            string key = option.Name[2..].Replace('-', '_');
            string? value = was.GetValueOrDefault(key);
            if (asked.GetValueOrDefault(key) != value)
            {
                throw new CommandException(
                    $"{path} is a run with {option.Name} {(string.IsNullOrEmpty(value) ? "left out" : value)}; with {OptionSet.Typed(result, option)} it would be another run. Leave {option.Name} out to resume it.");
            }
        }

        return kept with
        {
            Epochs = result.GetValue(_epochs) ?? kept.Epochs,
            MaxUpdates = result.GetValue(_updates) ?? kept.MaxUpdates,
            Patience = result.GetValue(_patience) ?? kept.Patience,
            ThreadCount = result.GetValue(_threads),
        };
    }

    private TrainingSettings ReadAll(ParseResult result)
    {
        double? learningRate = result.GetValue(_learningRate), initScale = result.GetValue(_initScale);
        OptimizerKind? optimizer = result.GetValue(_optimizer);

        // A number for η or σ means little until one knows for which rule; by itself it is the classic experiment's.
        bool isClassic = optimizer is null && (learningRate is not null || initScale is not null);
        TrainingSettings defaults = isClassic ? TrainingSettings.Classic : TrainingSettings.Defaults;
        OptimizerKind rule = optimizer ?? defaults.Optimizer;
        double steady = rule == OptimizerKind.AdaGrad ? TrainingSettings.SteadyAccumulator : 0;
        var settings = new TrainingSettings
        {
            HiddenSize = result.GetValue(_hidden),
            SequenceLength = result.GetValue(_sequenceLength),
            BatchSize = result.GetValue(_batch),
            Epochs = result.GetValue(_epochs) ?? 0,
            MaxUpdates = result.GetValue(_updates) ?? 0,
            Optimizer = rule,
            LearningRate = learningRate ?? TrainingSettings.UsualLearningRate(rule),
            Schedule = defaults.Schedule,
            InitScale = initScale,
            InitialAccumulator = result.GetValue(_accumulator) ?? (isClassic ? defaults.InitialAccumulator : steady),
            Precision = result.GetValue(_precision) ?? defaults.Precision,
            Seed = result.GetValue(_seed),
            ThreadCount = result.GetValue(_threads),
            Patience = result.GetValue(_patience) ?? 0,
            SequenceLengths = result.GetValue(_sequenceLengths) ?? [],
        };
        return _reading.Apply(result, _rule.Apply(result, settings));
    }

    /// <summary>For the help.</summary>
    internal static string UsualLearningRates()
        => string.Join(", ", Enum.GetValues<OptimizerKind>().Select(kind => string.Create(
            CultureInfo.InvariantCulture, $"{ChoiceOption.Word(kind)} {TrainingSettings.UsualLearningRate(kind)}")));
}
