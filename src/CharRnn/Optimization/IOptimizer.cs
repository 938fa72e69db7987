using System.Numerics;

namespace CharRnn.Optimization;

/// <summary>Turns a gradient into a change of the parameters.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>One update, in place. After an exception, the trainer refuses to continue, because a part of θ may have changed.</summary>
    /// <param name="parameters">θ, changed.</param>
    /// <param name="gradients">g = ∂L/∂θ, clipped or not; read only.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An architecture is not the optimiser's.</exception>
    void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients);
}
