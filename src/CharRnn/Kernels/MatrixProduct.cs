using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CharRnn.Kernels;

/// <summary>C = A·B or C += A·B. A is packed, C is column-major, B is column-major or transposed.</summary>
/// <remarks>
/// A tile of C stays in registers for all k of a block, see <see cref="ProductTile"/>. k is divided into blocks so that a panel's part
/// of A stays in the first-level cache while it is multiplied by all columns of B. Columns are divided into blocks so that their part of C
/// stays in the second-level cache from one block of k to the next.
/// Strides: element (k, j) of B is at <c>k·bStep + j·bColumn</c>, element (i, j) of C at <c>i + j·cColumn</c>.
/// The order in which a sum is formed depends on k alone, so results are bit-identical for any division of rows or columns among threads.
/// </remarks>
internal static class MatrixProduct
{
    /// <summary>The number of columns of A in a block.</summary>
    internal const int DepthBlock = 96;

    /// <summary>The last block may be up to a third longer, so that 100 columns form one block rather than one of 96 and one of 4.</summary>
    internal const int LongestDepth = 128;
    private const int ColumnBlock = 192;

    /// <summary>
    /// The number of columns of A in the next block, from the number that remain. A product that packs A block by block and adds the
    /// products of the blocks gives the same bits as one that packs all of A first.
    /// </summary>
    internal static int Depth(int rest) => rest <= LongestDepth ? rest : DepthBlock;

