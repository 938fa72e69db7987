using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>Operations on whole columns: the gather for U x, the scatter for dU, the sums for the bias gradients.</summary>
/// <remarks>Activations are column-major with <c>stride</c> rows each, zero-padded; parameters are exactly as long as their shape.</remarks>
internal static class Columns
{
    /// <summary>
    /// Column n of the target = bias + column x[n] of U, for at most <paramref name="rowCount"/> rows from row <paramref name="firstRow"/> on:
    /// the part of equation (1) that does not depend on time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Gather<TVec, T>(ReadOnlySpan<T> u, ReadOnlySpan<T> bias, ReadOnlySpan<int> x, Span<T> target, int stride, int firstRow, int rowCount)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = Math.Min(rowCount, bias.Length - firstRow);
        ref T b = ref MemoryMarshal.GetReference(bias.Slice(firstRow, rows));
        for (int n = 0; n < x.Length; n++)
        {
            ref T column = ref MemoryMarshal.GetReference(u.Slice((x[n] * bias.Length) + firstRow, rows));
            ref T to = ref MemoryMarshal.GetReference(target.Slice((n * stride) + firstRow, rows));
            nint i = 0;
            for (; i <= rows - TVec.Count; i += TVec.Count)
            {
                (TVec.Load(in Unsafe.Add(ref b, i)) + TVec.Load(in Unsafe.Add(ref column, i))).Store(ref Unsafe.Add(ref to, i));
            }

            for (; i < rows; i++)
            {
                Unsafe.Add(ref to, i) = Unsafe.Add(ref b, i) + Unsafe.Add(ref column, i);
            }
        }
    }

    /// <summary>
    /// As <see cref="Gather"/>, for the interleaved columns of several gates and a range of units of hidden units. The bias is already
    /// interleaved and padded with zeros; U has G·m rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void GatherGates<TVec, T>(
        ReadOnlySpan<T> u, ReadOnlySpan<T> bias, GateRows rows, ReadOnlySpan<int> x, Span<T> target, int stride, int firstUnit, int endUnit)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = PackedMatrix<T>.Unit, m = rows.HiddenSize;
        for (int n = 0; n < x.Length; n++)
        {
            ReadOnlySpan<T> column = u.Slice(x[n] * rows.GateCount * m, rows.GateCount * m);
            for (int unit = firstUnit; unit < endUnit; unit++)
            {
                int used = Math.Min(size, m - (unit * size));
                for (int part = 0; part < rows.PartCount; part++)
                {
                    int place = ((unit * rows.PartCount) + part) * size, gate = rows.GateOf(part);
                    ReadOnlySpan<T> start = bias.Slice(place, size);
                    Span<T> to = target.Slice((n * stride) + place, size);
                    if (gate < 0)
                    {
                        start.CopyTo(to);
                    }
                    else
                    {
                        AddChunk<TVec, T>(start, column.Slice((gate * m) + (unit * size), used), to);
                    }
                }
            }
        }
    }

    /// <summary>target = bias + column; the column may be shorter than the target, whose remaining elements become the bias alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddChunk<TVec, T>(ReadOnlySpan<T> bias, ReadOnlySpan<T> column, Span<T> target)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T b = ref MemoryMarshal.GetReference(bias);
        ref T from = ref MemoryMarshal.GetReference(column);
        ref T to = ref MemoryMarshal.GetReference(target);
        nint i = 0;
        for (; i <= column.Length - TVec.Count; i += TVec.Count)
        {
            (TVec.Load(in Unsafe.Add(ref b, i)) + TVec.Load(in Unsafe.Add(ref from, i))).Store(ref Unsafe.Add(ref to, i));
        }

        for (; i < column.Length; i++)
        {
            Unsafe.Add(ref to, i) = Unsafe.Add(ref b, i) + Unsafe.Add(ref from, i);
        }

        for (; i < target.Length; i++)
        {
            Unsafe.Add(ref to, i) = Unsafe.Add(ref b, i);
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

    /// <summary>sums = (or +=) the sum of all columns, for as many rows as <paramref name="sums"/> has: equations (7) and (11).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Sum<TVec, T>(ReadOnlySpan<T> columns, int stride, int columnCount, Span<T> sums, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(columns);
        ref T to = ref MemoryMarshal.GetReference(sums);
        nint i = 0;
        for (; i <= sums.Length - TVec.Count; i += TVec.Count)
        {
            Rows<TVec, T>(ref Unsafe.Add(ref first, i), stride, columnCount, ref Unsafe.Add(ref to, i), accumulate);
        }

        for (; i < sums.Length; i++)
        {
            Rows<SimdScalar<T>, T>(ref Unsafe.Add(ref first, i), stride, columnCount, ref Unsafe.Add(ref to, i), accumulate);
        }
    }

    /// <summary>The sum over all columns of one vector of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows<TVec, T>(ref T columns, nint stride, int columnCount, ref T sums, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec sum = accumulate ? TVec.Load(in sums) + TVec.Load(in columns) : TVec.Load(in columns);
        for (int n = 1; n < columnCount; n++)
        {
            columns = ref Unsafe.Add(ref columns, stride);
            sum += TVec.Load(in columns);
        }

        sum.Store(ref sums);
    }
}
