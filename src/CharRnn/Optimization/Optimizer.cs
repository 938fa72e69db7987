using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Network;

namespace CharRnn.Optimization;

/// <summary>Makes optimisers from options.</summary>
public static class Optimizer
{
    /// <summary>The one way from settings to an optimiser, for the library and the command alike.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="architecture">The sizes K and m.</param>
    /// <param name="options">The rule and its settings; AdaGrad's defaults when null.</param>
    /// <returns>An optimiser that has made no update yet.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="architecture"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rule, or a number is too small for <typeparamref name="T"/>.</exception>
    public static Optimizer<T> Create<T>(RnnArchitecture architecture, OptimizerOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        options ??= new OptimizerOptions();
        double rate = options.LearningRate ?? OptimizerOptions.UsualLearningRate(options.Kind);
        Optimizer<T> optimizer = options.Kind switch
        {
            OptimizerKind.AdaGrad => new AdaGrad<T>(architecture, rate, options.Epsilon, options.InitialAccumulator),
            OptimizerKind.Sgd => new Sgd<T>(architecture, rate, options.Momentum),
            OptimizerKind.RmsProp => new RmsProp<T>(architecture, rate, options.Decay, options.Epsilon, options.InitialAccumulator, options.EpsilonPlacement),
            OptimizerKind.Adam => new Adam<T>(architecture, rate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "There is no such optimiser."),
        };
        optimizer.Schedule = options.Schedule;
        optimizer.InputRateFactor = options.InputRateFactor ?? 1;
        return optimizer;
    }
}

