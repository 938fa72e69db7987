namespace CharRnn;

/// <summary>Options for choosing the next character from the network's probabilities.</summary>
public sealed record SamplingOptions
{
    private readonly double _temperature = 1;
    private readonly int _topK;
    private readonly double _topP = 1;
    private readonly string _prompt = "";
    private readonly string _stopText = "";

    /// <summary>Divides the logits: below 1 safer and more repetitive, above 1 more varied and less accurate; 0 always takes the most probable character (greedy). Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, NaN or infinite.</exception>
    public double Temperature
    {
        get => _temperature;
        init => _temperature = Preconditions.RequireNonNegative(value, nameof(Temperature));
    }

    /// <summary>Chooses among the k most probable characters only; 0, the default, means all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int TopK
    {
        get => _topK;
        init => _topK = Preconditions.RequireNonNegative(value, nameof(TopK));
    }

    /// <summary>Nucleus: chooses among the fewest most probable characters that together have at least this probability; greater than 0 and at most 1. Default 1: all characters.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not greater than 0 and at most 1.</exception>
    public double TopP
    {
        get => _topP;
        init => _topP = value is > 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(TopP), value, "Must be greater than 0 and at most 1.");
    }

    /// <summary>Text that the network reads before it writes. The prompt is not part of the result. Default: empty.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string Prompt
    {
        get => _prompt;
        init => _prompt = value ?? throw new ArgumentNullException(nameof(Prompt));
    }

    /// <summary>
    /// Generation ends right after this text has been written. Empty, the default: only the length ends it. The model must know its characters.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string StopText
    {
        get => _stopText;
        init => _stopText = value ?? throw new ArgumentNullException(nameof(StopText));
    }
}
