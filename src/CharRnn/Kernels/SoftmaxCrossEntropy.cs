using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>p = softmax(o) and the loss logsumexp(o) − o[y]: equations (4) and (5).</summary>
/// <remarks>
/// The largest logit is subtracted before exp, so no input overflows, and the loss never takes the logarithm of an
/// underflowed probability. The absolute error of a loss is a few units in the last place of 1, so a loss near 0 has a larger relative error. Padding holds −∞, whose probability is exactly 0.
/// </remarks>
internal static class SoftmaxCrossEntropy
{
    /// <summary>The number of columns processed together: the operations of one column depend on each other, those of different columns overlap.</summary>
    private const int Group = 32;

    /// <summary>Replaces each column of logits by probabilities and computes the loss of its target in nats.</summary>
    [SkipLocalsInit]
    internal static void Forward<TVec, T>(Span<T> logits, int stride, ReadOnlySpan<int> targets, Span<T> losses)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> largest = stackalloc T[Group], sums = stackalloc T[Group];
        for (int start = 0; start < targets.Length; start += Group)
        {
            int count = Math.Min(Group, targets.Length - start);
            Span<T> columns = logits.Slice(start * stride, count * stride);
            for (int n = 0; n < count; n++)
            {
                largest[n] = Largest<TVec, T>(columns.Slice(n * stride, stride));
                losses[start + n] = largest[n] - columns[(n * stride) + targets[start + n]];
            }

            for (int n = 0; n < count; n++)
            {
                sums[n] = Exponentials<TVec, T>(columns.Slice(n * stride, stride), largest[n], T.One);
            }

            for (int n = 0; n < count; n++)
            {
                losses[start + n] += T.Log(sums[n]);
                Elementwise.Scale<TVec, T>(columns.Slice(n * stride, stride), T.One / sums[n]);
            }
        }
    }

    /// <summary>Replaces logits by the softmax of <paramref name="scale"/>·logits.</summary>
    internal static void Softmax<TVec, T>(Span<T> logits, T scale)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = Exponentials<TVec, T>(logits, Largest<TVec, T>(logits), scale);
        Elementwise.Scale<TVec, T>(logits, T.One / sum);
    }

    /// <summary>Replaces logits by exp(scale·(logit − largest)) and returns their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static T Exponentials<TVec, T>(Span<T> logits, T largest, T scale)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(logits);
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

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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
