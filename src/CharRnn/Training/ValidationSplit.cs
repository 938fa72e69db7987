namespace CharRnn.Training;

/// <summary>Which part of a text is held out.</summary>
public enum ValidationKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The end of the text.</summary>
    Tail,

    /// <summary>Every n-th chunk, or document.</summary>
    EveryNth,

    /// <summary>Chunks, or documents, that are spread evenly over the text.</summary>
    Spread,

    /// <summary>One range of the text.</summary>
    Range,

    /// <summary>The end of each of several equal parts of the text.</summary>
    PerPart,
}

/// <summary>The part of a text that is held out from training, so that its loss shows how well the network predicts unseen text.</summary>
/// <remarks>
/// <para>The held-out part depends on the text alone, not on τ, B or the order of chunks: runs with different settings are
/// measured on the same characters.</para>
/// <para>With <see cref="TrainingOptions.EndOfText"/>, <see cref="Spread"/> and <see cref="EveryNth"/> hold out whole documents;
/// a document longer than <see cref="ChunkLength"/> is divided into chunks that count like documents. The ends of the other
/// kinds are moved to the next end of a document.</para>
/// <para>Which kind to use: if a text is read in order (<see cref="ChunkOrder.Sequential"/>), the loss on its tail depends on how recently
/// nearby pages were read as much as on the quality of the network, so the best epoch by a tail is often not the best network. Spread
/// chunks do not have this problem (docs/training.md). Use a tail for comparisons with published figures.</para>
/// </remarks>
/// <example>
/// Holds out a tenth of the text, stops when the loss on it has not fallen for three epochs, and saves the best parameters:
/// <code><![CDATA[
/// EncodedText text = TextFile.Read("novel.txt");
/// TrialSettings settings = TrialSettings.For(text, hiddenSize: 32);
/// TrainingOptions options = settings.Training with { Epochs = 20, Patience = 3, Validation = ValidationSplit.Spread(0.1) };
///
/// Trainer<float> trainer = (settings with { Training = options }).CreateTrainer<float>(text);
/// trainer.EpochCompleted += (_, e) => Console.WriteLine($"epoch {e.Summary.Epoch}: {e.Summary.TrainingLoss:F3} training, {e.Summary.ValidationLoss:F3} validation");
/// TrainingResult<float> result = trainer.Train(text);
/// var best = new RnnModel<float>(text.Vocabulary, result.BestValidationParameters!);
/// best.Save("best.safetensors");
/// ]]></code>
/// </example>
public sealed record ValidationSplit
{
    private readonly ValidationKind _kind;
    private readonly double _fraction = 0.1;
    private readonly int _interval = 10;
    private readonly int _chunkLength = 5000;
    private readonly double _rangeStart;
    private readonly double _rangeEnd;
    private readonly int _partCount;

    /// <summary>Nothing is held out.</summary>
    public static ValidationSplit None { get; } = new();

    /// <summary>Which part is held out. Default <see cref="ValidationKind.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public ValidationKind Kind
    {
        get => _kind;
        init => _kind = Preconditions.RequireDefined(value, nameof(Kind));
    }

    /// <summary>The held-out fraction of the characters, greater than 0 and less than 1; of a tail, of spread chunks or of each part. Default 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not greater than 0 and less than 1.</exception>
    public double Fraction
    {
        get => _fraction;
        init => _fraction = value is > 0 and < 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Fraction), value, "Must be greater than 0 and less than 1.");
    }

    /// <summary>n, 2 or more: every n-th chunk or document is held out. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int Interval
    {
        get => _interval;
        init => _interval = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Interval), value, "Must be at least 2.");
    }

    /// <summary>
    /// Number of characters of a chunk, 2 or more. With <see cref="ValidationKind.Spread"/> it is a maximum: in a short text, more and shorter chunks
    /// are held out. Longer chunks are better, because training and measuring start each chunk from the zero state. Default 5000.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int ChunkLength
    {
        get => _chunkLength;
        init => _chunkLength = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(ChunkLength), value, "Must be at least 2.");
    }

    /// <summary>Where the held-out range begins, as a fraction of the text, 0 to 1. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double RangeStart
    {
        get => _rangeStart;
        init => _rangeStart = RequireShare(value, nameof(RangeStart));
    }

    /// <summary>Where the held-out range ends, as a fraction of the text, 0 to 1. Default 0: the range is empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double RangeEnd
    {
        get => _rangeEnd;
        init => _rangeEnd = RequireShare(value, nameof(RangeEnd));
    }

    /// <summary>The number of equal parts, of each of which the end is held out; 0 or more. Default 0: no part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int PartCount
    {
        get => _partCount;
        init => _partCount = Preconditions.RequireNonNegative(value, nameof(PartCount));
    }

    /// <summary>Holds out chunks, or documents, spread evenly over the text. This is the recommended split.</summary>
    /// <param name="fraction">Of the characters, nearly; greater than 0 and less than 1.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is out of its range.</exception>
    public static ValidationSplit Spread(double fraction = 0.1) => new() { Kind = ValidationKind.Spread, Fraction = fraction };

    /// <summary>Holds out the end of the text.</summary>
    /// <param name="fraction">Of the characters; greater than 0 and less than 1.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is out of its range.</exception>
    public static ValidationSplit Tail(double fraction = 0.1) => new() { Kind = ValidationKind.Tail, Fraction = fraction };

    /// <summary>Holds out every n-th chunk, or document.</summary>
    /// <param name="interval">n, 2 or more.</param>
    /// <param name="chunkLength">Characters of a chunk, 2 or more.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ValidationSplit EveryNth(int interval = 10, int chunkLength = 5000)
        => new() { Kind = ValidationKind.EveryNth, Interval = interval, ChunkLength = chunkLength };

    /// <summary>Holds out one range of the text, such as 0.8 to 0.9 (the validation text of torch-rnn).</summary>
    /// <param name="start">As a fraction of the text, from 0.</param>
    /// <param name="end">As a fraction of the text, greater than <paramref name="start"/>, to 1.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ValidationSplit Range(double start, double end)
        => end > start || !double.IsFinite(end) ? new() { Kind = ValidationKind.Range, RangeStart = start, RangeEnd = end }
            : throw new ArgumentOutOfRangeException(nameof(end), end, "Must be greater than the start.");

    /// <summary>Divides the text into equal parts and holds out the end of each, such as the last 5 % of 50 parts (the validation text of char-rnn).</summary>
    /// <param name="partCount">1 or more.</param>
    /// <param name="fraction">Of the characters of each part; greater than 0 and less than 1.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ValidationSplit PerPart(int partCount = 50, double fraction = 0.05)
        => new() { Kind = ValidationKind.PerPart, PartCount = Preconditions.RequirePositive(partCount), Fraction = fraction };

    /// <summary>
    /// Whether a test part overlaps this validation part. Only parts with a fixed place in the text can overlap: ranges, the ends of parts, and the
    /// tail as a test part. The other kinds of validation part are taken from the text that remains after the test part.
    /// </summary>
    /// <param name="test">The test part; a tail is the end of the text.</param>
    /// <returns>Whether <see cref="Trainer{T}"/> refuses the two together.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="test"/> is null.</exception>
    public bool Overlaps(ValidationSplit test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return Kind != ValidationKind.Tail && HeldOutRanges.Overlap(HeldOutRanges.Named(this), HeldOutRanges.Named(test));
    }

    private static double RequireShare(double value, string name)
        => value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be from 0 to 1.");
}
