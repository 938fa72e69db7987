using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CharRnn.Kernels;

/// <summary>The left factor of a product, laid out in the order in which the product reads it.</summary>
/// <remarks>
/// Layout: the rows, padded with zeros to whole <em>units</em> of 64 bytes, are cut into panels of at most <see cref="UnitsPerPanel"/> units, as
/// even as they come. A panel holds its part of column 0, then of column 1, and so on, with nothing in between:
/// element (i, k) of a panel of height H is at <c>start + k·H + i</c>. Every vector width can read it.
/// A factor of vectors alone has panels of at most six units, and no padding that costs time: rows that fill a quarter or
/// half of a last unit are a <em>tail</em> of 16 or 32 bytes a column, behind all panels. It belongs to the last of them.
/// The weights of a cell with several gates have a panel for each unit of hidden units, with all their gates: <see cref="GateRows"/>. For
/// products with matrices it is made of <em>strips</em> of at most <see cref="UnitsPerPanel"/> units, each laid out as a panel.
/// A copy: the parameters' own arrays are the truth, and the copy is made anew at every pass.
/// </remarks>
internal sealed class PackedMatrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal const int UnitsPerVectorPanel = 6;
    private const int UnitsPerHighPanel = 4;
    private readonly AlignedBuffer<T> _values;
    private readonly int _capacity;
    private readonly int _smallUnits;
    private readonly int _largePanels;
    private readonly int _stripUnits = int.MaxValue;
    private readonly GateRows _rows;
    private readonly GateRows _columns;

    /// <param name="rowCount">Rows.</param>
    /// <param name="columnCapacity">Columns at most.</param>
    /// <param name="forVectors">Whether it will be multiplied by vectors alone: <see cref="MatrixVector"/> reads either kind, <see cref="MatrixProduct"/> the other one.</param>
    /// <param name="shares">Threads that share the panels: their number becomes a multiple of it, as far as there are units.</param>
    /// <param name="isHigh">Panels of four units on any machine, for so many rows that each column of the source or of the product lies in a separate page of memory.</param>
    internal PackedMatrix(int rowCount, int columnCapacity, bool forVectors = false, int shares = 1, bool isHigh = false)
    {
        RowCount = rowCount;
        _capacity = columnCapacity;
        ColumnCount = columnCapacity;
        TailHeight = forVectors && rowCount > Unit ? TailFor(rowCount % Unit) : 0;
        int units = TailHeight > 0 ? rowCount / Unit : PaddedRows(rowCount) / Unit;
        int unitsPerPanel = forVectors ? UnitsPerVectorPanel : isHigh ? UnitsPerHighPanel : UnitsPerPanel;
        int panels = (units + unitsPerPanel - 1) / unitsPerPanel;
        PanelCount = (int)Math.Min(units, ((long)panels + shares - 1) / shares * shares);
        _smallUnits = units / PanelCount;
        _largePanels = units % PanelCount;
        _values = new AlignedBuffer<T>(checked(((units * Unit) + TailHeight) * columnCapacity));
    }

    /// <summary>Rows of several gates: a panel for each unit of hidden units.</summary>
    private PackedMatrix(GateRows rows, int columnCapacity, bool forVectors)
    {
        _rows = rows;
        _stripUnits = forVectors ? rows.GateCount : Math.Min(rows.GateCount, UnitsPerPanel);
        _capacity = columnCapacity;
        ColumnCount = columnCapacity;
        PanelCount = PaddedRows(rows.HiddenSize) / Unit;
        RowCount = PanelCount * rows.GateCount * Unit;
        _smallUnits = rows.GateCount;
        _values = new AlignedBuffer<T>(checked(RowCount * columnCapacity));
    }

    /// <summary>Columns of several gates.</summary>
    private PackedMatrix(int rowCount, GateRows columns, bool forVectors, int shares)
        : this(rowCount, columns.GateCount * PaddedRows(columns.HiddenSize), forVectors, shares)
    {
        _columns = columns;
        if (columns.GateCount < columns.PartCount)
        {
            ColumnRun = columns.GateCount * Unit;
        }
    }

    /// <summary>
    /// Four vectors of the machine, which is what a tile of a product reads of each column. A tile that read a half of each column of a higher
    /// panel would find it in one half of the sets of the first-level cache.
    /// </summary>
    internal static int UnitsPerPanel => Vector512.IsHardwareAccelerated ? 4 : 2;

    /// <summary>Numbers in 64 bytes.</summary>
    internal static int Unit => AlignedArray.Alignment / Unsafe.SizeOf<T>();

    internal int RowCount { get; }

    /// <summary>After so many columns comes a gap in the vectors that the matrix is multiplied by.</summary>
    internal int ColumnRun { get; } = int.MaxValue;

    /// <summary>Columns in use: as many as were packed last.</summary>
    internal int ColumnCount { get; private set; }

    internal int PanelCount { get; }

    /// <summary>Rows of the tail with their padding: as many as 128 or 256 bits have numbers, or 0 if there is none.</summary>
    internal int TailHeight { get; }

    /// <summary>For a layer's weights, whose product with h goes into interleaved sums. The other parameters are the constructor's.</summary>
    internal static PackedMatrix<T> OfGates(GateRows rows, int columnCapacity, bool forVectors = false, int shares = 1)
        => rows.IsPlain ? new(rows.HiddenSize, columnCapacity, forVectors, shares) : new(rows, columnCapacity, forVectors);

    /// <summary>For the transpose of a layer's weights, which multiplies interleaved gradients of sums.</summary>
    internal static PackedMatrix<T> OfTransposedGates(GateRows columns, int rowCount, bool forVectors = false, int shares = 1)
        => columns.IsPlain ? new(rowCount, columns.HiddenSize, forVectors, shares) : new(rowCount, columns, forVectors, shares);

    /// <summary>The number of rows with their padding.</summary>
    internal static int PaddedRows(int rowCount) => (rowCount + Unit - 1) / Unit * Unit;

    /// <summary>
    /// The distance between the columns of activations: the rows with their padding, and an odd number of cache lines.
    /// A product that reads them across, one number from each column, would otherwise find all of them in a few sets of
    /// the first-level cache; at 4096 bytes, in one.
    /// </summary>
    internal static int ColumnStride(int rowCount) => ((PaddedRows(rowCount) / Unit) | 1) * Unit;

    /// <summary>The first row of a panel; of the panel after the last one, the row at which the tail begins, or else the end.</summary>
    internal int PanelRow(int panel) => ((panel * _smallUnits) + Math.Min(panel, _largePanels)) * Unit;

    internal int PanelHeight(int panel) => (_smallUnits + (panel < _largePanels ? 1 : 0)) * Unit;

    /// <summary>How many of the panel's rows stand together in a column from a row of it on; that row begins a strip. All of them unless the panel has strips.</summary>
    internal int StripHeight(int panel, int row) => (int)Math.Min((long)_stripUnits * Unit, PanelHeight(panel) - row);

    /// <summary>All columns of the strip that begins at a row of the panel.</summary>
    internal ReadOnlySpan<T> Strip(int panel, int row) => Panel(panel).Slice(row * ColumnCount, StripHeight(panel, row) * ColumnCount);

    /// <summary>The row of a product at which the panel's rows begin.</summary>
    internal int PanelTarget(int panel) => _rows.IsPlain ? PanelRow(panel) : ((panel * _rows.PartCount) + _rows.FirstPart) * Unit;

    /// <summary>The place of a column's factor in the vector that the matrix is multiplied by.</summary>
    internal int FactorPlace(int column)
        => ColumnRun == int.MaxValue ? column : (((column / ColumnRun * _columns.PartCount) + _columns.FirstPart) * Unit) + (column % ColumnRun);

    /// <summary>The rows of some panels, with the tail and all padding: the first, and how many. Of several gates, the hidden units.</summary>
    internal (int Row, int Count) PanelRows(int firstPanel, int endPanel)
    {
        if (!_rows.IsPlain)
        {
            return (firstPanel * Unit, (endPanel - firstPanel) * Unit);
        }

        int row = PanelRow(firstPanel);
        return (row, (endPanel == PanelCount ? PaddedRows(RowCount) : PanelRow(endPanel)) - row);
    }

    /// <summary>The panel with a row in it; the last one for the tail. Of several gates, a gate-major row.</summary>
    internal int PanelOf(int row)
    {
        if (!_rows.IsPlain)
        {
            return row % _rows.HiddenSize / Unit;
        }

        int panel = 0;
        while (panel + 1 < PanelCount && row >= PanelRow(panel + 1))
        {
            panel++;
        }

        return panel;
    }

    /// <summary>All columns in use of one panel.</summary>
    internal ReadOnlySpan<T> Panel(int panel) => PanelForWriting(panel)[..(ColumnCount * PanelHeight(panel))];

    /// <summary>All columns in use of the tail.</summary>
    internal ReadOnlySpan<T> Tail() => TailForWriting()[..(ColumnCount * TailHeight)];

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
        if (!_rows.IsPlain)
        {
            GatePacking.PackUnit(source, stride, _rows, panel, _stripUnits, PanelForWriting(panel), ColumnCount);
            return;
        }

        PackRows(source[PanelRow(panel)..], stride, PanelHeight(panel), PanelForWriting(panel), RowCount - PanelRow(panel));
        if (TailHeight > 0 && panel == PanelCount - 1)
        {
            PackRows(source[PanelRow(PanelCount)..], stride, TailHeight, TailForWriting(), RowCount - PanelRow(PanelCount));
        }
    }

    /// <summary>Packs one panel from one part of interleaved columns.</summary>
    internal void PackPanelOfPart(ReadOnlySpan<T> source, int stride, int partCount, int part, int panel)
    {
        if (partCount == 1)
        {
            PackPanel(source, stride, panel);
        }
        else
        {
            GatePacking.PackPart(source, stride, partCount, part, PanelRow(panel) / Unit, PanelHeight(panel) / Unit, PanelForWriting(panel), ColumnCount);
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
        PackRowsTransposed(source, stride, PanelRow(panel), PanelHeight(panel), PanelForWriting(panel));
        if (TailHeight > 0 && panel == PanelCount - 1)
        {
            PackRowsTransposed(source, stride, PanelRow(PanelCount), TailHeight, TailForWriting());
        }
    }

    private static int TailFor(int rest)
        => rest == 0 ? 0
            : rest <= Vector128<T>.Count && Vector128.IsHardwareAccelerated ? Vector128<T>.Count
            : rest <= Vector256<T>.Count && Vector256.IsHardwareAccelerated ? Vector256<T>.Count
            : 0;

    private void PackRows(ReadOnlySpan<T> source, int stride, int height, Span<T> target, int rowsLeft)
    {
        int used = Math.Min(height, rowsLeft);
        for (int k = 0; k < ColumnCount; k++)
        {
            Copy(source.Slice(k * stride, used), target.Slice(k * height, used));
        }
    }

    private void PackRowsTransposed(ReadOnlySpan<T> source, int stride, int row, int height, Span<T> target)
    {
        int rows = Math.Min(height, RowCount - row);
        if (_columns.IsPlain)
        {
            Transposition.Copy(source[(row * stride)..], stride, ColumnCount, rows, target, height);
        }
        else
        {
            GatePacking.PackTransposed(source[(row * stride)..], stride, rows, _columns, target, height);
        }
    }

    /// <summary>A short copy: at a few dozen numbers the call behind <see cref="Span{T}.CopyTo"/> costs more than the copying.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(ReadOnlySpan<T> source, Span<T> target)
    {
        if (Vector512.IsHardwareAccelerated && source.Length >= Vector512<T>.Count)
        {
            Copy<Simd512<T>>(source, target);
        }
        else if (Vector256.IsHardwareAccelerated && source.Length >= Vector256<T>.Count)
        {
            Copy<Simd256<T>>(source, target);
        }
        else if (Vector128.IsHardwareAccelerated && source.Length >= Vector128<T>.Count)
        {
            Copy<Simd128<T>>(source, target);
        }
        else
        {
            source.CopyTo(target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TVec>(ReadOnlySpan<T> source, Span<T> target)
        where TVec : struct, ISimd<TVec, T>
    {
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

    private Span<T> TailForWriting() => _values.Span[(PanelRow(PanelCount) * _capacity)..];

    private Span<T> PanelForWriting(int panel) => _values.Span.Slice(PanelRow(panel) * _capacity, PanelHeight(panel) * _capacity);
}
