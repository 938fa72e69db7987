using System.CommandLine;
using CharRnn.Training;

namespace CharRnn.Cli.Options;

/// <summary>Which part of a text is learnt in which order, what its loss is, and how gradients are clipped: options of every command that trains.</summary>
/// <param name="heldOutByDefault">What is held out when nothing is said about it.</param>
internal sealed class ReadingOptionSet(ValidationSplit heldOutByDefault)
{
    private readonly Option<ValidationSplit?> _validation = ValidationOption.Create(
        "What to hold out of training and measure: a fraction of the text, at its end, or of each n chunks of 5000 characters the last (every:n:characters for other chunks). "
        + $"[default: {(heldOutByDefault.Kind == ValidationKind.None ? "none" : ValidationOption.Text(heldOutByDefault))}]");

    private readonly Option<ChunkOrder?> _chunkOrder = ChoiceOption.Optional<ChunkOrder>(
        "--chunk-order", "Read the text from start to end, or in chunks in a new order every epoch, or in chunks that begin anywhere. [default: sequential]");

    private readonly Option<int> _chunkLength = NumberOption.Whole(
        "--chunk-length", "Characters of a chunk of --chunk-order; each begins with the zero state.", TrainingSettings.Defaults.ChunkLength, minimum: 1);

    private readonly Option<bool> _meanLoss = new("--mean-loss")
    {
        Description = "Take the mean over a window for the loss, not the sum: gradients, and what --clip means, are so much smaller.",
    };

    private readonly Option<double> _clip = NumberOption.Real(
        "--clip", "Limit for every element of the gradient; 0 for none.", TrainingSettings.Defaults.GradientLimit, NumberRange.NotNegative);

    private readonly Option<double> _clipNorm = NumberOption.Real(
        "--clip-norm", "Limit for the length of the whole gradient; 0 for none.", TrainingSettings.Defaults.GradientNormLimit, NumberRange.NotNegative);

    internal IReadOnlyList<Option> All => [_meanLoss, _clip, _clipNorm, _validation, _chunkOrder, _chunkLength];

    /// <summary>The settings with what is asked for here.</summary>
    internal TrainingSettings Apply(ParseResult result, TrainingSettings settings) => settings with
    {
        Validation = result.GetValue(_validation) ?? heldOutByDefault,
        ChunkOrder = result.GetValue(_chunkOrder) ?? ChunkOrder.Sequential,
        ChunkLength = result.GetValue(_chunkLength),
        MeanLoss = result.GetValue(_meanLoss),
        GradientLimit = result.GetValue(_clip),
        GradientNormLimit = result.GetValue(_clipNorm),
    };

    /// <summary>Refuses what has no effect together.</summary>
    /// <exception cref="UsageException">An option needs another one.</exception>
    internal void RequireSound(ParseResult result)
        => UsageException.Require(
            !OptionSet.IsGiven(result, _chunkLength) || (result.GetValue(_chunkOrder) ?? ChunkOrder.Sequential) != ChunkOrder.Sequential,
            "--chunk-length needs --chunk-order shuffled or random",
            result);
}
