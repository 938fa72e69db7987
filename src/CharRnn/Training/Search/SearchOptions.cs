namespace CharRnn.Training.Search;

/// <summary>How the settings of trials are chosen.</summary>
public enum SearchStrategy
{
    /// <summary>At random. Trial i does not depend on the number of trials.</summary>
    Random,

    /// <summary>A grid: every combination of values.</summary>
    Grid,
}

/// <summary>Options of a search: the settings to try, the length of trials, and how many of them continue.</summary>
/// <remarks>
/// Successive halving: all trials are trained for <see cref="FirstEpochs"/>; of each <see cref="Reduction"/> the best goes
/// on to the next rung, which is <see cref="Reduction"/> times as long; and so on. Jamieson and Talwalkar (2016),
/// "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS. Known limit: settings that learn
/// slowly at first, such as a small learning rate, may be dropped before their time.
/// </remarks>
public sealed record SearchOptions
{
    private readonly int _trialCount = 27;
    private readonly double _firstEpochs = 1;
    private readonly int _rungs = 3;
    private readonly int _reduction = 3;
    private readonly FixedList<SearchSpace> _spaces = new([new()]);
    private readonly SearchStrategy _strategy;
    private readonly ValidationSplit _validation = ValidationSplit.Tail();

    /// <summary>
    /// The search spaces from which settings are taken. A random search draws from each in turn; a grid takes every combination of each. Default: one
    /// space that varies nothing.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public IReadOnlyList<SearchSpace> Spaces
    {
        get => _spaces;
        init
        {
            Preconditions.RequireNotNull(value, nameof(Spaces));
            _spaces = value.Count > 0 ? new(value) : throw new ArgumentException("A search needs at least one space.", nameof(Spaces));
        }
    }

    /// <summary>How the settings are chosen. Default <see cref="SearchStrategy.Random"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public SearchStrategy Strategy
    {
        get => _strategy;
        init => _strategy = Preconditions.RequireDefined(value, nameof(Strategy));
    }

    /// <summary>Number of trials of a random search, 1 or more. Default 27. A grid ignores it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int TrialCount
    {
        get => _trialCount;
        init => _trialCount = Preconditions.RequirePositive(value, nameof(TrialCount));
    }

    /// <summary>The seed of a random search. Default 0.</summary>
    public long Seed { get; init; }

    /// <summary>Passes over the training part for every trial of the first rung, greater than 0; may be a fraction. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite, zero or negative.</exception>
    public double FirstEpochs
    {
        get => _firstEpochs;
        init => _firstEpochs = Preconditions.RequirePositive(value, nameof(FirstEpochs));
    }

    /// <summary>Rungs of successive halving, 1 or more; with 1, all trials are trained equally long. Default 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Rungs
    {
        get => _rungs;
        init => _rungs = Preconditions.RequirePositive(value, nameof(Rungs));
    }

    /// <summary>The factor by which each rung has fewer trials, and longer ones, than the one before; 2 or more. Default 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int Reduction
    {
        get => _reduction;
        init => _reduction = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Reduction), value, "Must be at least 2.");
    }

    /// <summary>
    /// The held-out part of the text. Trials are ranked by their loss on it and never trained on it. Default <see cref="ValidationSplit.Tail"/>, the
    /// last tenth.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ValidationSplit Validation
    {
        get => _validation;
        init => _validation = Preconditions.RequireNotNull(value, nameof(Validation));
    }

    /// <summary><see cref="EncodedText.Fingerprint"/> of the text that the search is for; empty, the default, accepts any text.</summary>
    public string TextFingerprint { get; init; } = "";

    /// <summary>
    /// The type of numbers to compute with: <c>F32</c> for <see cref="float"/>, <c>F64</c> for <see cref="double"/>, as in model files; empty, the
    /// default, accepts either.
    /// </summary>
    public string DataType { get; init; } = "";

    /// <summary>The settings of all trials, in the order of their numbers. A pure function of these options.</summary>
    internal TrialSettings[] Settings()
    {
        if (Strategy == SearchStrategy.Grid)
        {
            return [.. _spaces.SelectMany(space => space.Grid())];
        }

        var settings = new TrialSettings[TrialCount];
        for (int i = 0; i < settings.Length; i++)
        {
            var random = new SplitMix64(Seed, i, 0);
            settings[i] = _spaces[i % _spaces.Count].Draw(ref random);
        }

        return settings;
    }
}
