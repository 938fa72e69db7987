using System.CommandLine;
using System.Globalization;
using CharRnn.Optimization;

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

    private readonly Option<Schedule?> _schedule = ChoiceOption.Optional<Schedule>(
        "--schedule",
        "Keep the learning rate, or let it fall to 0 along a cosine by the end of the run. [default: cosine; constant for the classic experiment]");

    private readonly Option<double?> _initScale = NumberOption.OptionalReal(
        "--init-scale",
        "Standard deviation of the initial weights, the same for all. [default: scaled to the size of each layer]",
        NumberRange.NotNegative);

    private readonly Option<double?> _accumulator = NumberOption.OptionalReal(
        "--accumulator",
        $"Where the sum of squared gradients of adagrad and rmsprop starts. [default: {TrainingSettings.SteadyAccumulator} for adagrad, which trains steadily; otherwise, and for the classic experiment, 0]",
        NumberRange.NotNegative);

    private readonly Option<double> _clip = NumberOption.Real(
        "--clip", "Limit for every element of the gradient; 0 for none.", TrainingSettings.Defaults.GradientLimit, NumberRange.NotNegative);

    private readonly Option<double> _clipNorm = NumberOption.Real(
        "--clip-norm", "Limit for the length of the whole gradient; 0 for none.", TrainingSettings.Defaults.GradientNormLimit, NumberRange.NotNegative);

    private readonly Option<Precision?> _precision = ChoiceOption.Optional<Precision>(
        "--precision", $"Type of the network's numbers. [default: {ChoiceOption.Word(TrainingSettings.Defaults.Precision)}]");

    private readonly Option<int> _seed = NumberOption.Whole(
        "--seed", "Where chance starts: the same seed gives the same network and samples.", TrainingSettings.Defaults.Seed, minimum: 0);

    private readonly Option<int> _threads = NumberOption.Whole(
        "--threads", "Threads that share an update; 0 chooses.", TrainingSettings.Defaults.ThreadCount, minimum: 0);

    internal void AddTo(Command command)
    {
        Option[] options =
        [
            _hidden, _sequenceLength, _batch, _epochs, _updates, _optimizer, _learningRate, _schedule, _initScale, _accumulator, _clip, _clipNorm, _precision, _seed, _threads,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    internal TrainingSettings Read(ParseResult result)
    {
        double? learningRate = result.GetValue(_learningRate), initScale = result.GetValue(_initScale);
        OptimizerKind? optimizer = result.GetValue(_optimizer);

        // A number for η or σ means little until one knows for which rule; by itself it is the classic experiment's.
        bool isClassic = optimizer is null && (learningRate is not null || initScale is not null);
        TrainingSettings defaults = isClassic ? TrainingSettings.Classic : TrainingSettings.Defaults;
        OptimizerKind rule = optimizer ?? defaults.Optimizer;
        double steady = rule == OptimizerKind.AdaGrad ? TrainingSettings.SteadyAccumulator : 0;
        return new TrainingSettings
        {
            HiddenSize = result.GetValue(_hidden),
            SequenceLength = result.GetValue(_sequenceLength),
            BatchSize = result.GetValue(_batch),
            Epochs = result.GetValue(_epochs) ?? 0,
            MaxUpdates = result.GetValue(_updates) ?? 0,
            Optimizer = rule,
            LearningRate = learningRate ?? TrainingSettings.UsualLearningRate(rule),
            Schedule = result.GetValue(_schedule) ?? defaults.Schedule,
            InitScale = initScale,
            InitialAccumulator = result.GetValue(_accumulator) ?? (isClassic ? defaults.InitialAccumulator : steady),
            GradientLimit = result.GetValue(_clip),
            GradientNormLimit = result.GetValue(_clipNorm),
            Precision = result.GetValue(_precision) ?? defaults.Precision,
            Seed = result.GetValue(_seed),
            ThreadCount = result.GetValue(_threads),
        };
    }

    private static string UsualLearningRates()
        => string.Join(", ", Enum.GetValues<OptimizerKind>().Select(kind => string.Create(
            CultureInfo.InvariantCulture, $"{ChoiceOption.Word(kind)} {TrainingSettings.UsualLearningRate(kind)}")));
}
