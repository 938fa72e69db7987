using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>One layer for one step, forward and backward, with access to its gates. Used by <see cref="RnnProbe{T}"/>.</summary>
/// <remarks>
/// The forward pass is a window of one step. The columns of the backward pass are gradients with respect to this <em>one</em> step, so all of them
/// use the same gates. Each column has a copy of the gates, because the cell's backward step overwrites them.
/// </remarks>
internal sealed class ProbeLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnCell _cell;
    private readonly GateRows _inputRows;
    private readonly LayerBuffers<T> _buffers;
    private readonly LayerForward<T> _forward;
    private readonly PackedMatrix<T> _transposedW;
    private readonly PackedMatrix<T>? _transposedU;
    private readonly AlignedBuffer<T> _sums;
    private readonly AlignedBuffer<T> _dHidden;
    private readonly AlignedBuffer<T> _dBefore;
    private readonly AlignedBuffer<T> _dCells;

    /// <param name="parameters">The network's parameters; all weights except U of the first layer are packed now.</param>
    /// <param name="layer">Layer 0 reads characters, the others the layer below.</param>
    /// <param name="columnCount">The maximum number of columns of a backward call.</param>
    internal ProbeLayer(RnnParameters<T> parameters, int layer, int columnCount)
    {
        RnnArchitecture architecture = parameters.Architecture;
        RnnLayerParameters<T> own = parameters.LayerSpan[layer];
        CellShape shape = CellShape.Of(architecture.Cell);
        int m = architecture.HiddenSize;
        (_cell, _inputRows) = (architecture.Cell, shape.InputRows(m));
        _buffers = new(architecture, columnCapacity: 1, batchSize: 1, forBackward: true);
        _forward = new(architecture, layer, _buffers, shares: 1);
        _forward.Begin(own);
        _forward.Pack(0, 1);
        _transposedW = PackedMatrix<T>.OfTransposedGates(shape.RecurrentRows(m), m);
        Pack(_transposedW, own.W);
        if (layer > 0)
        {
            _transposedU = PackedMatrix<T>.OfTransposedGates(_inputRows, m);
            Pack(_transposedU, own.U);
        }

        Gates = new T[shape.GateCount * m];
        (_dHidden, _dBefore, _dCells) = (new(_buffers.Stride * columnCount), new(_buffers.Stride * columnCount), new(_buffers.Stride));
        _sums = _inputRows.IsPlain ? _dHidden : new(_buffers.SumStride * columnCount);
    }

    /// <summary>G·m: the values of the gates in the last forward step, gate after gate in PyTorch's order; with one gate, h.</summary>
    internal T[] Gates { get; }

    /// <summary>h after the last forward step, padded.</summary>
    internal ReadOnlySpan<T> Hidden => _buffers.Hidden;

    private int Size => _inputRows.HiddenSize;

    private int Padded => PackedMatrix<T>.PaddedRows(Size);

    /// <summary>Computes equations (1) and (2), or those of the cell.</summary>
    /// <param name="character">The input of the first layer.</param>
    /// <param name="below">h of the layer below, the input of the other layers.</param>
    /// <param name="state">S·m numbers, h (and c). In: the state before the step. Out: the state after it.</param>
    internal void Forward(int character, ReadOnlySpan<T> below, Span<T> state)
    {
        _buffers.Load(state, stream: 0);
        if (!below.IsEmpty)
        {
            _forward.ReadLayer(below, 0, _forward.InputPanelCount, 0, 1, backwards: false);
        }

        ReadOnlySpan<int> characters = below.IsEmpty ? new(in character) : default;
        _forward.Run(characters, 0, _forward.PanelCount, 0, 1, 0, 1, backwards: false);
        _buffers.Save(state, stream: 0, columnCount: 1);
        Collect(_buffers.Sums, Gates);
    }

    /// <summary>The backward pass through the last forward step, for some columns.</summary>
    /// <param name="gradients">Gradients with respect to the state, starting with this layer's h. In: after the step. Out: before it.</param>
    /// <param name="apart">The distance between the columns of <paramref name="gradients"/>.</param>
    /// <param name="dSums">G·m × columns, overwritten: the gradients with respect to U x (or U h) of this step.</param>
    /// <param name="columnCount">The number of columns.</param>
    internal void Backward(Span<T> gradients, int apart, Span<T> dSums, int columnCount)
    {
        int stride = _buffers.Stride, sumStride = _buffers.SumStride;
        Span<T> dBefore = _dBefore.Span[..(columnCount * stride)];
        dBefore.Clear();
        for (int n = 0; n < columnCount; n++)
        {
            BackwardColumn(gradients[(n * apart)..], n);
            Collect(_sums.Span[(n * sumStride)..], dSums.Slice(n * Gates.Length, Gates.Length));
        }

        KernelSet<T>.Best.Multiply(_transposedW, 0, _transposedW.PanelCount, _sums.Span, 1, sumStride, dBefore, stride, stride, columnCount, accumulate: true);
        for (int n = 0; n < columnCount; n++)
        {
            dBefore.Slice(n * stride, Size).CopyTo(gradients[(n * apart)..]);
        }
    }

    /// <summary>Adds Uᵀ dsums to the gradient of h of the layer below. Call after <see cref="Backward"/>.</summary>
    internal void AddBelow(Span<T> gradientsBelow, int apart, int columnCount)
    {
        int stride = _buffers.Stride;
        Span<T> product = _dBefore.Span;
        KernelSet<T>.Best.Multiply(
            _transposedU!, 0, _transposedU!.PanelCount, _sums.Span, 1, _buffers.SumStride, product, stride, stride, columnCount, accumulate: false);
        for (int n = 0; n < columnCount; n++)
        {
            Span<T> target = gradientsBelow.Slice(n * apart, Size);
            for (int i = 0; i < target.Length; i++)
            {
                target[i] += product[(n * stride) + i];
            }
        }
    }

    private static void Pack(PackedMatrix<T> packed, ParameterBlock<T> weights)
    {
        for (int panel = 0; panel < packed.PanelCount; panel++)
        {
            packed.PackPanelTransposed(weights.Elements, weights.RowCount, panel);
        }
    }

    private void BackwardColumn(Span<T> gradient, int n)
    {
        int stride = _buffers.Stride;
        Span<T> dHidden = _dHidden.Span.Slice(n * stride, Padded), dCells = default;
        gradient[..Size].CopyTo(dHidden);
        CellColumns<T> at = _buffers.Columns(0, Padded);
        Span<T> gates = default;
        if (!_inputRows.IsPlain)
        {
            ReadOnlySpan<T> kept = at.SumsAt(0);
            gates = _sums.Span.Slice(n * _buffers.SumStride, kept.Length);
            kept.CopyTo(gates);
        }

        if (!at.Cells.IsEmpty)
        {
            dCells = _dCells.Span[..Padded];
            gradient.Slice(Size, Size).CopyTo(dCells);
        }

        CellStep<T>.Best.BackwardColumn(_cell, at, 0, gates, dHidden, _dBefore.Span.Slice(n * stride, Padded), dCells);
        if (!at.Cells.IsEmpty)
        {
            dCells[..Size].CopyTo(gradient[Size..]);
        }
    }

    /// <summary>Copies the interleaved parts of a column to which U contributes into gate-major order.</summary>
    private void Collect(ReadOnlySpan<T> column, Span<T> gates)
    {
        if (_inputRows.IsPlain)
        {
            column[..Size].CopyTo(gates);
            return;
        }

        int unit = PackedMatrix<T>.Unit;
        for (int part = _inputRows.FirstPart; part < _inputRows.FirstPart + _inputRows.GateCount; part++)
        {
            Span<T> gate = gates.Slice(_inputRows.GateOf(part) * Size, Size);
            for (int i = 0; i < Size; i += unit)
            {
                column.Slice((i * _inputRows.PartCount) + (part * unit), Math.Min(unit, Size - i)).CopyTo(gate[i..]);
            }
        }
    }
}
