using System.Numerics;

namespace CharRnn.Optimization;

/// <summary>An optimiser whose memory can be written down and put back, so that training goes on as if it had never stopped.</summary>
/// <remarks>
/// Everything that the next update depends on, besides the settings given at construction, is <see cref="StepCount"/>
/// and the numbers in <see cref="State"/>: copying both to another optimiser of the same settings makes the two
/// produce the same bits.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public interface IStatefulOptimizer<T> : IOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The settings from which <see cref="Optimizer.Create{T}"/> makes the same optimiser again, without its memory.</summary>
    OptimizerOptions Options { get; }

    /// <summary>k: updates applied so far. Bias correction and the learning-rate schedule read it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    long StepCount { get; set; }

    /// <summary>The arrays that the optimiser remembers, live: always the same ones in the same order; none for plain gradient descent.</summary>
    IReadOnlyList<OptimizerState<T>> State { get; }
}

/// <summary>One remembered number per parameter, with a name that files use.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="Name">For example <c>accumulator</c>; lower case letters and underscores, unique within an optimiser.</param>
/// <param name="Values">The numbers, live: writing changes what the optimiser remembers.</param>
public sealed record OptimizerState<T>(string Name, RnnParameters<T> Values)
    where T : unmanaged, IFloatingPointIeee754<T>;
