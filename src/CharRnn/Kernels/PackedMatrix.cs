using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CharRnn.Kernels;

/// <summary>The left factor of a product, stored in the order in which the product reads it.</summary>
/// <remarks>
/// Layout: the rows are padded with zeros to whole <em>units</em> of 64 bytes and divided into panels of nearly equal height, at most
/// <see cref="UnitsPerPanel"/> units each. A panel holds its rows of column 0, then those of column 1, and so on, without gaps:
/// element (i, k) of a panel of height H is at <c>start + k·H + i</c>. The layout is the same for every vector width.
/// A matrix that is only multiplied by vectors has panels of up to six units and avoids most padding: rows that fill at most a quarter or
/// half of a last unit form a <em>tail</em> of 16 or 32 bytes for each column, stored after all panels and processed with the last one.
/// The weights of a cell with several gates have one panel for each unit of hidden units, with all their gates, see <see cref="GateRows"/>. For
/// products with matrices such a panel consists of <em>strips</em> of at most <see cref="UnitsPerPanel"/> units, each laid out like a panel.
/// This is a copy: the parameter arrays are the original, and every pass packs them again.
/// </remarks>
internal sealed class PackedMatrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal const int UnitsPerVectorPanel = 6;
    private const int UnitsPerHighPanel = 4;

    /// <summary>How many columns in advance a column is requested from memory.</summary>
    private const int ColumnsAhead = 2;
    private readonly AlignedBuffer<T> _values;
    private readonly int _capacity;
    private readonly int _smallUnits;
    private readonly int _largePanels;
    private readonly int _stripUnits = int.MaxValue;
    private readonly GateRows _rows;
    private readonly GateRows _columns;

    /// <param name="rowCount">Rows.</param>
    /// <param name="columnCapacity">The maximum number of columns.</param>
    /// <param name="forVectors">Whether it is only multiplied by vectors. <see cref="MatrixVector"/> reads both layouts, <see cref="MatrixProduct"/> only the one for matrices.</param>
    /// <param name="shares">The number of threads that share the panels. The number of panels becomes a multiple of it if there are enough units.</param>
    /// <param name="isHigh">Panels of four units on every machine, for matrices with so many rows that each column of the source or of the product is in a separate memory page.</param>
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

    /// <summary>For rows of several gates: one panel for each unit of hidden units.</summary>
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

    /// <summary>For columns of several gates.</summary>
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
    /// The height of four vectors, which is what a tile of a product reads of each column. In a higher panel, a tile would read half of
    /// each column, and these halves would share one half of the sets of the first-level cache.
    /// </summary>
    internal static int UnitsPerPanel => Vector512.IsHardwareAccelerated ? 4 : 2;

    /// <summary>The number of rows in four units.</summary>
    internal static int HighPanelHeight => UnitsPerHighPanel * Unit;

    /// <summary>The number of elements in 64 bytes.</summary>
    internal static int Unit => AlignedArray.Alignment / Unsafe.SizeOf<T>();

    internal int RowCount { get; }

    /// <summary>The number of consecutive columns after which the vectors that the matrix is multiplied by have a gap.</summary>
    internal int ColumnRun { get; } = int.MaxValue;

    /// <summary>The number of columns in use, as packed last.</summary>
    internal int ColumnCount { get; private set; }

    internal int PanelCount { get; }

    /// <summary>The height of the tail including padding, the number of elements in 128 or 256 bits, or 0 without a tail.</summary>
    internal int TailHeight { get; }

    /// <summary>Creates the matrix for a layer's weights, whose product with h is added to interleaved sums. The other parameters are those of the constructor.</summary>
    internal static PackedMatrix<T> OfGates(GateRows rows, int columnCapacity, bool forVectors = false, int shares = 1)
        => rows.IsPlain ? new(rows.HiddenSize, columnCapacity, forVectors, shares) : new(rows, columnCapacity, forVectors);

    /// <summary>Creates the matrix for the transpose of a layer's weights, which is multiplied by interleaved gradients of sums.</summary>
    internal static PackedMatrix<T> OfTransposedGates(GateRows columns, int rowCount, bool forVectors = false, int shares = 1)
        => columns.IsPlain ? new(rowCount, columns.HiddenSize, forVectors, shares) : new(rowCount, columns, forVectors, shares);

    /// <summary>The number of rows including padding.</summary>
    internal static int PaddedRows(int rowCount) => (rowCount + Unit - 1) / Unit * Unit;

    /// <summary>
    /// The distance between columns of activations: the padded number of rows, rounded up to an odd number of cache lines.
    /// Otherwise, a product that reads one number from each column would find them all in a few sets of the first-level cache, and
    /// in a single set at a distance of 4096 bytes.
    /// </summary>
    internal static int ColumnStride(int rowCount) => ((PaddedRows(rowCount) / Unit) | 1) * Unit;

    /// <summary>The first row of a panel; for the panel number after the last one, the first row of the tail, or the end without a tail.</summary>
    internal int PanelRow(int panel) => ((panel * _smallUnits) + Math.Min(panel, _largePanels)) * Unit;

    internal int PanelHeight(int panel) => (_smallUnits + (panel < _largePanels ? 1 : 0)) * Unit;

    /// <summary>The height of the strip that begins at a row of the panel: the whole panel if it has no strips.</summary>
    internal int StripHeight(int panel, int row) => (int)Math.Min((long)_stripUnits * Unit, PanelHeight(panel) - row);

    /// <summary>All columns of the strip that begins at a row of the panel.</summary>
    internal ReadOnlySpan<T> Strip(int panel, int row) => Panel(panel).Slice(row * ColumnCount, StripHeight(panel, row) * ColumnCount);

    /// <summary>The row of the product that corresponds to the first row of the panel.</summary>
    internal int PanelTarget(int panel) => _rows.IsPlain ? PanelRow(panel) : ((panel * _rows.PartCount) + _rows.FirstPart) * Unit;

    /// <summary>The index of a column's factor in the vector that the matrix is multiplied by.</summary>
    internal int FactorPlace(int column)
        => ColumnRun == int.MaxValue ? column : (((column / ColumnRun * _columns.PartCount) + _columns.FirstPart) * Unit) + (column % ColumnRun);

    /// <summary>The first row of some panels and the number of their rows, with tail and padding. With several gates, hidden units instead of rows.</summary>
    internal (int Row, int Count) PanelRows(int firstPanel, int endPanel)
    {
        if (!_rows.IsPlain)
        {
            return (firstPanel * Unit, (endPanel - firstPanel) * Unit);
        }

        int row = PanelRow(firstPanel);
        return (row, (endPanel == PanelCount ? PaddedRows(RowCount) : PanelRow(endPanel)) - row);
    }

    /// <summary>The panel that contains a row; the last panel for a row of the tail. With several gates, a row of the gate-major weights.</summary>
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

    /// <summary>All columns of one panel that are in use.</summary>
    internal ReadOnlySpan<T> Panel(int panel) => PanelForWriting(panel)[..(ColumnCount * PanelHeight(panel))];

    /// <summary>All columns of the tail that are in use.</summary>
    internal ReadOnlySpan<T> Tail() => TailForWriting()[..(ColumnCount * TailHeight)];

    /// <summary>Packs a column-major matrix with columns at a distance of <paramref name="stride"/>.</summary>
    internal void Pack(ReadOnlySpan<T> source, int stride, int columnCount)
    {
        ColumnCount = columnCount;
        if (stride >= Prefetching.PageSize / Unsafe.SizeOf<T>() && _rows.IsPlain && TailHeight == 0)
        {
            PackByColumns(source, stride);
            return;
        }

        for (int panel = 0; panel < PanelCount; panel++)
        {
            PackPanel(source, stride, panel);
        }
    }

    /// <summary>Packs one panel; call <see cref="Reserve"/> first.</summary>
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

    /// <summary>Sets the number of columns of the panels that are packed next.</summary>
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
            ShortCopy.Copy(source.Slice(k * stride, used), target.Slice(k * height, used));
        }
    }

    /// <summary>Packs all panels at once, for columns that lie in different pages of memory: each page is visited once.</summary>
    private void PackByColumns(ReadOnlySpan<T> source, int stride)
    {
        for (int k = 0; k < ColumnCount; k++)
        {
            ReadOnlySpan<T> column = source.Slice(k * stride, RowCount);
            if (k + ColumnsAhead < ColumnCount)
            {
                Prefetching.Prefetch(source.Slice((k + ColumnsAhead) * stride, RowCount));
            }

            for (int panel = 0; panel < PanelCount; panel++)
            {
                int row = PanelRow(panel), height = PanelHeight(panel), used = Math.Min(height, RowCount - row);
                ShortCopy.Copy(column.Slice(row, used), _values.Span.Slice((row * _capacity) + (k * height), used));
            }
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

    private Span<T> TailForWriting() => _values.Span[(PanelRow(PanelCount) * _capacity)..];

    private Span<T> PanelForWriting(int panel) => _values.Span.Slice(PanelRow(panel) * _capacity, PanelHeight(panel) * _capacity);
}
