using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>What one layer keeps for one window. Column t·B + i is stream i at step t; columns are padded with zeros to units of 64 bytes.</summary>
/// <remarks>
/// A tanh layer computes in place: its sums become h, and dh becomes the gradient of the sums. A layer of several gates has a buffer of
/// interleaved columns (<see cref="GateRows"/>), which holds the sums, then the gates, then the gradients of the sums.
/// </remarks>
internal sealed class LayerBuffers<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> _hidden;
    private readonly AlignedBuffer<T>? _hiddenGradient;
    private readonly AlignedBuffer<T>? _gates;
    private readonly AlignedBuffer<T>? _cells;
    private readonly AlignedBuffer<T>? _tanhCells;
    private readonly AlignedBuffer<T>? _cellGradient;
    private AlignedBuffer<T>? _dropped;

    /// <param name="architecture">m and the cell.</param>
    /// <param name="columnCapacity">Columns of the longest window, τ·B.</param>
    /// <param name="batchSize">B.</param>
    /// <param name="forBackward">Whether a backward pass will follow.</param>
    internal LayerBuffers(RnnArchitecture architecture, int columnCapacity, int batchSize, bool forBackward)
    {
        CellShape shape = CellShape.Of(architecture.Cell);
        HiddenSize = architecture.HiddenSize;
        Cell = architecture.Cell;
        PartCount = shape.PartCount;
        ColumnCapacity = columnCapacity;
        BatchSize = batchSize;
        Stride = PackedMatrix<T>.ColumnStride(HiddenSize);
        SumStride = PackedMatrix<T>.ColumnStride(PartCount * PackedMatrix<T>.PaddedRows(HiddenSize));
        _hidden = new(checked(Stride * (columnCapacity + batchSize)));
        _gates = PartCount > 1 ? new(checked(SumStride * columnCapacity)) : null;
        _hiddenGradient = forBackward ? new(Stride * columnCapacity) : null;
        if (shape.StateCount > 1)
        {
            _cells = new(Stride * (columnCapacity + batchSize));
            _tanhCells = forBackward ? new(Stride * columnCapacity) : null;
            _cellGradient = forBackward ? new(Stride * batchSize) : null;
        }
    }

    internal RnnCell Cell { get; }

    /// <summary>m.</summary>
    internal int HiddenSize { get; }

    /// <summary>Numbers of each hidden unit in a column of sums.</summary>
    internal int PartCount { get; }

    internal int ColumnCapacity { get; }

    internal int BatchSize { get; }

    /// <summary>The distance between columns of h, c and their gradients.</summary>
    internal int Stride { get; }

    /// <summary>The distance between columns of sums.</summary>
    internal int SumStride { get; }

    /// <summary>The state before the window, B columns, then h of every step.</summary>
    internal Span<T> HiddenWithStart => _hidden.Span;

    /// <summary>h of every step.</summary>
    internal Span<T> Hidden => _hidden.Span[(BatchSize * Stride)..];

    /// <summary>The sums of the gates; after <see cref="CellStep{T}.Forward"/> the gates. One gate: the place of h.</summary>
    internal Span<T> Sums => _gates is null ? Hidden : _gates.Span;

    /// <summary>∂L/∂h of every step.</summary>
    internal Span<T> HiddenGradient => _hiddenGradient!.Span;

    /// <summary>The gradients of the sums: they take the place of the gates, or of ∂L/∂h if there is one gate.</summary>
    internal Span<T> SumGradient => _gates is null ? HiddenGradient : _gates.Span;

    /// <summary>c before the window and of every step; empty for cells without it.</summary>
    internal Span<T> CellsWithStart => _cells is null ? default : _cells.Span;

    /// <summary>What the layer hands upward under dropout, h ∘ mask; <see cref="AllocateDropped"/> comes first.</summary>
    internal Span<T> Dropped => _dropped!.Span;

    /// <summary>Before the last step of a window nothing has reached c.</summary>
    internal void ClearCellGradient() => _cellGradient?.Span.Clear();

    /// <summary>Networks that train without dropout do not need the room.</summary>
    internal void AllocateDropped() => _dropped ??= new(Stride * ColumnCapacity);

    /// <summary>Some hidden units, whole units of 64 bytes, of all columns.</summary>
    internal CellColumns<T> Columns(int row, int rowCount)
    {
        Span<T> hidden = _hidden.Span, gradient = _hiddenGradient is null ? default : _hiddenGradient.Span;
        int start = BatchSize * Stride;
        if (_gates is null)
        {
            return new CellColumns<T> { Row = row, RowCount = rowCount, Stride = Stride, HiddenBefore = hidden, Hidden = hidden[start..], HiddenGradient = gradient };
        }

        Span<T> cells = _cells is null ? default : _cells.Span;
        return new CellColumns<T>
        {
            Row = row,
            RowCount = rowCount,
            Stride = Stride,
            SumStride = SumStride,
            PartCount = PartCount,
            BatchSize = BatchSize,
            Sums = _gates.Span,
            HiddenBefore = hidden,
            Hidden = hidden[start..],
            CellsBefore = cells,
            Cells = cells.IsEmpty ? default : cells[start..],
            TanhCells = _tanhCells is null ? hidden[start..] : _tanhCells.Span,
            HiddenGradient = gradient,
            CellGradient = _cellGradient is null ? default : _cellGradient.Span,
        };
    }

    /// <summary>Makes a state of one stream the one before the window: h, then c if there is one.</summary>
    internal void Load(ReadOnlySpan<T> state, int stream)
    {
        state[..HiddenSize].CopyTo(_hidden.Span[(stream * Stride)..]);
        if (_cells is not null)
        {
            state[HiddenSize..].CopyTo(_cells.Span[(stream * Stride)..]);
        }
    }

    /// <summary>Copies the state of one stream after some columns.</summary>
    internal void Save(Span<T> state, int stream, int columnCount)
    {
        int place = (columnCount + stream) * Stride;
        _hidden.Span.Slice(place, HiddenSize).CopyTo(state);
        _cells?.Span.Slice(place, HiddenSize).CopyTo(state[HiddenSize..]);
    }

    /// <summary>Makes the state after some columns, all streams, the one before the next window.</summary>
    internal void Advance(int columnCount)
    {
        int place = columnCount * Stride, count = BatchSize * Stride;
        _hidden.Span.Slice(place, count).CopyTo(_hidden.Span);
        _cells?.Span.Slice(place, count).CopyTo(_cells.Span);
    }
}
