using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>
/// The buffers of one layer for one window. Column t·B + i is stream i at step t; columns are padded with zeros to units of 64 bytes.
/// </summary>
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

    // Only needed when streams restart inside a window.
    private AlignedBuffer<T>? _hiddenBefore;
    private AlignedBuffer<T>? _cellsBefore;
    private AlignedBuffer<T>? _heldGradient;
    private bool[]? _restarts;

    /// <param name="architecture">m and the cell.</param>
    /// <param name="columnCapacity">The number of columns of the longest window, τ·B.</param>
    /// <param name="batchSize">B.</param>
    /// <param name="forBackward">Whether backward passes will follow.</param>
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

    /// <summary>The number of values for each hidden unit in a column of sums.</summary>
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

    /// <summary>The sums of the gates, which <see cref="CellStep{T}.Forward"/> replaces by the gates. With one gate, the same array as h.</summary>
    internal Span<T> Sums => _gates is null ? Hidden : _gates.Span;

    /// <summary>The h that each step reads as that of the previous step: zeros where a stream restarts.</summary>
    internal ReadOnlySpan<T> HiddenBefore => HasRestarts ? _hiddenBefore!.Span : _hidden.Span;

    /// <summary>Whether streams restart inside the window. The state that a step reads is then stored separately from the state that the previous step wrote.</summary>
    internal bool HasRestarts => _restarts is not null;

    /// <summary>Scratch memory for ∂L/∂h of the columns of one step.</summary>
    internal Span<T> HeldGradient => _heldGradient!.Span;

    /// <summary>∂L/∂h of every step.</summary>
    internal Span<T> HiddenGradient => _hiddenGradient!.Span;

    /// <summary>The gradients of the sums, which replace the gates or, with one gate, ∂L/∂h.</summary>
    internal Span<T> SumGradient => _gates is null ? HiddenGradient : _gates.Span;

    /// <summary>c before the window and of every step; empty for cells without c.</summary>
    internal Span<T> CellsWithStart => _cells is null ? default : _cells.Span;

    /// <summary>The output of the layer with dropout, h ∘ mask. Requires <see cref="AllocateDropped"/>.</summary>
    internal Span<T> Dropped => _dropped!.Span;

    /// <summary>Sets ∂L/∂c to 0 after the last step of a window, which no later step influences.</summary>
    internal void ClearCellGradient() => _cellGradient?.Span.Clear();

    /// <summary>Allocates <see cref="Dropped"/>; networks that train without dropout do not need it.</summary>
    internal void AllocateDropped() => _dropped ??= new(Stride * ColumnCapacity);

    /// <summary>A range of hidden units, in whole units of 64 bytes, in all columns.</summary>
    internal CellColumns<T> Columns(int row, int rowCount)
    {
        Span<T> hidden = _hidden.Span, gradient = _hiddenGradient is null ? default : _hiddenGradient.Span;
        int start = BatchSize * Stride;
        if (_gates is null)
        {
            return new CellColumns<T> { Row = row, RowCount = rowCount, Stride = Stride, BatchSize = BatchSize, Restarts = _restarts, HiddenBefore = HiddenBefore, Hidden = hidden[start..], HiddenGradient = gradient };
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
            Restarts = _restarts,
            HiddenBefore = HiddenBefore,
            Hidden = hidden[start..],
            CellsBefore = HasRestarts && _cellsBefore is not null ? _cellsBefore.Span : cells,
            Cells = cells.IsEmpty ? default : cells[start..],
            TanhCells = _tanhCells is null ? hidden[start..] : _tanhCells.Span,
            HiddenGradient = gradient,
            CellGradient = _cellGradient is null ? default : _cellGradient.Span,
        };
    }

    /// <summary>Sets the state of one stream before the window: h, then c if there is one.</summary>
    internal void Load(ReadOnlySpan<T> state, int stream)
    {
        state[..HiddenSize].CopyTo(_hidden.Span[(stream * Stride)..]);
        if (_cells is not null)
        {
            state[HiddenSize..].CopyTo(_cells.Span[(stream * Stride)..]);
        }
    }

    /// <summary>Whether a stream restarts from the zero state at a column. Columns of the first step do not count: their state is that of the window.</summary>
    internal bool StartsAfresh(int column) => _restarts is not null && _restarts[column];

    /// <summary>Begins a window in which streams restart at some columns; null if none does. Call after <see cref="Load"/>.</summary>
    internal void BeginRestarts(bool[]? restarts)
    {
        _restarts = restarts;
        if (restarts is null)
        {
            return;
        }

        int start = BatchSize * Stride;
        _hiddenBefore ??= new(Stride * ColumnCapacity);
        _heldGradient ??= new(start);
        _hidden.Span[..start].CopyTo(_hiddenBefore.Span);
        if (_cells is not null)
        {
            _cellsBefore ??= new(Stride * ColumnCapacity);
            _cells.Span[..start].CopyTo(_cellsBefore.Span);
        }
    }

    /// <summary>Copies the state after one column, for a range of hidden units, to the next step of the same stream, or zeros if the stream restarts there.</summary>
    internal void PassOn(int column, int row, int rowCount)
    {
        int next = column + BatchSize, place = (next * Stride) + row;
        if (next >= ColumnCapacity)
        {
            return;
        }

        Pass(_hidden, _hiddenBefore!, place, rowCount, _restarts![next]);
        if (_cells is not null)
        {
            Pass(_cells, _cellsBefore!, place, rowCount, _restarts[next]);
        }
    }

    /// <summary>Copies the state of one stream after the given number of columns.</summary>
    internal void Save(Span<T> state, int stream, int columnCount)
    {
        int place = (columnCount + stream) * Stride;
        _hidden.Span.Slice(place, HiddenSize).CopyTo(state);
        _cells?.Span.Slice(place, HiddenSize).CopyTo(state[HiddenSize..]);
    }

    /// <summary>Makes the state of all streams after the given number of columns the state before the next window.</summary>
    internal void Advance(int columnCount)
    {
        int place = columnCount * Stride, count = BatchSize * Stride;
        _hidden.Span.Slice(place, count).CopyTo(_hidden.Span);
        _cells?.Span.Slice(place, count).CopyTo(_cells.Span);
    }

    private static void Pass(AlignedBuffer<T> states, AlignedBuffer<T> before, int place, int count, bool restarts)
    {
        Span<T> target = before.Span.Slice(place, count);
        if (restarts)
        {
            target.Clear();
        }
        else
        {
            states.Span.Slice(place, count).CopyTo(target);
        }
    }
}
