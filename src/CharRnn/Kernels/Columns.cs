using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>Work on whole columns: U x as a gather, dU as a scatter, the bias gradients as sums.</summary>
/// <remarks>Activations are column-major with <c>stride</c> rows each, zero-padded; parameters are exactly as long as their shape.</remarks>
internal static class Columns
{
    /// <summary>Column n of the target = bias + column x[n] of U: the part of equation (1) that does not depend on time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Gather<TVec, T>(ReadOnlySpan<T> u, ReadOnlySpan<T> bias, ReadOnlySpan<int> x, Span<T> target, int stride)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int m = bias.Length;
        for (int n = 0; n < x.Length; n++)
        {
            Span<T> column = target.Slice(n * stride, m);
            bias.CopyTo(column);
            Elementwise.Add<TVec, T>(u.Slice(x[n] * m, m), column);
        }
    }

    /// <summary>Rows <paramref name="firstRow"/> and on of column x[n] of dU += those of column n of dA: equation (13).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void ScatterAdd<TVec, T>(ReadOnlySpan<T> dA, int stride, ReadOnlySpan<int> x, Span<T> dU, int m, int firstRow, int rowCount)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int n = 0; n < x.Length; n++)
        {
            Elementwise.Add<TVec, T>(dA.Slice((n * stride) + firstRow, rowCount), dU.Slice((x[n] * m) + firstRow, rowCount));
        }
    }

    /// <summary>sums = the sum of all columns, for the rows that <paramref name="sums"/> has: equations (7) and (11).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Sum<TVec, T>(ReadOnlySpan<T> columns, int stride, int columnCount, Span<T> sums)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        columns[..sums.Length].CopyTo(sums);
        for (int n = 1; n < columnCount; n++)
        {
            Elementwise.Add<TVec, T>(columns.Slice(n * stride, sums.Length), sums);
        }
    }
}
