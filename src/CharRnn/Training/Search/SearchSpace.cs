using CharRnn.Optimization;

namespace CharRnn.Training.Search;

/// <summary>
/// The values of each setting that a search tries. A setting that is null or empty is not varied and has its value in <see cref="Base"/>.
/// </summary>
public sealed record SearchSpace
{
    private readonly TrialSettings _base = new();
    private readonly FixedList<OptimizerKind> _optimizers = new([]);
    private readonly FixedList<int> _hiddenSizes = new([]);
    private readonly FixedList<RnnCell> _cells = new([]);
    private readonly FixedList<int> _layerCounts = new([]);
    private readonly FixedList<int> _sequenceLengths = new([]);
    private readonly FixedList<int> _batchSizes = new([]);
    private readonly FixedList<int> _seeds = new([]);

    /// <summary>The values of the settings that are not varied. Default: those of <see cref="TrialSettings"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TrialSettings Base
    {
        get => _base;
        init => _base = Preconditions.RequireNotNull(value, nameof(Base));
    }

    /// <summary>η, learning rates greater than 0. Default: null, that of <see cref="Base"/> stays.</summary>
    public NumberChoice? LearningRate { get; init; }

    /// <summary>σ, standard deviations of the initial weights. Default: null, that of <see cref="Base"/> stays.</summary>
    public NumberChoice? StandardDeviation { get; init; }

    /// <summary>
    /// Initial values of the accumulator G; varied only with AdaGrad and RMSProp. Default: null, that of
    /// <see cref="Base"/> stays.
    /// </summary>
    public NumberChoice? InitialAccumulator { get; init; }

    /// <summary>
    /// The optimisers. They need different learning rates, so a search over several optimisers should have a separate space for each. Default: none,
    /// that of <see cref="Base"/> stays.
    /// </summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not one of the enumeration's.</exception>
    public IReadOnlyList<OptimizerKind> Optimizers
    {
        get => _optimizers;
        init => _optimizers = new(Preconditions.RequireNotNull(value, nameof(Optimizers)).Select(kind => Preconditions.RequireDefined(kind, nameof(Optimizers))));
    }

    /// <summary>m, numbers of hidden units, each 1 or more. Default: none, that of <see cref="Base"/> stays.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public IReadOnlyList<int> HiddenSizes
    {
        get => _hiddenSizes;
        init => _hiddenSizes = new(Preconditions.RequireNotNull(value, nameof(HiddenSizes)).Select(number => Preconditions.RequirePositive(number, nameof(HiddenSizes))));
    }

    /// <summary>The cells. Default: none, the cell of <see cref="Base"/> stays.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not one of the enumeration's.</exception>
    public IReadOnlyList<RnnCell> Cells
    {
        get => _cells;
        init => _cells = new(Preconditions.RequireNotNull(value, nameof(Cells)).Select(cell => Preconditions.RequireDefined(cell, nameof(Cells))));
    }

    /// <summary>Numbers of layers, each from 1 to 100. Default: none, the number of <see cref="Base"/> stays.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public IReadOnlyList<int> LayerCounts
    {
        get => _layerCounts;
        init => _layerCounts = new(Preconditions.RequireNotNull(value, nameof(LayerCounts)).Select(number => Preconditions.RequirePositive(number, nameof(LayerCounts))));
    }

    /// <summary>p, probabilities of dropout, each at least 0 and less than 1. Default: null, the probability of <see cref="Base"/> stays.</summary>
    public NumberChoice? Dropout { get; init; }

    /// <summary>λ, decoupled weight decays of 0 or more; varied only with Adam. Default: null, that of <see cref="Base"/> stays.</summary>
    public NumberChoice? WeightDecay { get; init; }

    /// <summary>τ, sequence lengths, each 1 or more. Default: none, that of <see cref="Base"/> stays.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public IReadOnlyList<int> SequenceLengths
    {
        get => _sequenceLengths;
        init => _sequenceLengths = new(Preconditions.RequireNotNull(value, nameof(SequenceLengths)).Select(number => Preconditions.RequirePositive(number, nameof(SequenceLengths))));
    }

    /// <summary>B, batch sizes, each 1 or more. Default: none, that of <see cref="Base"/> stays.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public IReadOnlyList<int> BatchSizes
    {
        get => _batchSizes;
        init => _batchSizes = new(Preconditions.RequireNotNull(value, nameof(BatchSizes)).Select(number => Preconditions.RequirePositive(number, nameof(BatchSizes))));
    }

    /// <summary>Seeds of the initial parameters and of the order of chunks. Default: none, that of <see cref="Base"/> stays.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IReadOnlyList<int> Seeds
    {
        get => _seeds;
        init => _seeds = new(Preconditions.RequireNotNull(value, nameof(Seeds)));
    }

