using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Optimization;

/// <summary>Gradient descent, with or without momentum.</summary>
/// <remarks>
/// <code>
/// μ = 0:   θ ← θ − η·g
/// μ > 0:   v ← μ·v + g
///          θ ← θ − η·v
/// </code>
/// where <em>g</em> is the gradient, <em>η</em> the learning rate, <em>μ</em> the momentum and <em>v</em> the velocity of
/// the same shape, started at 0. It is the momentum of PyTorch, without dampening and not Nesterov's: η multiplies the
/// velocity, so a later change of η takes effect at once, and in the long run a constant gradient moves θ by η/(1 − μ).
/// Polyak (1964), "Some methods of speeding up the convergence of iteration methods"; Sutskever, Martens, Dahl, Hinton
/// (2013), "On the importance of initialization and momentum in deep learning", ICML. Known limit: one η for all
/// parameters, although the gradients of rare and of frequent characters differ by orders of magnitude.
/// Every 64th update velocities too small to move any parameter become 0, so that they never get subnormal, which is slow.
/// A NaN in the gradient makes its parameter NaN, for good. Not thread-safe.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Sgd<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T _momentum;
    private T _rate;
    private T _inputRate;

    /// <summary>Creates the optimiser, at rest.</summary>
    /// <param name="architecture">The sizes K and m.</param>
    /// <param name="learningRate">η, greater than 0.</param>
    /// <param name="momentum">μ, at least 0 and less than 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="architecture"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is NaN, infinite or out of its range, also after conversion to <typeparamref name="T"/>.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither <see cref="float"/> nor <see cref="double"/>.</exception>
    public Sgd(RnnArchitecture architecture, double learningRate = 0.01, double momentum = 0)
        : base(architecture, learningRate)
    {
        Momentum = Preconditions.RequireFraction(momentum);
        _momentum = Preconditions.To<T>(momentum);
        Velocity = momentum > 0 ? new RnnParameters<T>(architecture) : null;
        State = Velocity is null ? [] : [new("velocity", Velocity)];
    }

    /// <summary>μ.</summary>
    public double Momentum { get; }

    /// <summary>v, live; null without momentum.</summary>
    public RnnParameters<T>? Velocity { get; }

    /// <inheritdoc/>
    public override OptimizerOptions Options => new()
    {
        Kind = OptimizerKind.Sgd,
        LearningRate = LearningRate,
        InputRateFactor = StatedInputRateFactor,
        Schedule = Schedule,
        Momentum = Momentum,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<OptimizerState<T>> State { get; }

    /// <summary>With momentum, because the velocity keeps moving the parameters.</summary>
    private protected override bool MovesWithoutGradient => Velocity is not null;

    private protected override void Begin(double rate, double inputRate)
    {
        _rate = Preconditions.To<T>(rate);
        _inputRate = Preconditions.To<T>(inputRate);
    }

    private protected override void EndFading()
    {
        if (Velocity is not null)
        {
            Fading.EndMeans(Velocity);
        }
    }

    private protected override bool Update(int block, int start, Span<T> theta, ReadOnlySpan<T> g, in GradientAdjustment<T> adjustment)
    {
        T rate = IsInput(block) ? _inputRate : _rate;
        return Velocity is null
            ? Kernels.Sgd(theta, g, new SgdStep<T>(rate), adjustment)
            : Kernels.Momentum(theta, g, Velocity.BlockSpan[block].Elements.Slice(start, g.Length), new MomentumStep<T>(rate, _momentum), adjustment);
    }
}
