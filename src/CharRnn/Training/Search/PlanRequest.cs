namespace CharRnn.Training.Search;

/// <summary>The settings that are fixed for a <see cref="TrainingPlan"/>; the plan chooses those that are null.</summary>
public sealed record PlanRequest
{
    private readonly int? _hiddenSize;
    private readonly int? _layerCount;
    private readonly RnnCell? _cell;

    /// <summary>The cell of every layer. Default null: the cell that gets furthest, a GRU in short times and on short texts, an LSTM in minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public RnnCell? Cell
    {
        get => _cell;
        init => _cell = value is { } cell ? Preconditions.RequireDefined(cell, nameof(Cell)) : null;
    }

    /// <summary>Number of layers, from 1 to 100. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 100.</exception>
    public int? LayerCount
    {
        get => _layerCount;
        init => _layerCount = value is { } count ? new TrialSettings { LayerCount = count }.LayerCount : null;
    }

    /// <summary>m, 1 or more. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? HiddenSize
    {
        get => _hiddenSize;
        init => _hiddenSize = value is { } size ? Preconditions.RequirePositive(size, nameof(HiddenSize)) : null;
    }

    /// <summary>τ, 1 or more. Default null.</summary>
    public int? SequenceLength { get; init; }

    /// <summary>B, 1 or more. Default null.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Changes the settings of every network that is considered: what is held out, for example. Default null: changes nothing.</summary>
    public Func<TrialSettings, TrialSettings>? Adjust { get; init; }
}
