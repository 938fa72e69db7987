using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CharRnn.Kernels;

/// <summary>The left factor of a matrix product, laid out in the order in which the product reads it.</summary>
/// <remarks>
/// Layout: the rows, padded with zeros to whole <em>units</em> of 64 bytes, are cut into panels of at most four units, as
/// even as they come. A panel holds its part of column 0, then of column 1, and so on, with nothing in between:
/// element (i, k) of a panel of height H is at <c>start + k·H + i</c>. The layout is the same for every vector width.
/// A copy: the parameters' own arrays are the truth, and the copy is made anew at every pass.
/// </remarks>
internal sealed class PackedMatrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal const int UnitsPerPanel = 4;
    private readonly AlignedBuffer<T> _values;
    private readonly int _capacity;
    private readonly int _smallUnits;
    private readonly int _largePanels;

    internal PackedMatrix(int rowCount, int columnCapacity)
    {
        RowCount = rowCount;
        _capacity = columnCapacity;
        ColumnCount = columnCapacity;
        int units = PaddedRows(rowCount) / Unit;
        PanelCount = (units + UnitsPerPanel - 1) / UnitsPerPanel;
        _smallUnits = units / PanelCount;
        _largePanels = units % PanelCount;
        _values = new AlignedBuffer<T>(checked(units * Unit * columnCapacity));
    }

    /// <summary>Numbers in 64 bytes.</summary>
    internal static int Unit => AlignedArray.Alignment / Unsafe.SizeOf<T>();

    internal int RowCount { get; }

    /// <summary>Columns in use: as many as were packed last.</summary>
    internal int ColumnCount { get; private set; }

    internal int PanelCount { get; }

    /// <summary>The number of rows with their padding.</summary>
    internal static int PaddedRows(int rowCount) => (rowCount + Unit - 1) / Unit * Unit;

    internal int PanelRow(int panel) => ((panel * _smallUnits) + Math.Min(panel, _largePanels)) * Unit;

    internal int PanelHeight(int panel) => (_smallUnits + (panel < _largePanels ? 1 : 0)) * Unit;

    /// <summary>All columns in use of one panel.</summary>
    internal ReadOnlySpan<T> Panel(int panel) => PanelForWriting(panel)[..(ColumnCount * PanelHeight(panel))];

    /// <summary>Packs a column-major matrix whose columns are <paramref name="stride"/> apart.</summary>
    internal void Pack(ReadOnlySpan<T> source, int stride, int columnCount)
    {
        ColumnCount = columnCount;
        for (int panel = 0; panel < PanelCount; panel++)
        {
            PackPanel(source, stride, panel);
        }
    }

    /// <summary>Packs one panel; <see cref="Reserve"/> comes first.</summary>
    internal void PackPanel(ReadOnlySpan<T> source, int stride, int panel)
    {
        int height = PanelHeight(panel), row = PanelRow(panel), used = Math.Min(height, RowCount - row);
        Span<T> target = PanelForWriting(panel);
        for (int k = 0; k < ColumnCount; k++)
        {
            source.Slice((k * stride) + row, used).CopyTo(target[(k * height)..]);
        }
    }

    /// <summary>States how many columns the next panels to be packed have.</summary>
    internal void Reserve(int columnCount) => ColumnCount = columnCount;

    /// <summary>Packs the transpose of a column-major matrix: column i of the source becomes row i.</summary>
    internal void PackTransposed(ReadOnlySpan<T> source, int stride, int columnCount)
    {
        ColumnCount = columnCount;
        for (int panel = 0; panel < PanelCount; panel++)
        {
            PackPanelTransposed(source, stride, panel);
        }
    }

    internal void PackPanelTransposed(ReadOnlySpan<T> source, int stride, int panel)
    {
        int height = PanelHeight(panel), row = PanelRow(panel), used = Math.Min(height, RowCount - row);
        ref T target = ref MemoryMarshal.GetReference(PanelForWriting(panel));
        int i = 0;
        for (; i + SquareSide <= used && Vector512.IsHardwareAccelerated; i += SquareSide)
        {
            TransposeRows(source[((row + i) * stride)..], stride, ref Unsafe.Add(ref target, i), height);
        }

        for (; i < used; i++)
        {
            ReadOnlySpan<T> column = source.Slice((row + i) * stride, ColumnCount);
            for (int k = 0; k < column.Length; k++)
            {
                Unsafe.Add(ref target, (k * height) + i) = column[k];
            }
        }
    }

    /// <summary>How many columns of the source <see cref="TransposeRows"/> takes at once: as many as 128 bits hold.</summary>
    private static int SquareSide => 16 / Unsafe.SizeOf<T>();

    /// <summary>
    /// Turns a few columns into rows. One 512-bit vector takes pieces of all of them; one permutation puts the numbers
    /// of a row side by side; each row is stored with 128 bits.
    /// </summary>
    private void TransposeRows(ReadOnlySpan<T> columns, int stride, ref T target, int height)
    {
        ref T source = ref MemoryMarshal.GetReference(columns);
        int k = 0;
        if (typeof(T) == typeof(float))
        {
            ref float from = ref Unsafe.As<T, float>(ref source), to = ref Unsafe.As<T, float>(ref target);
            for (; k + 4 <= ColumnCount; k += 4)
            {
                Vector512<float> square = Vector512.Create(
                    Vector256.Create(Vector128.LoadUnsafe(ref from, (nuint)k), Vector128.LoadUnsafe(ref from, (nuint)(stride + k))),
                    Vector256.Create(Vector128.LoadUnsafe(ref from, (nuint)((2 * stride) + k)), Vector128.LoadUnsafe(ref from, (nuint)((3 * stride) + k))));
                square = Vector512.Shuffle(square, Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
                square.GetLower().GetLower().StoreUnsafe(ref to, (nuint)(k * height));
                square.GetLower().GetUpper().StoreUnsafe(ref to, (nuint)((k + 1) * height));
                square.GetUpper().GetLower().StoreUnsafe(ref to, (nuint)((k + 2) * height));
                square.GetUpper().GetUpper().StoreUnsafe(ref to, (nuint)((k + 3) * height));
            }
        }
        else
        {
            ref double from = ref Unsafe.As<T, double>(ref source), to = ref Unsafe.As<T, double>(ref target);
            for (; k + 4 <= ColumnCount; k += 4)
            {
                Vector512<double> square = Vector512.Create(
                    Vector256.LoadUnsafe(ref from, (nuint)k), Vector256.LoadUnsafe(ref from, (nuint)(stride + k)));
                square = Vector512.Shuffle(square, Vector512.Create(0L, 4, 1, 5, 2, 6, 3, 7));
                square.GetLower().GetLower().StoreUnsafe(ref to, (nuint)(k * height));
                square.GetLower().GetUpper().StoreUnsafe(ref to, (nuint)((k + 1) * height));
                square.GetUpper().GetLower().StoreUnsafe(ref to, (nuint)((k + 2) * height));
                square.GetUpper().GetUpper().StoreUnsafe(ref to, (nuint)((k + 3) * height));
            }
        }

        for (; k < ColumnCount; k++)
        {
            for (int i = 0; i < SquareSide; i++)
            {
                Unsafe.Add(ref target, (k * height) + i) = Unsafe.Add(ref source, (i * stride) + k);
            }
        }
    }

    private Span<T> PanelForWriting(int panel) => _values.Span.Slice(PanelRow(panel) * _capacity, PanelHeight(panel) * _capacity);
}
