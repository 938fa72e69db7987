using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The product in the sequential part of a step: W h_{t−1} forward, Wᵀ da_{t+1} backward.</summary>
internal static class RecurrentProduct
{
    /// <summary>target += w·vectors, for the rows of some panels of w and some streams.</summary>
    /// <param name="w">W or its transpose.</param>
    /// <param name="firstPanel">The first panel.</param>
    /// <param name="endPanel">The panel after the last one.</param>
    /// <param name="vectors">One column for each stream.</param>
    /// <param name="vectorStride">The distance between these columns.</param>
    /// <param name="target">One column for each stream.</param>
    /// <param name="targetStride">The distance between these columns.</param>
    /// <param name="streams">The number of streams.</param>
    /// <param name="forVectors">
    /// Whether the whole batch is one stream, not whether this call has one: the two kernels round differently, and the bits must not depend on the threads.
    /// </param>
    /// <param name="backwards">Whether w is read from its end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Add<T>(
        PackedMatrix<T> w, int firstPanel, int endPanel, ReadOnlySpan<T> vectors, int vectorStride, Span<T> target, int targetStride, int streams, bool forVectors, bool backwards)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (forVectors)
        {
            KernelSet<T>.Best.MultiplyVector(w, firstPanel, endPanel, vectors, target, backwards);
            return;
        }

        for (int p = firstPanel; p < endPanel; p++)
        {
            int panel = backwards ? firstPanel + endPanel - 1 - p : p;
            KernelSet<T>.Best.Multiply(w, panel, panel + 1, vectors, 1, vectorStride, target, targetStride, targetStride, streams, accumulate: true);
        }
    }
}
