using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>y += A·x with A packed, and y = A·x + bias with A column-major as the parameters are.</summary>
/// <remarks>
/// Both keep up to four vectors of y in registers and stream A through once, two columns at a time in two sets of
/// accumulators, which hides the latency of the multiply-add.
/// </remarks>
internal static class MatrixVector
{
    /// <summary>
    /// y += A·x. A is read from its first number to its last, or the other way round: a call that begins where the call
    /// before has ended finds as much of A in the first-level cache as fits there.
    /// </summary>
    internal static void MultiplyAdd<TVec, T>(PackedMatrix<T> a, ReadOnlySpan<T> x, Span<T> y, bool backwards)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int p = 0; p < a.PanelCount; p++)
        {
            int panel = backwards ? a.PanelCount - 1 - p : p;
            int height = a.PanelHeight(panel), start = backwards ? a.ColumnCount - 1 : 0;
            nint step = backwards ? -1 : 1;
            ref T values = ref Unsafe.Add(ref MemoryMarshal.GetReference(a.Panel(panel)), start * height);
            ref T target = ref y[a.PanelRow(panel)];
            ref T factor = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), start);
            for (int row = 0; row < height;)
            {
                int vectors = Math.Min(4, (height - row) / TVec.Count);
                ref T rows = ref Unsafe.Add(ref values, row);
                ref T sums = ref Unsafe.Add(ref target, row);
                switch (vectors)
                {
                    case 1: Rows<TVec, T, One>(ref rows, step * height, ref factor, step, a.ColumnCount, TVec.Count, ref sums, ref sums, ref Unsafe.NullRef<T>()); break;
                    case 2: Rows<TVec, T, Two>(ref rows, step * height, ref factor, step, a.ColumnCount, 2 * TVec.Count, ref sums, ref sums, ref Unsafe.NullRef<T>()); break;
                    case 3: Rows<TVec, T, Three>(ref rows, step * height, ref factor, step, a.ColumnCount, 3 * TVec.Count, ref sums, ref sums, ref Unsafe.NullRef<T>()); break;
                    default: Rows<TVec, T, Four>(ref rows, step * height, ref factor, step, a.ColumnCount, 4 * TVec.Count, ref sums, ref sums, ref Unsafe.NullRef<T>()); break;
                }

                row += vectors * TVec.Count;
            }
        }
    }

    /// <summary>
    /// y = A·x + bias (+ column, unless empty), A of y.Length rows, column-major, not padded.
    /// The last vector of rows is moved back to end with the array; rows seen twice get the same value twice.
    /// </summary>
    internal static void Affine<TVec, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> x, ReadOnlySpan<T> bias, ReadOnlySpan<T> column, Span<T> y)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.Length < TVec.Count)
        {
            AffineRows<SimdScalar<T>, T>(a, x, bias, column, y);
        }
        else
        {
            AffineRows<TVec, T>(a, x, bias, column, y);
        }
    }

    private static void AffineRows<TVec, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> x, ReadOnlySpan<T> bias, ReadOnlySpan<T> column, Span<T> y)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rowCount = y.Length;
        ref T factor = ref MemoryMarshal.GetReference(x);
        for (int row = 0; row < rowCount;)
        {
            int vectors = Math.Min(4, (rowCount - row + TVec.Count - 1) / TVec.Count);
            int last = Math.Min((vectors - 1) * TVec.Count, rowCount - row - TVec.Count);
            if (last < 0)
            {
                row = rowCount - TVec.Count;
                last = 0;
            }

            ref T rows = ref Unsafe.AsRef(in a[row]);
            ref T target = ref y[row];
            ref T first = ref Unsafe.AsRef(in bias[row]);
            ref T second = ref column.IsEmpty ? ref Unsafe.NullRef<T>() : ref Unsafe.AsRef(in column[row]);
            int height = last + TVec.Count;
            switch (vectors)
            {
                case 1: Rows<TVec, T, One>(ref rows, rowCount, ref factor, 1, x.Length, height, ref target, ref first, ref second); break;
                case 2: Rows<TVec, T, Two>(ref rows, rowCount, ref factor, 1, x.Length, height, ref target, ref first, ref second); break;
                case 3: Rows<TVec, T, Three>(ref rows, rowCount, ref factor, 1, x.Length, height, ref target, ref first, ref second); break;
                default: Rows<TVec, T, Four>(ref rows, rowCount, ref factor, 1, x.Length, height, ref target, ref first, ref second); break;
            }

            row += height;
        }
    }

    /// <summary>One to four vectors of rows, the last of which ends at <paramref name="height"/>: target = first + second + rows·x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows<TVec, T, TRows>(ref T a, nint aStep, ref T x, nint xStep, int columnCount, int height, ref T target, ref T first, ref T second)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        nint last = height - TVec.Count;
        nint at1 = TRows.Value == 2 ? last : TVec.Count;
        nint at2 = TRows.Value == 3 ? last : 2 * TVec.Count;
        TVec even0 = default, even1 = default, even2 = default, even3 = default;
        TVec odd0 = default, odd1 = default, odd2 = default, odd3 = default;
        ref T rows = ref a;
        ref T factor = ref x;
        int k = 0;
        for (; k + 2 <= columnCount; k += 2)
        {
            Column<TVec, T, TRows>(ref rows, factor, at1, at2, last, ref even0, ref even1, ref even2, ref even3);
            rows = ref Unsafe.Add(ref rows, aStep);
            Column<TVec, T, TRows>(ref rows, Unsafe.Add(ref factor, xStep), at1, at2, last, ref odd0, ref odd1, ref odd2, ref odd3);
            rows = ref Unsafe.Add(ref rows, aStep);
            factor = ref Unsafe.Add(ref factor, 2 * xStep);
        }

        if (k < columnCount)
        {
            Column<TVec, T, TRows>(ref rows, factor, at1, at2, last, ref even0, ref even1, ref even2, ref even3);
        }

        // All starting values are read before any result is written: the last two vectors may overlap.
        TVec y0 = Start<TVec, T>(ref first, ref second, 0) + (even0 + odd0);
        TVec y1 = TRows.Value > 1 ? Start<TVec, T>(ref first, ref second, at1) + (even1 + odd1) : default;
        TVec y2 = TRows.Value > 2 ? Start<TVec, T>(ref first, ref second, at2) + (even2 + odd2) : default;
        TVec y3 = TRows.Value > 3 ? Start<TVec, T>(ref first, ref second, last) + (even3 + odd3) : default;
        y0.Store(ref target);
        if (TRows.Value > 1)
        {
            y1.Store(ref Unsafe.Add(ref target, at1));
        }

        if (TRows.Value > 2)
        {
            y2.Store(ref Unsafe.Add(ref target, at2));
        }

        if (TRows.Value > 3)
        {
            y3.Store(ref Unsafe.Add(ref target, last));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<TVec, T, TRows>(ref T rows, T factor, nint at1, nint at2, nint at3, ref TVec y0, ref TVec y1, ref TVec y2, ref TVec y3)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        TVec x = TVec.Create(factor);
        y0 = TVec.MultiplyAdd(TVec.Load(in rows), x, y0);
        if (TRows.Value > 1)
        {
            y1 = TVec.MultiplyAdd(TVec.Load(in Unsafe.Add(ref rows, at1)), x, y1);
        }

        if (TRows.Value > 2)
        {
            y2 = TVec.MultiplyAdd(TVec.Load(in Unsafe.Add(ref rows, at2)), x, y2);
        }

        if (TRows.Value > 3)
        {
            y3 = TVec.MultiplyAdd(TVec.Load(in Unsafe.Add(ref rows, at3)), x, y3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Start<TVec, T>(ref T first, ref T second, nint at)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec start = TVec.Load(in Unsafe.Add(ref first, at));
        return Unsafe.IsNullRef(ref second) ? start : start + TVec.Load(in Unsafe.Add(ref second, at));
    }
}
