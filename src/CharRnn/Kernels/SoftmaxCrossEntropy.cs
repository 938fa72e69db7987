using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>p = softmax(o) and the loss logsumexp(o) − o[y]: equations (4) and (5).</summary>
/// <remarks>
/// The largest logit is subtracted before exp, so no input overflows, and the loss never takes the logarithm of an
/// underflowed probability. A loss near 0 is accurate to a few units in the last place of 1, not of itself. Padding holds −∞, whose probability is exactly 0.
/// </remarks>
internal static class SoftmaxCrossEntropy
{
    /// <summary>Replaces logits by probabilities.</summary>
    /// <returns>The loss at <paramref name="target"/> in nats.</returns>
    internal static T Forward<TVec, T>(Span<T> logits, int target)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T logit = logits[target];
        (T largest, T sum) = Softmax<TVec, T>(logits, T.One);
        return T.Log(sum) + (largest - logit);
    }

    /// <summary>Replaces logits by the softmax of <paramref name="scale"/>·logits.</summary>
    /// <returns>The largest logit and the sum of exp(scale·(logit − largest)).</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static (T Largest, T Sum) Softmax<TVec, T>(Span<T> logits, T scale)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(logits);
        T largest = Largest<TVec, T>(logits);
        TVec shift = TVec.Create(largest), factor = TVec.Create(scale), sums = default;
        nint i = 0;
        for (; i <= logits.Length - TVec.Count; i += TVec.Count)
        {
            TVec e = Exponential.Exp<TVec, T>((TVec.Load(in Unsafe.Add(ref first, i)) - shift) * factor);
            e.Store(ref Unsafe.Add(ref first, i));
            sums += e;
        }

        T sum = TVec.Sum(sums);
        for (; i < logits.Length; i++)
        {
            var shifted = SimdScalar<T>.Create((Unsafe.Add(ref first, i) - largest) * scale);
            Exponential.Exp<SimdScalar<T>, T>(shifted).Store(ref Unsafe.Add(ref first, i));
            sum += Unsafe.Add(ref first, i);
        }

        Elementwise.Scale<TVec, T>(logits, T.One / sum);
        return (largest, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Largest<TVec, T>(ReadOnlySpan<T> values)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(values);
        T largest = first;
        nint i = 0;
        if (values.Length >= TVec.Count)
        {
            TVec largestOfLanes = TVec.Load(in first);
            for (i = TVec.Count; i <= values.Length - TVec.Count; i += TVec.Count)
            {
                largestOfLanes = TVec.Max(largestOfLanes, TVec.Load(in Unsafe.Add(ref first, i)));
            }

            largest = TVec.Largest(largestOfLanes);
        }

        for (; i < values.Length; i++)
        {
            largest = T.MaxNative(largest, Unsafe.Add(ref first, i));
        }

        return largest;
    }
}