    /// <summary>Every combination, in a fixed order: the last dimension varies fastest. Equal combinations appear only once.</summary>
    internal IEnumerable<TrialSettings> Grid()
    {
        IEnumerable<TrialSettings> all = [Base];
        all = Vary(all, Optimizers, SetOptimizer);
        all = Vary(all, LearningRate?.Values, SetLearningRate);
        all = Vary(all, InitialAccumulator?.Values, SetInitialAccumulator);
        all = Vary(all, StandardDeviation?.Values, SetStandardDeviation);
        all = Vary(all, HiddenSizes, SetHiddenSize);
        all = Vary(all, SequenceLengths, SetSequenceLength);
        all = Vary(all, BatchSizes, SetBatchSize);
        all = Vary(all, Cells, SetCell);
        all = Vary(all, LayerCounts, SetLayerCount);
        all = Vary(all, Dropout?.Values, SetDropout);
        all = Vary(all, WeightDecay?.Values, SetWeightDecay);
        all = Vary(all, Seeds, SetSeed);
        return all.DistinctBy(SearchJson.Write);
    }

    /// <summary>One combination. A dimension that is not varied takes no random number, so leaving one out changes no other.</summary>
    internal TrialSettings Draw(ref SplitMix64 random)
    {
        TrialSettings settings = Base;
        settings = Choose(settings, Optimizers, SetOptimizer, ref random);
        settings = Choose(settings, LearningRate, SetLearningRate, ref random);
        settings = Choose(settings, InitialAccumulator, SetInitialAccumulator, ref random);
        settings = Choose(settings, StandardDeviation, SetStandardDeviation, ref random);
        settings = Choose(settings, HiddenSizes, SetHiddenSize, ref random);
        settings = Choose(settings, SequenceLengths, SetSequenceLength, ref random);
        settings = Choose(settings, BatchSizes, SetBatchSize, ref random);
        settings = Choose(settings, Cells, SetCell, ref random);
        settings = Choose(settings, LayerCounts, SetLayerCount, ref random);
        settings = Choose(settings, Dropout, SetDropout, ref random);
        settings = Choose(settings, WeightDecay, SetWeightDecay, ref random);
        return Choose(settings, Seeds, SetSeed, ref random);
    }

    private static IEnumerable<TrialSettings> Vary<TValue>(IEnumerable<TrialSettings> all, IReadOnlyList<TValue>? values, Func<TrialSettings, TValue, TrialSettings> set)
        => values is null || values.Count == 0 ? all : all.SelectMany(settings => values.Select(value => set(settings, value)));

    private static TrialSettings Choose<TValue>(
        TrialSettings settings, IReadOnlyList<TValue> values, Func<TrialSettings, TValue, TrialSettings> set, ref SplitMix64 random)
        => values.Count == 0 ? settings : set(settings, values[(int)random.Below(values.Count)]);

    private static TrialSettings Choose(TrialSettings settings, NumberChoice? choice, Func<TrialSettings, double, TrialSettings> set, ref SplitMix64 random)
        => choice is null || choice.Values.Count == 0 ? settings : set(settings, choice.Draw(ref random));

    private static TrialSettings SetOptimizer(TrialSettings settings, OptimizerKind value) => settings with { Optimizer = settings.Optimizer with { Kind = value } };

    private static TrialSettings SetLearningRate(TrialSettings settings, double value) => settings with { Optimizer = settings.Optimizer with { LearningRate = value } };

    private static TrialSettings SetInitialAccumulator(TrialSettings settings, double value)
        => settings.Optimizer.Kind is OptimizerKind.AdaGrad or OptimizerKind.RmsProp
            ? settings with { Optimizer = settings.Optimizer with { InitialAccumulator = value } } : settings;

    private static TrialSettings SetStandardDeviation(TrialSettings settings, double value) => settings with { StandardDeviation = value };

    private static TrialSettings SetHiddenSize(TrialSettings settings, int value) => settings with { HiddenSize = value };

    private static TrialSettings SetCell(TrialSettings settings, RnnCell value) => settings with { Cell = value };

    private static TrialSettings SetLayerCount(TrialSettings settings, int value) => settings with { LayerCount = value };

    private static TrialSettings SetWeightDecay(TrialSettings settings, double value)
        => settings.Optimizer.Kind == OptimizerKind.Adam ? settings with { Optimizer = settings.Optimizer with { WeightDecay = value } } : settings;

    private static TrialSettings SetDropout(TrialSettings settings, double value) => settings with { Training = settings.Training with { Dropout = value } };

    private static TrialSettings SetSequenceLength(TrialSettings settings, int value) => settings with { Training = settings.Training with { SequenceLength = value } };

    private static TrialSettings SetBatchSize(TrialSettings settings, int value) => settings with { Training = settings.Training with { BatchSize = value } };

    private static TrialSettings SetSeed(TrialSettings settings, int value) => settings.WithSeed(value);
}
