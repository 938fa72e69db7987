using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>C = A·B or C += A·B, A packed; B and C column-major or, for B, transposed.</summary>
/// <remarks>
/// A tile of up to four vectors of rows by three columns of C stays in registers while k runs: per step up to four
/// loads of A, three broadcasts of B, twelve multiply-adds. Twelve accumulators fit the sixteen registers of AVX2 and
/// hide the latency of the multiply-add on wider machines as well. k is cut into blocks so that a panel's part of A stays
/// in the first-level cache while columns of B pass by, and the columns into blocks so that their part of C stays in the
/// second-level cache from one block of k to the next.
/// Strides: element (k, j) of B is at <c>k·bStep + j·bColumn</c>, element (i, j) of C at <c>i + j·cColumn</c>.
/// The order in which a sum is formed depends on k alone, so splitting rows or columns among threads changes no bit.
/// </remarks>
internal static class MatrixProduct
{
    private const int DepthBlock = 128;
    private const int ColumnBlock = 64 * TileColumns;
    private const int TileColumns = 3;

    /// <summary>All rows.</summary>
    internal static void Multiply<TVec, T>(
        PackedMatrix<T> a, ReadOnlySpan<T> b, int bStep, int bColumn, Span<T> c, int cColumn, int rowCount, int columnCount, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        => Multiply<TVec, T>(a, 0, a.PanelCount, b, bStep, bColumn, c, cColumn, rowCount, columnCount, accumulate);

    /// <summary>The rows of some panels of A; <paramref name="rowCount"/> is how many rows of C exist in all.</summary>
    internal static void Multiply<TVec, T>(
        PackedMatrix<T> a, int firstPanel, int endPanel, ReadOnlySpan<T> b, int bStep, int bColumn, Span<T> c, int cColumn, int rowCount, int columnCount, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < columnCount; j += ColumnBlock)
        {
            int columns = Math.Min(ColumnBlock, columnCount - j);
            for (int k = 0; k < a.ColumnCount; k += DepthBlock)
            {
                int depth = Math.Min(DepthBlock, a.ColumnCount - k);
                for (int panel = firstPanel; panel < endPanel; panel++)
                {
                    int row = a.PanelRow(panel), height = a.PanelHeight(panel);
                    MultiplyPanel<TVec, T>(
                        a.Panel(panel)[(k * height)..], height, b[((k * bStep) + (j * bColumn))..], bStep, bColumn, c[(row + (j * cColumn))..], cColumn,
                        Math.Min(height, rowCount - row), columns, depth, accumulate || k > 0);
                }
            }
        }
    }

    private static void MultiplyPanel<TVec, T>(
        ReadOnlySpan<T> panel, int height, ReadOnlySpan<T> b, int bStep, int bColumn, Span<T> c, int cColumn, int rowCount, int columnCount, int depth, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int vectors = height / TVec.Count;
        int tiles = (vectors + 3) / 4;
        for (int tile = 0, vector = 0; tile < tiles; tile++)
        {
            int size = (vectors / tiles) + (tile < vectors % tiles ? 1 : 0);
            int row = vector * TVec.Count;
            if (row < rowCount)
            {
                ref T a = ref Unsafe.AsRef(in panel[row]);
                ref T target = ref c[row];
                ref T right = ref MemoryMarshal.GetReference(b);
                switch (size)
                {
                    case 1: Columns<TVec, T, One>(ref a, height, ref right, bStep, bColumn, ref target, cColumn, rowCount - row, columnCount, depth, accumulate); break;
                    case 2: Columns<TVec, T, Two>(ref a, height, ref right, bStep, bColumn, ref target, cColumn, rowCount - row, columnCount, depth, accumulate); break;
                    case 3: Columns<TVec, T, Three>(ref a, height, ref right, bStep, bColumn, ref target, cColumn, rowCount - row, columnCount, depth, accumulate); break;
                    default: Columns<TVec, T, Four>(ref a, height, ref right, bStep, bColumn, ref target, cColumn, rowCount - row, columnCount, depth, accumulate); break;
                }
            }

            vector += size;
        }
    }

    private static unsafe void Columns<TVec, T, TRows>(
        ref T a, nint aStep, ref T b, nint bStep, nint bColumn, ref T c, nint cColumn, int rowCount, int columnCount, int depth, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        // The last rows of an array that is not padded: a tile that would write past them goes through a scratch tile.
        bool whole = rowCount >= TRows.Value * TVec.Count;
        T* scratch = stackalloc T[whole ? 0 : TRows.Value * TVec.Count * TileColumns];

        // As even as they come: 25 columns are seven times three and twice two, not eight times three and one.
        int tiles = (columnCount + TileColumns - 1) / TileColumns;
        int narrow = (tiles * TileColumns) - columnCount;
        int wide = narrow <= tiles ? tiles - narrow : 0;
        int width;
        for (int tile = 0, j = 0; j < columnCount; tile++, j += width)
        {
            width = tile < wide ? TileColumns : Math.Min(2, columnCount - j);
            ref T right = ref Unsafe.Add(ref b, j * bColumn);
            ref T target = ref Unsafe.Add(ref c, j * cColumn);
            if (whole)
            {
                Tile<TVec, T, TRows>(width, ref a, aStep, ref right, bStep, bColumn, ref target, cColumn, depth, accumulate);
            }
            else
            {
                Tile<TVec, T, TRows>(width, ref a, aStep, ref right, bStep, bColumn, ref *scratch, TRows.Value * TVec.Count, depth, accumulate: false);
                for (int column = 0; column < width; column++)
                {
                    CopyRows<TVec, T>(ref scratch[column * TRows.Value * TVec.Count], ref Unsafe.Add(ref target, column * cColumn), rowCount, accumulate);
                }
            }
        }
    }

