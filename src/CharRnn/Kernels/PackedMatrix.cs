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

    /// <summary>
    /// The distance between the columns of activations: the rows with their padding, and an odd number of cache lines.
    /// A product that reads them across, one number from each column, would otherwise find all of them in a few sets of
    /// the first-level cache; at 4096 bytes, in one.
    /// </summary>
    internal static int ColumnStride(int rowCount) => ((PaddedRows(rowCount) / Unit) | 1) * Unit;

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
            Copy(source.Slice((k * stride) + row, used), target.Slice(k * height, used));
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
        Transposition.Copy(source[(row * stride)..], stride, ColumnCount, used, PanelForWriting(panel), height);
    }

    /// <summary>A short copy: at a few dozen numbers the call behind <see cref="Span{T}.CopyTo"/> costs more than the copying.</summary>
    private static void Copy(ReadOnlySpan<T> source, Span<T> target)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Copy<Simd512<T>>(source, target);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Copy<Simd256<T>>(source, target);
        }
        else
        {
            Copy<Simd128<T>>(source, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TVec>(ReadOnlySpan<T> source, Span<T> target)
        where TVec : struct, ISimd<TVec, T>
    {
        if (source.Length < TVec.Count)
        {
            source.CopyTo(target);
            return;
        }

        ref T from = ref MemoryMarshal.GetReference(source);
        ref T to = ref MemoryMarshal.GetReference(target);
        nint last = source.Length - TVec.Count;
        for (nint i = 0; i < last; i += TVec.Count)
        {
            TVec.Load(in Unsafe.Add(ref from, i)).Store(ref Unsafe.Add(ref to, i));
        }

        // The last vector ends with the array and may repeat numbers that are copied already.
        TVec.Load(in Unsafe.Add(ref from, last)).Store(ref Unsafe.Add(ref to, last));
    }

    private Span<T> PanelForWriting(int panel) => _values.Span.Slice(PanelRow(panel) * _capacity, PanelHeight(panel) * _capacity);
}