/// <summary>What all optimisers of the library have in common: a learning rate, its schedule, and a count of updates.</summary>
/// <remarks>Own rules implement <see cref="IOptimizer{T}"/> or, to be resumable, <see cref="IStatefulOptimizer{T}"/>. Not thread-safe.</remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public abstract class Optimizer<T> : IStatefulOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly ElementAction<T> _update = static (optimizer, _, block, start, count) => ((Optimizer<T>)optimizer).Update(block, start, count);
    private readonly int _inputBlock;
    private double _learningRate;
    private double _inputRateFactor = 1;
    private long _stepCount;
    private LearningRateSchedule _schedule = LearningRateSchedule.Constant;
    private RnnParameters<T>? _parameters;
    private RnnParameters<T>? _gradients;
    private GradientAdjustment<T> _adjustment;
    private bool[]? _damaged;

    private protected Optimizer(RnnArchitecture architecture, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Preconditions.RequireSupported<T>();
        Architecture = architecture;
        RequirePositive(learningRate, nameof(learningRate));
        _learningRate = learningRate;
        _inputBlock = Array.FindIndex(ParameterLayout.Of(architecture), entry => entry.HasColumnPerCharacter);
    }

    /// <summary>The architecture whose parameters it updates.</summary>
    public RnnArchitecture Architecture { get; }

    /// <summary>η, before the schedule's factor. May be changed between two updates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite, zero or negative, or becomes 0 or infinite in <typeparamref name="T"/>.</exception>
    public double LearningRate
    {
        get => _learningRate;
        set
        {
            RequirePositive(value, nameof(LearningRate));
            _learningRate = value;
        }
    }

    /// <summary>
    /// The factor of η for U of the first layer, the weights of the characters; 1 unless set. Wide networks want a small η, but a sum has only one term of U,
    /// whatever K and m are, so that U can keep learning fast (Yang and Hu 2021). Weight decay has η without the factor. May be changed between two updates.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN, infinite, zero or negative, or becomes 0 or infinite in <typeparamref name="T"/>.</exception>
    public double InputRateFactor
    {
        get => _inputRateFactor;
        set
        {
            RequirePositive(value, nameof(InputRateFactor));
            _inputRateFactor = value;
        }
    }

    /// <summary>How η changes from update to update; constant unless set.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public LearningRateSchedule Schedule
    {
        get => _schedule;
        set => _schedule = Preconditions.RequireNotNull(value, nameof(Schedule));
    }

    /// <inheritdoc/>
    public long StepCount
    {
        get => _stepCount;
        set => _stepCount = Preconditions.RequireNonNegative(value, nameof(StepCount));
    }

    /// <summary>The learning rate that the next update will have: η times the schedule's factor.</summary>
    public double NextLearningRate => LearningRate * Schedule.FactorAt(StepCount + 1);

    /// <summary>The settings from which <see cref="Optimizer.Create{T}"/> makes the same optimiser again, without its memory.</summary>
    public abstract OptimizerOptions Options { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<OptimizerState<T>> State { get; }

    /// <inheritdoc/>
    public void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients) => Apply(parameters, gradients, GradientAdjustment<T>.None, damaged: null);

    /// <summary>
    /// As <see cref="Apply(RnnParameters{T}, RnnParameters{T})"/>, with what happens to the gradient before, and a look at what is moved, in one
    /// pass. The bits are those of separate passes; the gradient stays as it is.
    /// </summary>
    /// <param name="parameters">θ, changed.</param>
    /// <param name="gradients">g, read only.</param>
    /// <param name="adjustment">Factor and limit.</param>
    /// <param name="damaged">Of every block, set to true if the update has left a NaN or an infinity among the elements that it has moved.</param>
    internal void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients, GradientAdjustment<T> adjustment, bool[]? damaged)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        Preconditions.RequireSameArchitecture(parameters.Architecture, Architecture, nameof(parameters));
        Preconditions.RequireSameArchitecture(gradients.Architecture, Architecture, nameof(gradients));
        double rate = NextLearningRate;
        _stepCount++;
        Begin(rate, rate * InputRateFactor);
        (_parameters, _gradients, _adjustment, _damaged) = (parameters, gradients, adjustment, damaged);
        gradients.Loop.Run(_update, this, argument: default, withZeros: MovesWithoutGradient);
        (_parameters, _gradients, _damaged) = (null, null, null);
        if (_stepCount % Fading.Interval == 0)
        {
            EndFading();
        }
    }

    /// <summary>Whether the rule moves a parameter whose gradient is zero, or remembers anything of it.</summary>
    private protected abstract bool MovesWithoutGradient { get; }

    /// <summary>Sets what has faded to next to nothing to 0, for rules that remember fading numbers.</summary>
    private protected virtual void EndFading()
    {
    }

    /// <summary>Before update number <see cref="StepCount"/>, already counted.</summary>
    /// <param name="rate">η of this update.</param>
    /// <param name="inputRate">η of U of the first layer.</param>
    private protected abstract void Begin(double rate, double inputRate);

    /// <summary>Whether a block is U of the first layer.</summary>
    private protected bool IsInput(int block) => block == _inputBlock;

    /// <summary>
    /// Some elements of a block, the first of which is element <paramref name="start"/>; whether they are finite afterwards. Called from several threads.
    /// </summary>
    private protected abstract bool Update(int block, int start, Span<T> theta, ReadOnlySpan<T> g, in GradientAdjustment<T> adjustment);

    private void Update(int block, int start, int count)
    {
        Span<T> theta = _parameters!.BlockSpan[block].Elements.Slice(start, count);
        if (!Update(block, start, theta, _gradients!.BlockSpan[block].Elements.Slice(start, count), _adjustment) && _damaged is not null)
        {
            _damaged[block] = true;
        }
    }

    /// <summary>Null for 1, as in options that do not name it.</summary>
    private protected double? StatedInputRateFactor => InputRateFactor == 1 ? null : InputRateFactor;

    private protected static KernelSet<T> Kernels => KernelSet<T>.Best;

    /// <summary>
    /// Converts a number that must stay greater than 0 and finite in the element type. In float an ε of 1e-50 is 0, and 0/0 a
    /// NaN; an η of 1e-50 is an optimiser that does nothing, silently.
    /// </summary>
    private protected static T RequirePositive(double value, string name)
    {
        T converted = RequireFinite(Preconditions.RequirePositive(value, name), name);
        return converted > T.Zero ? converted
            : throw new ArgumentOutOfRangeException(name, value, $"Is 0 in {typeof(T).Name}.");
    }

    private static T RequireFinite(double value, string name)
    {
        T converted = Preconditions.To<T>(value);
        return T.IsFinite(converted) ? converted
            : throw new ArgumentOutOfRangeException(name, value, $"Is infinite in {typeof(T).Name}.");
    }

    private protected static RnnParameters<T> Filled(RnnArchitecture architecture, double initialAccumulator)
    {
        T value = RequireFinite(Preconditions.RequireNonNegative(initialAccumulator), nameof(initialAccumulator));
        var state = new RnnParameters<T>(architecture);
        foreach (ParameterBlock<T> block in state.Blocks)
        {
            block.Elements.Fill(value);
        }

        return state;
    }
}
