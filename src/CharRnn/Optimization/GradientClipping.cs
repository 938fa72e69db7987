using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Optimization;

/// <summary>Keeps exploding gradients from destroying the parameters. A separate step between gradient and optimiser.</summary>
public static class GradientClipping
{
    /// <summary>Brings every element into [−limit, limit], equation (18). NaN stays NaN.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradients">Changed in place.</param>
    /// <param name="limit">Greater than 0; infinity leaves everything as it is.</param>
    /// <exception cref="ArgumentNullException"><paramref name="gradients"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is NaN, zero or negative.</exception>
    public static void ClipElements<T>(RnnParameters<T> gradients, T limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradients);
        RequireLimit(limit);
        gradients.Loop.Run(
            static (g, limit, block, start, count) => KernelSet<T>.Best.Clip(Elements<T>(g, block, start, count), limit), gradients, limit, withZeros: false);
    }

    /// <summary>Shortens the gradient, all blocks taken as one vector, to a Euclidean length of at most limit, equation (19).</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="gradients">Changed in place, keeping its direction. A length of NaN or infinity leaves it unchanged.</param>
    /// <param name="limit">Greater than 0; infinity leaves everything as it is.</param>
    /// <returns>The length before clipping.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gradients"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is NaN, zero or negative.</exception>
    public static T ClipGlobalNorm<T>(RnnParameters<T> gradients, T limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(gradients);
        RequireLimit(limit);
        KernelSet<T> kernels = KernelSet<T>.Best;
        T squares = T.Zero;
        foreach (ParameterBlock<T> block in gradients.BlockSpan)
        {
            squares += kernels.SumOfSquares(block.Elements);
        }

        T norm = T.IsPositiveInfinity(squares) ? LengthOfHuge(gradients) : T.Sqrt(squares);
        if (norm > limit && T.IsFinite(norm))
        {
            Scale(gradients, limit / norm);
        }

        return norm;
    }

    /// <summary>The length of a vector whose square overflows: an exploding gradient is just what clipping is for.</summary>
    private static T LengthOfHuge<T>(RnnParameters<T> gradients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T largest = T.Zero;
        foreach (ParameterBlock<T> block in gradients.BlockSpan)
        {
            foreach (T value in block.Elements)
            {
                largest = T.Max(largest, T.Abs(value));
            }
        }

        // An infinite element makes NaN here: such a vector has no direction to keep.
        T squares = T.Zero;
        foreach (ParameterBlock<T> block in gradients.BlockSpan)
        {
            foreach (T value in block.Elements)
            {
                squares += value / largest * (value / largest);
            }
        }

        return largest * T.Sqrt(squares);
    }

    /// <summary>Multiplies every element; columns known to be zero are passed over.</summary>
    internal static void Scale<T>(RnnParameters<T> gradients, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
        => gradients.Loop.Run(
            static (g, factor, block, start, count) => KernelSet<T>.Best.Scale(Elements<T>(g, block, start, count), factor), gradients, factor, withZeros: false);

    private static Span<T> Elements<T>(object gradients, int block, int start, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
        => ((RnnParameters<T>)gradients).BlockSpan[block].Elements.Slice(start, count);

    private static void RequireLimit<T>(T limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!(limit > T.Zero))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "Must be greater than 0.");
        }
    }
}
