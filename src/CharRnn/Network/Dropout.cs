using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Network;

/// <summary>
/// Dropout (Srivastava et al., 2014) on the output of a layer: each number is set to 0 with probability <see cref="Rate"/>, and the others are
/// divided by 1 − rate, which preserves the mean.
/// </summary>
/// <remarks>
/// The mask is a pure function of seed, update, layer and element, not a stream of random numbers. It is therefore the same for any number of
/// threads, in a resumed run and in a gradient check, and the backward pass computes it again instead of storing it.
/// </remarks>
/// <param name="Rate">At least 0 and below 1; 0 turns dropout off.</param>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Update">The number of the update; each update has different masks.</param>
internal readonly record struct Dropout(double Rate, ulong Seed, long Update)
{
    internal bool IsOn => Rate > 0;

    /// <summary>target = source ∘ mask, for some columns of a layer. Padding is copied.</summary>
    /// <param name="source">The values, starting with the first of the columns.</param>
    /// <param name="target">The result, in the same layout; may be the source.</param>
    /// <param name="stride">The distance between columns.</param>
    /// <param name="hiddenSize">m.</param>
    /// <param name="layer">The layer whose output it is.</param>
    /// <param name="firstColumn">The number of the first column in the window.</param>
    /// <param name="columnCount">The number of columns.</param>
    internal void Apply<T>(ReadOnlySpan<T> source, Span<T> target, int stride, int hiddenSize, int layer, int firstColumn, int columnCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T scale = T.CreateTruncating(1 / (1 - Rate));
        uint threshold = (uint)Math.Min(uint.MaxValue, Math.Round(Rate * (1L << 32)));
        for (int n = 0; n < columnCount; n++)
        {
            ulong key = Mix(Seed + Mix((ulong)Update + Mix(((ulong)(uint)layer << 32) | (uint)(firstColumn + n))));
            ReadOnlySpan<T> from = source.Slice(n * stride, hiddenSize);
            Span<T> to = target.Slice(n * stride, hiddenSize);
            for (int i = 0; i < hiddenSize; i += 2)
            {
                ulong bits = Mix(key + (ulong)i);
                to[i] = (uint)bits >= threshold ? from[i] * scale : T.Zero;
                if (i + 1 < hiddenSize)
                {
                    to[i + 1] = (uint)(bits >> 32) >= threshold ? from[i + 1] * scale : T.Zero;
                }
            }
        }
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood, 2014) after its increment: every bit of the result depends on every bit of the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong value)
    {
        value = unchecked((value + 1) * 0x9E37_79B9_7F4A_7C15);
        value = unchecked((value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9);
        value = unchecked((value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB);
        return value ^ (value >> 31);
    }
}
