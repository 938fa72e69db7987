using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>Operations that process every element of an array independently.</summary>
internal static class Elementwise
{
    /// <summary>values ·= factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Scale<TVec, T>(Span<T> values, T factor)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(values);
        TVec f = TVec.Create(factor);
        nint i = 0;
        for (; i <= values.Length - TVec.Count; i += TVec.Count)
        {
            (TVec.Load(in Unsafe.Add(ref first, i)) * f).Store(ref Unsafe.Add(ref first, i));
        }

        for (; i < values.Length; i++)
        {
            Unsafe.Add(ref first, i) *= factor;
        }
    }

    /// <summary>values += share·(target − values); each product and each sum is rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void MoveTowards<TVec, T>(Span<T> values, ReadOnlySpan<T> target, T share)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(values);
        ref T to = ref MemoryMarshal.GetReference(target);
        TVec f = TVec.Create(share);
        nint i = 0;
        for (; i <= values.Length - TVec.Count; i += TVec.Count)
        {
            TVec value = TVec.Load(in Unsafe.Add(ref first, i));
            (value + (f * (TVec.Load(in Unsafe.Add(ref to, i)) - value))).Store(ref Unsafe.Add(ref first, i));
        }

        for (; i < values.Length; i++)
        {
            ref T value = ref Unsafe.Add(ref first, i);
            value += share * (Unsafe.Add(ref to, i) - value);
        }
    }

    /// <summary>target += source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Add<TVec, T>(ReadOnlySpan<T> source, Span<T> target)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(target);
        nint i = 0;
        for (; i <= source.Length - TVec.Count; i += TVec.Count)
        {
            (TVec.Load(in Unsafe.Add(ref to, i)) + TVec.Load(in Unsafe.Add(ref from, i))).Store(ref Unsafe.Add(ref to, i));
        }

        for (; i < source.Length; i++)
        {
            Unsafe.Add(ref to, i) += Unsafe.Add(ref from, i);
        }
    }

    /// <summary>Limits every element to [−limit, limit], equation (18); NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Clip<TVec, T>(Span<T> values, T limit)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(values);
        TVec upper = TVec.Create(limit), lower = TVec.Create(-limit);
        nint i = 0;
        for (; i <= values.Length - TVec.Count; i += TVec.Count)
        {
            TVec.Min(upper, TVec.Max(lower, TVec.Load(in Unsafe.Add(ref first, i)))).Store(ref Unsafe.Add(ref first, i));
        }

        for (; i < values.Length; i++)
        {
            ref T value = ref Unsafe.Add(ref first, i);
            value = value > limit ? limit : value < -limit ? -limit : value;
        }
    }

    /// <summary>Sets numbers with a magnitude below the limit to 0; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void ZeroBelow<TVec, T>(Span<T> values, T limit)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(values);
        TVec least = TVec.Create(limit);
        nint i = 0;
        for (; i <= values.Length - TVec.Count; i += TVec.Count)
        {
            TVec.ZeroBelow(least, TVec.Load(in Unsafe.Add(ref first, i))).Store(ref Unsafe.Add(ref first, i));
        }

        for (; i < values.Length; i++)
        {
            ref T value = ref Unsafe.Add(ref first, i);
            value = T.Abs(value) < limit ? T.Zero : value;
        }
    }

    /// <summary>The sum of squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T SumOfSquares<TVec, T>(ReadOnlySpan<T> values)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(values);
        TVec sums = default;
        nint i = 0;
        for (; i <= values.Length - TVec.Count; i += TVec.Count)
        {
            TVec v = TVec.Load(in Unsafe.Add(ref first, i));
            sums = TVec.MultiplyAdd(v, v, sums);
        }

        T sum = TVec.Sum(sums);
        for (; i < values.Length; i++)
        {
            T v = Unsafe.Add(ref first, i);
            sum += v * v;
        }

        return sum;
    }

    /// <summary>Whether every element is finite. Uses the fact that 0·x is 0 for finite x and NaN for all others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static bool AllFinite<TVec, T>(ReadOnlySpan<T> values)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(values);
        TVec zero = default, sums = default, otherSums = default;
        nint i = 0;
        for (; i <= values.Length - (2 * TVec.Count); i += 2 * TVec.Count)
        {
            sums = TVec.MultiplyAdd(TVec.Load(in Unsafe.Add(ref first, i)), zero, sums);
            otherSums = TVec.MultiplyAdd(TVec.Load(in Unsafe.Add(ref first, i + TVec.Count)), zero, otherSums);
        }

        for (; i <= values.Length - TVec.Count; i += TVec.Count)
        {
            sums = TVec.MultiplyAdd(TVec.Load(in Unsafe.Add(ref first, i)), zero, sums);
        }

        T sum = TVec.Sum(sums + otherSums);
        for (; i < values.Length; i++)
        {
            sum += Unsafe.Add(ref first, i) * T.Zero;
        }

        return sum == T.Zero;
    }
}
