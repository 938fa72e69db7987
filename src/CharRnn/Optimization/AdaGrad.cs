using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Optimization;

/// <summary>AdaGrad: every parameter has its own learning rate, falling with the squares of the gradients seen so far.</summary>
/// <remarks>
/// <code>
/// G ← G + g²
/// θ ← θ − η·g / √(G + ε)
/// </code>
/// where <em>g</em> is the gradient, <em>G</em> the accumulator of the same shape, started at <c>initialAccumulator</c>,
/// <em>η</em> the learning rate, and <em>ε</em> stands <strong>inside</strong> the root.
/// Equation (20) of docs/bptt.md; Duchi, Hazan, Singer (2011), "Adaptive Subgradient Methods for Online Learning and
/// Stochastic Optimization", JMLR 12. Known limit: with an accumulator that starts at 0 the first update moves every
/// parameter by η whatever its gradient, so runs depend strongly on the seed; a start of 10 removes most of that.
/// A NaN in the gradient makes its parameter NaN. Not thread-safe.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class AdaGrad<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _epsilon;
    private AdaGradStep<T> _step;
    private AdaGradStep<T> _inputStep;

    /// <summary>Creates the optimiser with its accumulator at the start value.</summary>
    /// <param name="architecture">The sizes K and m.</param>
    /// <param name="learningRate">η, greater than 0.</param>
    /// <param name="epsilon">ε, greater than 0.</param>
    /// <param name="initialAccumulator">The value at which every element of G starts, 0 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="architecture"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN, infinite or out of its range, also after conversion to <typeparamref name="T"/>.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither <see cref="float"/> nor <see cref="double"/>.</exception>
    public AdaGrad(RnnArchitecture architecture, double learningRate = 0.1, double epsilon = 1e-8, double initialAccumulator = 0)
        : base(architecture, learningRate)
    {
        _epsilon = RequirePositive(epsilon, nameof(epsilon));
        Epsilon = epsilon;
        InitialAccumulator = initialAccumulator;
        Accumulator = Filled(architecture, initialAccumulator);
        State = [new("accumulator", Accumulator)];
    }

    /// <summary>ε, inside the root.</summary>
    public double Epsilon { get; }

    /// <summary>The value at which every element of G started.</summary>
    public double InitialAccumulator { get; }

    /// <summary>G: the sums of squared gradients. Live.</summary>
    public RnnParameters<T> Accumulator { get; }

    /// <inheritdoc/>
    public override OptimizerOptions Options => new()
    {
        Kind = OptimizerKind.AdaGrad,
        LearningRate = LearningRate,
        InputRateFactor = StatedInputRateFactor,
        Schedule = Schedule,
        Epsilon = Epsilon,
        InitialAccumulator = InitialAccumulator,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<OptimizerState<T>> State { get; }

    private protected override bool MovesWithoutGradient => false;

    private protected override void Begin(double rate, double inputRate)
    {
        _step = new(Preconditions.To<T>(rate), _epsilon);
        _inputStep = new(Preconditions.To<T>(inputRate), _epsilon);
    }

    private protected override bool Update(int block, int start, Span<T> theta, ReadOnlySpan<T> g, in GradientAdjustment<T> adjustment)
        => Kernels.AdaGrad(theta, g, Accumulator.BlockSpan[block].Elements.Slice(start, g.Length), IsInput(block) ? _inputStep : _step, adjustment);
}