    /// <summary>Computes the rows of some panels of A; <paramref name="rowCount"/> is the total number of rows of C.</summary>
    internal static void Multiply<TVec, T>(
        PackedMatrix<T> a, int firstPanel, int endPanel, ReadOnlySpan<T> b, int bStep, int bColumn, Span<T> c, int cColumn, int rowCount, int columnCount, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < columnCount; j += ColumnBlock)
        {
            int columns = Math.Min(ColumnBlock, columnCount - j);
            for (int k = 0, depth; k < a.ColumnCount; k += depth)
            {
                int place = a.FactorPlace(k);
                depth = Depth(Math.Min(a.ColumnCount - k, a.ColumnRun - (k % a.ColumnRun)));
                for (int panel = firstPanel; panel < endPanel; panel++)
                {
                    int target = a.PanelTarget(panel), panelHeight = a.PanelHeight(panel);
                    for (int row = 0, height; row < panelHeight; row += height)
                    {
                        height = a.StripHeight(panel, row);
                        MultiplyStrip<TVec, T>(
                            a.Strip(panel, row)[(k * height)..], height, b[((place * bStep) + (j * bColumn))..], bStep, bColumn, c[(target + row + (j * cColumn))..], cColumn,
                            Math.Min(height, rowCount - target - row), columns, depth, accumulate || k > 0);
                    }
                }
            }
        }
    }

    private static void MultiplyStrip<TVec, T>(
        ReadOnlySpan<T> strip, int height, ReadOnlySpan<T> b, int bStep, int bColumn, Span<T> c, int cColumn, int rowCount, int columnCount, int depth, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int vectors = height / TVec.Count;
        int tiles = (vectors + 3) / 4;
        for (int tile = 0, vector = 0; tile < tiles; tile++)
        {
            int size = (vectors / tiles) + (tile < vectors % tiles ? 1 : 0);
            int row = vector * TVec.Count, left = rowCount - row;
            if (left <= 0)
            {
                break;
            }

            ref T a = ref Unsafe.AsRef(in strip[row]);
            ref T right = ref MemoryMarshal.GetReference(b);
            ref T target = ref c[row];
            int whole = left / TVec.Count, rest = left % TVec.Count;
            bool narrow = whole < size && (rest == Simd128<T>.Count || rest == Simd256<T>.Count);
            Rows<TVec, T>(narrow ? whole : size, ref a, height, ref right, bStep, bColumn, ref target, cColumn, left, columnCount, depth, accumulate);
            if (narrow)
            {
                // The last rows of C fill only a narrower vector.
                a = ref Unsafe.Add(ref a, left - rest);
                target = ref Unsafe.Add(ref target, left - rest);
                if (rest == Simd128<T>.Count)
                {
                    Rows<Simd128<T>, T>(1, ref a, height, ref right, bStep, bColumn, ref target, cColumn, rest, columnCount, depth, accumulate);
                }
                else
                {
                    Rows<Simd256<T>, T>(1, ref a, height, ref right, bStep, bColumn, ref target, cColumn, rest, columnCount, depth, accumulate);
                }
            }

            vector += size;
        }
    }

    private static void Rows<TVec, T>(
        int vectors, ref T a, nint aStep, ref T b, nint bStep, nint bColumn, ref T c, nint cColumn, int rowCount, int columnCount, int depth, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (vectors)
        {
            case 0: break;
            case 1: Columns<TVec, T, One>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, rowCount, columnCount, depth, accumulate); break;
            case 2: Columns<TVec, T, Two>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, rowCount, columnCount, depth, accumulate); break;
            case 3: Columns<TVec, T, Three>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, rowCount, columnCount, depth, accumulate); break;
            default: Columns<TVec, T, Four>(ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, rowCount, columnCount, depth, accumulate); break;
        }
    }

    private static unsafe void Columns<TVec, T, TRows>(
        ref T a, nint aStep, ref T b, nint bStep, nint bColumn, ref T c, nint cColumn, int rowCount, int columnCount, int depth, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TRows : struct, IConstant
    {
        // For the last rows of an array without padding: a tile that would write past the end goes through a scratch tile.
        bool whole = rowCount >= TRows.Value * TVec.Count;
        int widest = ProductTile.WidestOf<TVec, TRows>();
        T* scratch = stackalloc T[whole ? 0 : TRows.Value * TVec.Count * widest];

        // Groups of nearly equal width: 25 columns become five groups of five, not four of six and one of one.
        int tiles = (columnCount + widest - 1) / widest;
        int wide = columnCount % tiles, width = columnCount / tiles, wideColumns = wide * (width + 1);
        if (whole)
        {
            ProductTile.Multiply<TVec, T, TRows>(width + 1, ref a, aStep, ref b, bStep, bColumn, ref c, cColumn, depth, accumulate, wide);
            ProductTile.Multiply<TVec, T, TRows>(
                width, ref a, aStep, ref Unsafe.Add(ref b, wideColumns * bColumn), bStep, bColumn, ref Unsafe.Add(ref c, wideColumns * cColumn), cColumn, depth, accumulate, tiles - wide);
            return;
        }

        nint scratchColumn = TRows.Value * TVec.Count;
        for (int tile = 0, j = 0; tile < tiles; tile++)
        {
            int columns = width + (tile < wide ? 1 : 0);
            ProductTile.Multiply<TVec, T, TRows>(columns, ref a, aStep, ref Unsafe.Add(ref b, j * bColumn), bStep, bColumn, ref *scratch, scratchColumn, depth, accumulate: false, tileCount: 1);
            for (int column = 0; column < columns; column++, j++)
            {
                CopyRows<TVec, T>(ref scratch[column * scratchColumn], ref Unsafe.Add(ref c, j * cColumn), rowCount, accumulate);
            }
        }
    }

    private static void CopyRows<TVec, T>(ref T source, ref T target, int rowCount, bool accumulate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        nint i = 0;
        for (; i + TVec.Count <= rowCount; i += TVec.Count)
        {
            TileColumn.StoreVector<TVec, T>(TVec.Load(in Unsafe.Add(ref source, i)), ref Unsafe.Add(ref target, i), accumulate);
        }

        for (; Vector128.IsHardwareAccelerated && i + Simd128<T>.Count <= rowCount; i += Simd128<T>.Count)
        {
            TileColumn.StoreVector<Simd128<T>, T>(Simd128<T>.Load(in Unsafe.Add(ref source, i)), ref Unsafe.Add(ref target, i), accumulate);
        }

        for (; i < rowCount; i++)
        {
            TileColumn.StoreVector<SimdScalar<T>, T>(SimdScalar<T>.Load(in Unsafe.Add(ref source, i)), ref Unsafe.Add(ref target, i), accumulate);
        }
    }
}
