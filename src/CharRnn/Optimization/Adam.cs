using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Optimization;

/// <summary>Adam: momentum and a fading mean square, both corrected for their start at zero; with decoupled weight decay it is AdamW.</summary>
/// <remarks>
/// <code>
/// M ← β₁·M + (1 − β₁)·g
/// S ← β₂·S + (1 − β₂)·g²
/// θ ← θ − η·λ·θ − η · M/(1 − β₁ᵏ) / (√(S/(1 − β₂ᵏ)) + ε)         at update k = 1, 2, …
/// </code>
/// where <em>g</em> is the gradient, <em>M</em> and <em>S</em> its fading mean and mean square, started at 0, <em>β₁</em>
/// and <em>β₂</em> their decays, <em>η</em> the learning rate, <em>ε</em> stands <strong>outside</strong> the root, and
/// <em>λ</em> is the weight decay, which acts on all five blocks and never enters M or S.
/// Kingma and Ba (2015), "Adam: A Method for Stochastic Optimization", ICLR; Loshchilov and Hutter (2019), "Decoupled Weight
/// Decay Regularization", ICLR, with λ multiplied by η as in PyTorch's AdamW. Known limits: it may fail to converge on
/// convex problems (Reddi, Kale, Kumar, 2018), and every parameter moves at every update, so the columns of U whose
/// characters are absent from a window cannot be skipped. Scaling the loss by a constant changes nothing but ε's part.
/// Every 64th update moments too small to move any parameter become 0, so that they never get subnormal, which is slow.
/// A NaN in the gradient makes its parameter NaN, for good. Not thread-safe.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Adam<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _epsilon;
    private AdamStep<T> _step;
    private AdamStep<T> _inputStep;

    /// <summary>Creates the optimiser with both moments at zero.</summary>
    /// <param name="architecture">The sizes K and m.</param>
    /// <param name="learningRate">η, greater than 0.</param>
    /// <param name="beta1">β₁, at least 0 and less than 1.</param>
    /// <param name="beta2">β₂, at least 0 and less than 1.</param>
    /// <param name="epsilon">ε, greater than 0.</param>
    /// <param name="weightDecay">λ, 0 or more; η·λ is what a parameter loses of itself per update.</param>
    /// <exception cref="ArgumentNullException"><paramref name="architecture"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN, infinite or out of its range, also after conversion to <typeparamref name="T"/>.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither <see cref="float"/> nor <see cref="double"/>.</exception>
    public Adam(
        RnnArchitecture architecture,
        double learningRate = 0.001,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0)
        : base(architecture, learningRate)
    {
        Beta1 = Preconditions.RequireFraction(beta1);
        Beta2 = Preconditions.RequireFraction(beta2);
        _epsilon = RequirePositive(epsilon, nameof(epsilon));
        Epsilon = epsilon;
        WeightDecay = Preconditions.RequireNonNegative(weightDecay);
        FirstMoment = new RnnParameters<T>(architecture);
        SecondMoment = new RnnParameters<T>(architecture);
        State = [new("first_moment", FirstMoment), new("second_moment", SecondMoment)];
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε, outside the root.</summary>
    public double Epsilon { get; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; }

    /// <summary>M: the fading mean of the gradients. Live.</summary>
    public RnnParameters<T> FirstMoment { get; }

    /// <summary>S: the fading mean of the squared gradients. Live.</summary>
    public RnnParameters<T> SecondMoment { get; }

    /// <inheritdoc/>
    public override OptimizerOptions Options => new()
    {
        Kind = OptimizerKind.Adam,
        LearningRate = LearningRate,
        InputRateFactor = StatedInputRateFactor,
        Schedule = Schedule,
        Beta1 = Beta1,
        Beta2 = Beta2,
        Epsilon = Epsilon,
        WeightDecay = WeightDecay,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<OptimizerState<T>> State { get; }

    /// <summary>Both moments fade and keep moving θ.</summary>
    private protected override bool MovesWithoutGradient => true;

    private protected override void Begin(double rate, double inputRate)
    {
        // The corrections are computed in double from k alone, so that a resumed run has the same ones.
        double correction = 1 - Math.Pow(Beta1, StepCount);
        _step = new AdamStep<T>(
            Rate: Preconditions.To<T>(rate / correction),
            Beta1: Preconditions.To<T>(Beta1),
            Share1: Preconditions.To<T>(1 - Beta1),
            Beta2: Preconditions.To<T>(Beta2),
            Share2: Preconditions.To<T>(1 - Beta2),
            RootScale: Preconditions.To<T>(1 / Math.Sqrt(1 - Math.Pow(Beta2, StepCount))),
            Epsilon: _epsilon,
            Keep: Preconditions.To<T>(1 - (rate * WeightDecay)));
        _inputStep = _step with { Rate = Preconditions.To<T>(inputRate / correction) };
    }

    private protected override void EndFading()
    {
        Fading.EndMeans(FirstMoment);
        Fading.EndSquares(SecondMoment);
    }

    private protected override bool Update(int block, int start, Span<T> theta, ReadOnlySpan<T> g, in GradientAdjustment<T> adjustment)
        => Kernels.Adam(
            theta, g, FirstMoment.BlockSpan[block].Elements.Slice(start, g.Length), SecondMoment.BlockSpan[block].Elements.Slice(start, g.Length), IsInput(block) ? _inputStep : _step, adjustment);
}
