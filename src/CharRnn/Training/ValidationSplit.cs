namespace CharRnn.Training;

/// <summary>Which part of a text is held out.</summary>
public enum ValidationKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The end of the text.</summary>
    Tail,

    /// <summary>Every n-th chunk.</summary>
    EveryNth,
}

/// <summary>What is never trained on, so that its loss tells how well the network does on text it has not seen.</summary>
/// <remarks>
/// The held-out part depends on the text alone, not on τ, B or the order of chunks: runs with different settings are
/// measured on the same characters. Where the text has end-of-text symbols, every cut is put off to the next one.
/// </remarks>
public sealed record ValidationSplit
{
    private readonly ValidationKind _kind;
    private readonly double _fraction = 0.1;
    private readonly int _interval = 10;
    private readonly int _chunkLength = 5000;

    /// <summary>Nothing is held out.</summary>
    public static ValidationSplit None { get; } = new();

    /// <summary>What is held out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public ValidationKind Kind
    {
        get => _kind;
        init => _kind = Preconditions.RequireDefined(value, nameof(Kind));
    }

    /// <summary>The held-out fraction of the characters, at the end of the text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not greater than 0 and less than 1.</exception>
    public double Fraction
    {
        get => _fraction;
        init => _fraction = value is > 0 and < 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Fraction), value, "Must be greater than 0 and less than 1.");
    }

    /// <summary>n: of each n chunks the last is held out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int Interval
    {
        get => _interval;
        init => _interval = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Interval), value, "Must be at least 2.");
    }

    /// <summary>Characters of a chunk. Long ones lose less: training and measuring begin each with the zero state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int ChunkLength
    {
        get => _chunkLength;
        init => _chunkLength = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(ChunkLength), value, "Must be at least 2.");
    }

    /// <summary>Holds out the end of the text.</summary>
    /// <param name="fraction">Of the characters; greater than 0 and less than 1.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fraction"/> is out of its range.</exception>
    public static ValidationSplit Tail(double fraction = 0.1) => new() { Kind = ValidationKind.Tail, Fraction = fraction };

    /// <summary>Holds out every n-th chunk, which samples the whole text where its end is unlike the rest.</summary>
    /// <param name="interval">n, 2 or more.</param>
    /// <param name="chunkLength">Characters of a chunk, 2 or more.</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ValidationSplit EveryNth(int interval = 10, int chunkLength = 5000)
        => new() { Kind = ValidationKind.EveryNth, Interval = interval, ChunkLength = chunkLength };
}
