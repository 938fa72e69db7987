using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Optimization;

/// <summary>RMSProp: AdaGrad with a fading mean of squares in place of the sum, so that the steps do not shrink to nothing.</summary>
/// <remarks>
/// <code>
/// G ← ρ·G + (1 − ρ)·g²
/// θ ← θ − η·g / √(G + ε)         ε inside the root, the default
/// θ ← θ − η·g / (√G + ε)         ε outside it
/// </code>
/// where <em>g</em> is the gradient, <em>G</em> its mean square, started at <c>initialAccumulator</c>, <em>ρ</em> the
/// decay, <em>η</em> the learning rate and <em>ε</em> a small constant; the second form is PyTorch's.
/// Tieleman and Hinton (2012), "Lecture 6.5: rmsprop", COURSERA: Neural Networks for Machine Learning. Known limit: with G
/// started at 0 the first update moves every parameter by about η/√(1 − ρ), ten times η at ρ = 0.99, since there is no
/// bias correction. A NaN in the gradient makes its parameter NaN, for good. Not thread-safe.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RmsProp<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _epsilon;
    private RmsPropStep<T> _step;
    private RmsPropStep<T> _inputStep;

    /// <summary>Creates the optimiser with its accumulator at the start value.</summary>
    /// <param name="architecture">The sizes K and m.</param>
    /// <param name="learningRate">η, greater than 0.</param>
    /// <param name="decay">ρ, at least 0 and less than 1.</param>
    /// <param name="epsilon">ε, greater than 0.</param>
    /// <param name="initialAccumulator">The value at which every element of G starts, 0 or more.</param>
    /// <param name="epsilonPlacement">Whether ε is inside the root or outside.</param>
    /// <exception cref="ArgumentNullException"><paramref name="architecture"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN, infinite or out of its range, also after conversion to <typeparamref name="T"/>.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither <see cref="float"/> nor <see cref="double"/>.</exception>
    public RmsProp(
        RnnArchitecture architecture,
        double learningRate = 0.001,
        double decay = 0.99,
        double epsilon = 1e-8,
        double initialAccumulator = 0,
        EpsilonPlacement epsilonPlacement = EpsilonPlacement.InsideRoot)
        : base(architecture, learningRate)
    {
        Decay = Preconditions.RequireFraction(decay);
        _epsilon = RequirePositive(epsilon, nameof(epsilon));
        Epsilon = epsilon;
        InitialAccumulator = initialAccumulator;
        EpsilonPlacement = Preconditions.RequireDefined(epsilonPlacement);
        Accumulator = Filled(architecture, initialAccumulator);
        State = [new("accumulator", Accumulator)];
    }

    /// <summary>ρ.</summary>
    public double Decay { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>Whether ε is added inside or outside the root.</summary>
    public EpsilonPlacement EpsilonPlacement { get; }

    /// <summary>The value at which every element of G started.</summary>
    public double InitialAccumulator { get; }

    /// <summary>G: the fading mean of the squared gradients. Live.</summary>
    public RnnParameters<T> Accumulator { get; }

    /// <inheritdoc/>
    public override OptimizerOptions Options => new()
    {
        Kind = OptimizerKind.RmsProp,
        LearningRate = LearningRate,
        InputRateFactor = StatedInputRateFactor,
        Schedule = Schedule,
        Decay = Decay,
        Epsilon = Epsilon,
        EpsilonPlacement = EpsilonPlacement,
        InitialAccumulator = InitialAccumulator,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<OptimizerState<T>> State { get; }

    /// <summary>G fades.</summary>
    private protected override bool MovesWithoutGradient => true;

    private protected override void Begin(double rate, double inputRate)
    {
        bool inside = EpsilonPlacement == EpsilonPlacement.InsideRoot;
        _step = new RmsPropStep<T>(
            LearningRate: Preconditions.To<T>(rate),
            Decay: Preconditions.To<T>(Decay),
            Share: Preconditions.To<T>(1 - Decay),
            EpsilonInside: inside ? _epsilon : T.Zero,
            EpsilonOutside: inside ? T.Zero : _epsilon);
        _inputStep = _step with { LearningRate = Preconditions.To<T>(inputRate) };
    }

    private protected override void EndFading() => Fading.EndSquares(Accumulator);

    private protected override bool Update(int block, int start, Span<T> theta, ReadOnlySpan<T> g, in GradientAdjustment<T> adjustment)
        => Kernels.RmsProp(theta, g, Accumulator.BlockSpan[block].Elements.Slice(start, g.Length), IsInput(block) ? _inputStep : _step, adjustment);
}
