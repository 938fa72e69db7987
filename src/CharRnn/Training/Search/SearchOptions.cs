namespace CharRnn.Training.Search;

/// <summary>How the settings to try are chosen.</summary>
public enum SearchStrategy
{
    /// <summary>At random: trial i is the same whatever their number.</summary>
    Random,

    /// <summary>Every combination.</summary>
    Grid,
}

/// <summary>A whole search: what to try, how long, and which trials to go on with.</summary>
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

    /// <summary>Where the settings come from. A random search draws from each in turn; a grid takes every combination of each. Default: one space that varies nothing.</summary>
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

    /// <summary>Passes over the training part that every trial gets, greater than 0; need not be whole. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite, zero or negative.</exception>
    public double FirstEpochs
    {
        get => _firstEpochs;
        init => _firstEpochs = Preconditions.RequirePositive(value, nameof(FirstEpochs));
    }

    /// <summary>Rungs of successive halving, 1 or more; 1 trains all trials alike. Default 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Rungs
    {
        get => _rungs;
        init => _rungs = Preconditions.RequirePositive(value, nameof(Rungs));
    }

    /// <summary>How many times fewer trials a rung has than the one before, and how many times as long they are; 2 or more. Default 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int Reduction
    {
        get => _reduction;
        init => _reduction = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Reduction), value, "Must be at least 2.");
    }

    /// <summary>What is held out of the text: trials are ranked by the loss on it and never trained on it. Default <see cref="ValidationSplit.Tail"/>, the last tenth.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ValidationSplit Validation
    {
        get => _validation;
        init => _validation = Preconditions.RequireNotNull(value, nameof(Validation));
    }

    /// <summary><see cref="EncodedText.Fingerprint"/> of the text that it is meant for; empty, the default, accepts any.</summary>
    public string TextFingerprint { get; init; } = "";

    /// <summary>What it computes in: <c>F32</c> for <see cref="float"/>, <c>F64</c> for <see cref="double"/>, as in model files; empty, the default, accepts either.</summary>
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
