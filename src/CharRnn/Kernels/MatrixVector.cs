using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>y += A·x for a packed A, and y = A·x + bias for a column-major A, the layout of the parameters.</summary>
/// <remarks>
/// Both keep up to six vectors of y in registers and read A once, two columns at a time with two sets of accumulators, which hides the
/// latency of the multiply-add. The tail of a packed matrix is processed together with its last group of vectors.
/// </remarks>
internal static class MatrixVector
{
    private const int MostVectors = 6;

    /// <summary>A smaller limit for a column-major A, whose columns are far apart.</summary>
    private const int MostUnpackedVectors = 4;

    /// <summary>
    /// y += A·x for the rows of some panels. A is read from its first number to its last, or in reverse. A call that starts where the
    /// previous one ended finds part of A still in the first-level cache.
    /// </summary>
    internal static void MultiplyAdd<TVec, T>(PackedMatrix<T> a, int firstPanel, int endPanel, ReadOnlySpan<T> x, Span<T> y, bool backwards)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int p = firstPanel; p < endPanel; p++)
        {
            int panel = backwards ? firstPanel + endPanel - 1 - p : p;
            bool withTail = a.TailHeight > 0 && panel == a.PanelCount - 1;
            if (!withTail)
            {
                Panel<TVec, T, Zero>(a, panel, x, y, backwards);
            }
            else if (a.TailHeight == Simd128<T>.Count)
            {
                Panel<TVec, T, One>(a, panel, x, y, backwards);
            }
            else
            {
                Panel<TVec, T, Two>(a, panel, x, y, backwards);
            }
        }
    }

    private static void Panel<TVec, T, TTail>(PackedMatrix<T> a, int panel, ReadOnlySpan<T> x, Span<T> y, bool backwards)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTail : struct, IConstant
    {
        int height = a.PanelHeight(panel);
        nint step = backwards ? -1 : 1;
        ref T first = ref MemoryMarshal.GetReference(a.Panel(panel));
        ref T firstOfTail = ref MemoryMarshal.GetReference(a.Tail());
        ref T target = ref y[a.PanelTarget(panel)];

        // A single run of columns, unless x has gaps.
        for (int k = 0, count; k < a.ColumnCount; k += count)
        {
            count = Math.Min(a.ColumnRun, a.ColumnCount - k);
            int run = backwards ? a.ColumnCount - k - count : k, start = backwards ? run + count - 1 : run;
            ref T rows = ref Unsafe.Add(ref first, start * height);
            ref T tail = ref Unsafe.Add(ref firstOfTail, start * a.TailHeight);
            ref T factor = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), a.FactorPlace(run) + start - run);
            ref T sums = ref target;
            int vectors = height / TVec.Count;
            while (vectors > MostVectors)
            {
                int size = Math.Min(MostVectors, (vectors + 1) / 2);
                Group<TVec, T, Zero>(size, ref rows, step * height, ref tail, ref factor, step, count, size * TVec.Count, ref sums, ref sums, ref Unsafe.NullRef<T>());
                rows = ref Unsafe.Add(ref rows, size * TVec.Count);
                sums = ref Unsafe.Add(ref sums, size * TVec.Count);
                vectors -= size;
            }

            Group<TVec, T, TTail>(vectors, ref rows, step * height, ref tail, ref factor, step, count, vectors * TVec.Count, ref sums, ref sums, ref Unsafe.NullRef<T>());
        }
    }

    /// <summary>
    /// y = A·x + bias (+ column, unless it is empty). A has y.Length rows and is column-major without padding.
    /// The last vector of rows is shifted back to end with the array; rows that are computed twice get the same value twice.
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
            int vectors = Math.Min(MostUnpackedVectors, (rowCount - row + TVec.Count - 1) / TVec.Count);
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
            Group<TVec, T, Zero>(vectors, ref rows, rowCount, ref rows, ref factor, 1, x.Length, height, ref target, ref first, ref second);
            row += height;
        }
    }

    private static void Group<TVec, T, TTail>(
        int vectors, ref T a, nint aStep, ref T tail, ref T x, nint xStep, int columnCount, int height, ref T target, ref T first, ref T second)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTail : struct, IConstant
    {
        switch (vectors)
        {
            case 1: Rows<TVec, T, One, TTail>(ref a, aStep, ref tail, ref x, xStep, columnCount, height, ref target, ref first, ref second); break;
            case 2: Rows<TVec, T, Two, TTail>(ref a, aStep, ref tail, ref x, xStep, columnCount, height, ref target, ref first, ref second); break;
            case 3: Rows<TVec, T, Three, TTail>(ref a, aStep, ref tail, ref x, xStep, columnCount, height, ref target, ref first, ref second); break;
            case 4: Rows<TVec, T, Four, TTail>(ref a, aStep, ref tail, ref x, xStep, columnCount, height, ref target, ref first, ref second); break;
            case 5: Rows<TVec, T, Five, TTail>(ref a, aStep, ref tail, ref x, xStep, columnCount, height, ref target, ref first, ref second); break;
            default: Rows<TVec, T, Six, TTail>(ref a, aStep, ref tail, ref x, xStep, columnCount, height, ref target, ref first, ref second); break;
        }
    }

    /// <summary>
    /// target = first + second + rows·x for one to six vectors of rows, the last of which ends at <paramref name="height"/>.
    /// They are followed by a tail of 0, 1 or 2 times 128 bits, whose columns are contiguous.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows<TVec, T, TRows, TTail>(
        ref T a, nint aStep, ref T tail, ref T x, nint xStep, int columnCount, int height, ref T target, ref T first, ref T second)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
        where TTail : struct, IConstant
    {
        nint last = height - TVec.Count;
        TVec even0 = default, even1 = default, even2 = default, even3 = default, even4 = default, even5 = default;
        TVec odd0 = default, odd1 = default, odd2 = default, odd3 = default, odd4 = default, odd5 = default;
        Simd128<T> evenTail = default, oddTail = default;
        Simd256<T> evenTail2 = default, oddTail2 = default;
        ref T rows = ref a;
        ref T factor = ref x;
        ref T end = ref tail;
        nint tailStep = xStep * TTail.Value * Simd128<T>.Count;
        int k = 0;
        for (; k + 2 <= columnCount; k += 2)
        {
            Column<TVec, T, TRows>(ref rows, factor, last, ref even0, ref even1, ref even2, ref even3, ref even4, ref even5);
            rows = ref Unsafe.Add(ref rows, aStep);
            Column<TVec, T, TRows>(ref rows, Unsafe.Add(ref factor, xStep), last, ref odd0, ref odd1, ref odd2, ref odd3, ref odd4, ref odd5);
            rows = ref Unsafe.Add(ref rows, aStep);
            if (TTail.Value > 0)
            {
                Tail<T, TTail>(ref end, factor, ref evenTail, ref evenTail2);
                Tail<T, TTail>(ref Unsafe.Add(ref end, tailStep), Unsafe.Add(ref factor, xStep), ref oddTail, ref oddTail2);
                end = ref Unsafe.Add(ref end, 2 * tailStep);
            }

            factor = ref Unsafe.Add(ref factor, 2 * xStep);
        }

        if (k < columnCount)
        {
            Column<TVec, T, TRows>(ref rows, factor, last, ref even0, ref even1, ref even2, ref even3, ref even4, ref even5);
            Tail<T, TTail>(ref end, factor, ref evenTail, ref evenTail2);
        }

        // Reads all starting values before it writes any result, because the last two vectors can overlap.
        TVec y0 = Start<TVec, T>(ref first, ref second, 0) + (even0 + odd0);
        TVec y1 = TRows.Value > 1 ? Start<TVec, T>(ref first, ref second, At<TVec, T, TRows>(1, last)) + (even1 + odd1) : default;
        TVec y2 = TRows.Value > 2 ? Start<TVec, T>(ref first, ref second, At<TVec, T, TRows>(2, last)) + (even2 + odd2) : default;
        TVec y3 = TRows.Value > 3 ? Start<TVec, T>(ref first, ref second, At<TVec, T, TRows>(3, last)) + (even3 + odd3) : default;
        TVec y4 = TRows.Value > 4 ? Start<TVec, T>(ref first, ref second, At<TVec, T, TRows>(4, last)) + (even4 + odd4) : default;
        TVec y5 = TRows.Value > 5 ? Start<TVec, T>(ref first, ref second, last) + (even5 + odd5) : default;
        y0.Store(ref target);
        if (TRows.Value > 1)
        {
            y1.Store(ref Unsafe.Add(ref target, At<TVec, T, TRows>(1, last)));
        }

        if (TRows.Value > 2)
        {
            y2.Store(ref Unsafe.Add(ref target, At<TVec, T, TRows>(2, last)));
        }

        if (TRows.Value > 3)
        {
            y3.Store(ref Unsafe.Add(ref target, At<TVec, T, TRows>(3, last)));
        }

        if (TRows.Value > 4)
        {
            y4.Store(ref Unsafe.Add(ref target, At<TVec, T, TRows>(4, last)));
        }

        if (TRows.Value > 5)
        {
            y5.Store(ref Unsafe.Add(ref target, last));
        }

        if (TTail.Value == 1)
        {
            (Start<Simd128<T>, T>(ref first, ref second, height) + (evenTail + oddTail)).Store(ref Unsafe.Add(ref target, height));
        }

        if (TTail.Value == 2)
        {
            (Start<Simd256<T>, T>(ref first, ref second, height) + (evenTail2 + oddTail2)).Store(ref Unsafe.Add(ref target, height));
        }
    }

    /// <summary>The start of a vector of rows: vectors follow one another, but the last one ends with the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint At<TVec, T, TRows>(int vector, nint last)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
        => vector == TRows.Value - 1 ? last : vector * TVec.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column<TVec, T, TRows>(
        ref T rows, T factor, nint last, ref TVec y0, ref TVec y1, ref TVec y2, ref TVec y3, ref TVec y4, ref TVec y5)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        TVec x = TVec.Create(factor);
        TVec.AddProduct(ref y0, TVec.Load(in rows), x);
        if (TRows.Value > 1)
        {
            TVec.AddProduct(ref y1, TVec.Load(in Unsafe.Add(ref rows, At<TVec, T, TRows>(1, last))), x);
        }

        if (TRows.Value > 2)
        {
            TVec.AddProduct(ref y2, TVec.Load(in Unsafe.Add(ref rows, At<TVec, T, TRows>(2, last))), x);
        }

        if (TRows.Value > 3)
        {
            TVec.AddProduct(ref y3, TVec.Load(in Unsafe.Add(ref rows, At<TVec, T, TRows>(3, last))), x);
        }

        if (TRows.Value > 4)
        {
            TVec.AddProduct(ref y4, TVec.Load(in Unsafe.Add(ref rows, At<TVec, T, TRows>(4, last))), x);
        }

        if (TRows.Value > 5)
        {
            TVec.AddProduct(ref y5, TVec.Load(in Unsafe.Add(ref rows, last)), x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tail<T, TTail>(ref T rows, T factor, ref Simd128<T> y, ref Simd256<T> y2)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TTail : struct, IConstant
    {
        if (TTail.Value == 1)
        {
            Simd128<T>.AddProduct(ref y, Simd128<T>.Load(in rows), Simd128<T>.Create(factor));
        }

        if (TTail.Value == 2)
        {
            Simd256<T>.AddProduct(ref y2, Simd256<T>.Load(in rows), Simd256<T>.Create(factor));
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
