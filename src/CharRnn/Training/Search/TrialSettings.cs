using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Training.Search;

/// <summary>Everything that makes one training run what it is, but for the text and for how long it lasts.</summary>
/// <remarks>The same settings and the same text train the same network, bit for bit, on machines of one kind.</remarks>
public sealed record TrialSettings
{
    private readonly int _hiddenSize = 100;
    private readonly double? _standardDeviation = 0.01;
    private readonly OptimizerOptions _optimizer = new();
    private readonly TrainingOptions _training = new();

    /// <summary>m.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int HiddenSize
    {
        get => _hiddenSize;
        init => _hiddenSize = Preconditions.RequirePositive(value, nameof(HiddenSize));
    }

    /// <summary>σ of the initial U, W and V; null scales each by its inputs, as <see cref="RnnParameters{T}.RandomizeScaled"/> does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite or negative.</exception>
    public double? StandardDeviation
    {
        get => _standardDeviation;
        init => _standardDeviation = value is { } deviation ? Preconditions.RequireNonNegative(deviation, nameof(StandardDeviation)) : null;
    }

    /// <summary>The seed of the initial parameters.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The optimiser.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public OptimizerOptions Optimizer
    {
        get => _optimizer;
        init => _optimizer = Preconditions.RequireNotNull(value, nameof(Optimizer));
    }

    /// <summary>
    /// Whether the period of the optimiser's schedule is that of the job, whatever its length: a cosine then ends where the
    /// job ends. Such a trial begins anew on every rung of a search, for on a longer rung its learning rate falls more slowly.
    /// </summary>
    public bool ScheduleSpansJob { get; init; }

    /// <summary>Windows, clipping, order, loss convention. A search sets what is held out, the number of threads and the end itself.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TrainingOptions Training
    {
        get => _training;
        init => _training = Preconditions.RequireNotNull(value, nameof(Training));
    }

    /// <summary>A network with its initial parameters, before any training.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="vocabulary">The characters.</param>
    /// <returns>A new model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="vocabulary"/> is null.</exception>
    public RnnModel<T> CreateModel<T>(Vocabulary vocabulary)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var parameters = new RnnParameters<T>(new RnnArchitecture { VocabularySize = vocabulary.Count, HiddenSize = HiddenSize });
        var random = new Random(Seed);
        if (StandardDeviation is { } deviation)
        {
            parameters.Randomize(random, deviation);
        }
        else
        {
            parameters.RandomizeScaled(random);
        }

        return new RnnModel<T>(vocabulary, parameters);
    }
}