    private static void Tile<TVec, T, TRows>(
        int width, ref T a, nint aStep, ref T b, nint bStep, nint bColumn, ref T c, nint cColumn, int depth, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        switch (width)
        {
            case 1: Tile<TVec, T, TRows, One>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate); break;
            case 2: Tile<TVec, T, TRows, Two>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate); break;
            default: Tile<TVec, T, TRows, Three>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate); break;
        }
    }

    /// <summary>One tile: accumulator c{r}{j} is vector r of rows, column j.</summary>
    /// <remarks>Calls nothing: a call, even one never reached, makes the JIT keep all twelve accumulators in memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile<TVec, T, TRows, TColumns>(
        ref T a, nint aStep, ref T b, nint bStep, nint bColumn, ref T c, nint cColumn, int depth, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        TVec c00 = default, c10 = default, c20 = default, c30 = default;
        TVec c01 = default, c11 = default, c21 = default, c31 = default;
        TVec c02 = default, c12 = default, c22 = default, c32 = default;
        ref T column0 = ref b;
        ref T column1 = ref TColumns.Value > 1 ? ref Unsafe.Add(ref b, bColumn) : ref b;
        ref T column2 = ref TColumns.Value > 2 ? ref Unsafe.Add(ref b, 2 * bColumn) : ref b;
        ref T rows = ref a;
        nint offset = 0;
        for (int k = 0; k < depth; k++)
        {
            TVec b0 = TVec.Create(Unsafe.Add(ref column0, offset));
            TVec b1 = TColumns.Value > 1 ? TVec.Create(Unsafe.Add(ref column1, offset)) : default;
            TVec b2 = TColumns.Value > 2 ? TVec.Create(Unsafe.Add(ref column2, offset)) : default;
            Row<TVec, T, TColumns>(TVec.Load(in rows), b0, b1, b2, ref c00, ref c01, ref c02);
            if (TRows.Value > 1)
            {
                Row<TVec, T, TColumns>(TVec.Load(in Unsafe.Add(ref rows, TVec.Count)), b0, b1, b2, ref c10, ref c11, ref c12);
            }

            if (TRows.Value > 2)
            {
                Row<TVec, T, TColumns>(TVec.Load(in Unsafe.Add(ref rows, 2 * TVec.Count)), b0, b1, b2, ref c20, ref c21, ref c22);
            }

            if (TRows.Value > 3)
            {
                Row<TVec, T, TColumns>(TVec.Load(in Unsafe.Add(ref rows, 3 * TVec.Count)), b0, b1, b2, ref c30, ref c31, ref c32);
            }

            rows = ref Unsafe.Add(ref rows, aStep);
            offset += bStep;
        }

        StoreColumn<TVec, T, TRows>(c00, c10, c20, c30, ref c, accumulate);
        if (TColumns.Value > 1)
        {
            StoreColumn<TVec, T, TRows>(c01, c11, c21, c31, ref Unsafe.Add(ref c, cColumn), accumulate);
        }

        if (TColumns.Value > 2)
        {
            StoreColumn<TVec, T, TRows>(c02, c12, c22, c32, ref Unsafe.Add(ref c, 2 * cColumn), accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<TVec, T, TColumns>(TVec a, TVec b0, TVec b1, TVec b2, ref TVec c0, ref TVec c1, ref TVec c2)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TColumns : struct, IConstant
    {
        c0 = TVec.MultiplyAdd(a, b0, c0);
        if (TColumns.Value > 1)
        {
            c1 = TVec.MultiplyAdd(a, b1, c1);
        }

        if (TColumns.Value > 2)
        {
            c2 = TVec.MultiplyAdd(a, b2, c2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumn<TVec, T, TRows>(TVec v0, TVec v1, TVec v2, TVec v3, ref T target, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        Store<TVec, T>(v0, ref target, accumulate);
        if (TRows.Value > 1)
        {
            Store<TVec, T>(v1, ref Unsafe.Add(ref target, TVec.Count), accumulate);
        }

        if (TRows.Value > 2)
        {
            Store<TVec, T>(v2, ref Unsafe.Add(ref target, 2 * TVec.Count), accumulate);
        }

        if (TRows.Value > 3)
        {
            Store<TVec, T>(v3, ref Unsafe.Add(ref target, 3 * TVec.Count), accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVec, T>(TVec value, ref T target, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        => (accumulate ? TVec.Load(in target) + value : value).Store(ref target);

    private static void CopyRows<TVec, T>(ref T source, ref T target, int rowCount, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint i = 0;
        for (; i + TVec.Count <= rowCount; i += TVec.Count)
        {
            Store<TVec, T>(TVec.Load(in Unsafe.Add(ref source, i)), ref Unsafe.Add(ref target, i), accumulate);
        }

        for (; i < rowCount; i++)
        {
            Unsafe.Add(ref target, i) = accumulate ? Unsafe.Add(ref target, i) + Unsafe.Add(ref source, i) : Unsafe.Add(ref source, i);
        }
    }
}
