using System.CommandLine;

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

    private readonly Option<double> _learningRate = NumberOption.Real(
        "--learning-rate", "Learning rate of AdaGrad.", TrainingSettings.Defaults.LearningRate, NumberRange.Positive);

    private readonly Option<double?> _initScale = NumberOption.OptionalReal(
        "--init-scale",
        "Standard deviation of the initial weights, the same for all. [default: scaled to the size of each layer]",
        NumberRange.NotNegative);

    private readonly Option<double?> _accumulator = NumberOption.OptionalReal(
        "--accumulator",
        $"Where AdaGrad's sum of squared gradients starts. [default: {TrainingSettings.SteadyAccumulator}, which trains steadily; 0 together with --init-scale, as in the classic experiment]",
        NumberRange.NotNegative);

    private readonly Option<double> _clip = NumberOption.Real(
        "--clip", "Limit for every element of the gradient; 0 for none.", TrainingSettings.Defaults.GradientLimit, NumberRange.NotNegative);

    private readonly Option<double> _clipNorm = NumberOption.Real(
        "--clip-norm", "Limit for the length of the whole gradient; 0 for none.", TrainingSettings.Defaults.GradientNormLimit, NumberRange.NotNegative);

    private readonly Option<Precision> _precision = ChoiceOption.Of(
        "--precision", "Type of the network's numbers.", TrainingSettings.Defaults.Precision);

    private readonly Option<int> _seed = NumberOption.Whole(
        "--seed", "Where chance starts: the same seed gives the same network and samples.", TrainingSettings.Defaults.Seed, minimum: 0);

    private readonly Option<int> _threads = NumberOption.Whole(
        "--threads", "Threads that share an update; 0 chooses.", TrainingSettings.Defaults.ThreadCount, minimum: 0);

    internal void AddTo(Command command)
    {
        Option[] options =
        [
            _hidden, _sequenceLength, _batch, _epochs, _updates, _learningRate, _initScale, _accumulator, _clip, _clipNorm, _precision, _seed, _threads,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    internal TrainingSettings Read(ParseResult result) => new()
    {
        HiddenSize = result.GetValue(_hidden),
        SequenceLength = result.GetValue(_sequenceLength),
        BatchSize = result.GetValue(_batch),
        Epochs = result.GetValue(_epochs) ?? 0,
        MaxUpdates = result.GetValue(_updates) ?? 0,
        LearningRate = result.GetValue(_learningRate),
        InitScale = result.GetValue(_initScale),
        InitialAccumulator = result.GetValue(_accumulator),
        GradientLimit = result.GetValue(_clip),
        GradientNormLimit = result.GetValue(_clipNorm),
        Precision = result.GetValue(_precision),
        Seed = result.GetValue(_seed),
        ThreadCount = result.GetValue(_threads),
    };
}
