using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Cli.Explain.Numbers;

/// <summary>Products of vectors, several numbers at a time: what most of the time of <c>explain</c> outside the network is spent on.</summary>
/// <remarks>Compiled in full at the first call: a command of a few seconds would spend a good part of them in code that is not yet optimised.</remarks>
internal static class VectorProducts
{
    /// <summary>Σ a b of two vectors of one length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<Vector<T>> left = MemoryMarshal.Cast<T, Vector<T>>(a), right = MemoryMarshal.Cast<T, Vector<T>>(b);
        Vector<T> even = Vector<T>.Zero, odd = Vector<T>.Zero;
        int i = 0;
        for (; i < left.Length - 1; i += 2)
        {
            even += left[i] * right[i];
            odd += left[i + 1] * right[i + 1];
        }

        if (i < left.Length)
        {
            even += left[i] * right[i];
        }

        T sum = Vector.Sum(even + odd);
        for (int rest = left.Length * Vector<T>.Count; rest < a.Length; rest++)
        {
            sum += a[rest] * b[rest];
        }

        return sum;
    }

    /// <summary>Σ a b of four vectors a, one after the other, with one b, which is read once.</summary>
    /// <param name="four">4·n numbers.</param>
    /// <param name="b">n numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector4 DotOfFour(ReadOnlySpan<float> four, ReadOnlySpan<float> b)
    {
        int n = b.Length;
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(b);
        ReadOnlySpan<Vector<float>> p = MemoryMarshal.Cast<float, Vector<float>>(four[..n]), q = MemoryMarshal.Cast<float, Vector<float>>(four.Slice(n, n));
        ReadOnlySpan<Vector<float>> r = MemoryMarshal.Cast<float, Vector<float>>(four.Slice(2 * n, n)), s = MemoryMarshal.Cast<float, Vector<float>>(four.Slice(3 * n, n));
        Vector<float> sumP = Vector<float>.Zero, sumQ = Vector<float>.Zero, sumR = Vector<float>.Zero, sumS = Vector<float>.Zero;
        for (int i = 0; i < right.Length && i < p.Length && i < q.Length && i < r.Length && i < s.Length; i++)
        {
            sumP = Vector.FusedMultiplyAdd(p[i], right[i], sumP);
            sumQ = Vector.FusedMultiplyAdd(q[i], right[i], sumQ);
            sumR = Vector.FusedMultiplyAdd(r[i], right[i], sumR);
            sumS = Vector.FusedMultiplyAdd(s[i], right[i], sumS);
        }

        var sums = new Vector4(Vector.Sum(sumP), Vector.Sum(sumQ), Vector.Sum(sumR), Vector.Sum(sumS));
        for (int rest = right.Length * Vector<float>.Count; rest < n; rest++)
        {
            sums += new Vector4(four[rest], four[n + rest], four[(2 * n) + rest], four[(3 * n) + rest]) * b[rest];
        }

        return sums;
    }

    /// <summary>‖a‖, summed in double precision: gradients may be so small that their squares are 0 in single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double Norm<T>(ReadOnlySpan<T> a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
        {
            return Math.Sqrt(double.CreateTruncating(Dot(a, a)));
        }

        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<T, Vector<float>>(a);
        Vector<double> low = Vector<double>.Zero, high = Vector<double>.Zero;
        foreach (Vector<float> vector in vectors)
        {
            Vector.Widen(vector, out Vector<double> lower, out Vector<double> upper);
            low += lower * lower;
            high += upper * upper;
        }

        double sum = Vector.Sum(low + high);
        for (int rest = vectors.Length * Vector<float>.Count; rest < a.Length; rest++)
        {
            double wide = double.CreateTruncating(a[rest]);
            sum += wide * wide;
        }

        return Math.Sqrt(sum);
    }
}
