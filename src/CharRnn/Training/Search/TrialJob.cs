namespace CharRnn.Training.Search;

/// <summary>One independent job of a search: train a new network for a number of epochs, then measure its held-out loss.</summary>
public sealed record TrialJob
{
    private readonly int _trial;
    private readonly int _rung;
    private readonly double _epochs = 1;
    private readonly ValidationSplit _validation = ValidationSplit.Tail();
    private readonly string _textFingerprint = "";
    private readonly string _dataType = "";
    private readonly TrialSettings _settings = new();

    /// <summary>The trial's number in its search, from 0. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Trial
    {
        get => _trial;
        init => _trial = Preconditions.RequireNonNegative(value, nameof(Trial));
    }

    /// <summary>The round of successive halving, from 0. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Rung
    {
        get => _rung;
        init => _rung = Preconditions.RequireNonNegative(value, nameof(Rung));
    }

    /// <summary>Total number of passes over the training part of the text, greater than 0; may be a fraction. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite, zero or negative.</exception>
    public double Epochs
    {
        get => _epochs;
        init => _epochs = Preconditions.RequirePositive(value, nameof(Epochs));
    }

    /// <summary>
    /// The held-out part of the text, whose loss is measured at the end. Default <see cref="ValidationSplit.Tail"/>, the last tenth.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ValidationSplit Validation
    {
        get => _validation;
        init => _validation = Preconditions.RequireNotNull(value, nameof(Validation));
    }

    /// <summary><see cref="EncodedText.Fingerprint"/> of the text that the job is for; empty, the default, accepts any text.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string TextFingerprint
    {
        get => _textFingerprint;
        init => _textFingerprint = Preconditions.RequireNotNull(value, nameof(TextFingerprint));
    }

    /// <summary>
    /// The type of numbers to compute with: <c>F32</c> for <see cref="float"/>, <c>F64</c> for <see cref="double"/>, as in model files; empty, the
    /// default, accepts either.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public string DataType
    {
        get => _dataType;
        init => _dataType = Preconditions.RequireNotNull(value, nameof(DataType));
    }

    /// <summary>The network and its training settings. Default: the defaults of <see cref="TrialSettings"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TrialSettings Settings
    {
        get => _settings;
        init => _settings = Preconditions.RequireNotNull(value, nameof(Settings));
    }
}

/// <summary>Result of a <see cref="TrialJob"/>: the losses of the trained network and the time that training took.</summary>
public sealed record TrialResult
{
    private readonly TrialJob _job = new();
    private readonly long _updates;
    private readonly double _smoothLoss;
    private readonly double _validationLoss = double.PositiveInfinity;
    private readonly double _seconds;

    /// <summary>The job to which the result belongs. Default: the defaults of <see cref="TrialJob"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TrialJob Job
    {
        get => _job;
        init => _job = Preconditions.RequireNotNull(value, nameof(Job));
    }

    /// <summary>Number of updates made. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long Updates
    {
        get => _updates;
        init => _updates = Preconditions.RequireNonNegative(value, nameof(Updates));
    }

    /// <summary>The smooth loss at the end, in nats per character; NaN if there was no update. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public double SmoothLoss
    {
        get => _smoothLoss;
        init => _smoothLoss = !(value < 0) ? value : throw new ArgumentOutOfRangeException(nameof(SmoothLoss), value, "Must not be negative.");
    }

    /// <summary>The loss on the held-out part, in nats per character; infinite, the default, when training diverged.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or NaN.</exception>
    public double ValidationLoss
    {
        get => _validationLoss;
        init => _validationLoss = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(ValidationLoss), value, "Must not be negative or NaN.");
    }

    /// <summary>Whether a number became NaN or infinite, which ended the training. Default false.</summary>
    public bool Diverged { get; init; }

    /// <summary>
    /// Training time in seconds on one thread, counted from the start or from the end of the previous rung; no other result depends on it. Default 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, NaN or infinite.</exception>
    public double Seconds
    {
        get => _seconds;
        init => _seconds = Preconditions.RequireNonNegative(value, nameof(Seconds));
    }
}
