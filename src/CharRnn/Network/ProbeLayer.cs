using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>One layer in one step, forward and backward, with its gates in view. For <see cref="RnnProbe{T}"/>.</summary>
/// <remarks>
/// The kernels are those of training. Here the columns of a backward call are gradients with respect to <em>one</em> step, so all of
/// them pass through the same gates.
/// </remarks>
internal sealed class ProbeLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnCell _cell;
    private readonly RnnLayerParameters<T> _parameters;
    private readonly CellShape _shape;
    private readonly int _size;
    private readonly int _padded;
    private readonly PackedMatrix<T> _transposedW;
    private readonly PackedMatrix<T>? _transposedU;
    private readonly T[] _read;
    private readonly T[] _sums;
    private readonly T[] _recurrentBias;
    private readonly AlignedBuffer<T> _parts;
    private readonly AlignedBuffer<T> _columnParts;
    private readonly AlignedBuffer<T> _hBefore;
    private readonly AlignedBuffer<T> _h;
    private readonly AlignedBuffer<T> _cBefore;
    private readonly AlignedBuffer<T> _c;
    private readonly AlignedBuffer<T> _tanhC;
    private readonly AlignedBuffer<T> _dh;
    private readonly AlignedBuffer<T> _dc;
    private readonly T[] _dRecurrent;
    private readonly AlignedBuffer<T> _dBefore;

    /// <param name="cell">The cell.</param>
    /// <param name="parameters">The layer's arrays; W and, above the first layer, U are packed now.</param>
    /// <param name="hiddenSize">m.</param>
    /// <param name="isFirst">Whether it reads characters.</param>
    /// <param name="columnCount">Columns of a backward call, at most.</param>
    internal ProbeLayer(RnnCell cell, RnnLayerParameters<T> parameters, int hiddenSize, bool isFirst, int columnCount)
    {
        (_cell, _parameters, _shape, _size) = (cell, parameters, CellShape.Of(cell), hiddenSize);
        int rows = _shape.GateCount * hiddenSize;
        _padded = PackedMatrix<T>.PaddedRows(hiddenSize);
        _transposedW = new(hiddenSize, rows);
        _transposedW.PackTransposed(parameters.W.Elements, rows, rows);
        if (!isFirst)
        {
            _transposedU = new(hiddenSize, rows);
            _transposedU.PackTransposed(parameters.U.Elements, rows, rows);
        }

        (_read, _sums, _recurrentBias, Gates) = (new T[rows], new T[rows], new T[rows], new T[rows]);
        (_parts, _columnParts) = (new(PartCount * _padded), new(PartCount * _padded));
        (_hBefore, _h, _cBefore, _c, _tanhC, _dh, _dc) = (new(_padded), new(_padded), new(_padded), new(_padded), new(_padded), new(_padded), new(_padded));
        _dRecurrent = new T[_shape.HasRecurrentBias ? rows * columnCount : 0];
        _dBefore = new(_padded * columnCount);
    }

    /// <summary>G·m: the values of the last forward step, gate after gate in PyTorch's order; for tanh, h.</summary>
    internal T[] Gates { get; }

    /// <summary>The gates, and q = W_n h + d before them where the cell keeps it apart.</summary>
    private int PartCount => _shape.GateCount + (_shape.HasRecurrentBias ? 1 : 0);

    /// <summary>Equations (1) and (2), or those of the cell.</summary>
    /// <param name="character">What the first layer reads.</param>
    /// <param name="below">h of the layer below, which the other layers read.</param>
    /// <param name="state">S·m numbers: h (and c) before the step in, after it out.</param>
    internal void Forward(int character, ReadOnlySpan<T> below, Span<T> state)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        Sums(kernels, character, below, state[.._size]);
        state[.._size].CopyTo(_hBefore.Span);
        Span<T> h = _h.Span;
        switch (_cell)
        {
            case RnnCell.Gru:
                SpreadGru();
                kernels.GruForward(_parts.Span, _hBefore.Span, h);
                Collect(_parts.Span, firstPart: 1, Gates);
                break;
            case RnnCell.Lstm:
                Spread(_sums);
                state[_size..].CopyTo(_cBefore.Span);
                kernels.LstmForward(_parts.Span, _cBefore.Span, _c.Span, _tanhC.Span, h);
                _c.Span[.._size].CopyTo(state[_size..]);
                Collect(_parts.Span, firstPart: 0, Gates);
                break;
            default:
                kernels.Tanh(_sums);
                _sums.CopyTo(h);
                _sums.CopyTo(Gates, 0);
                break;
        }

        h[.._size].CopyTo(state);
    }

    /// <summary>The way back through the last forward step, for some columns.</summary>
    /// <param name="gradients">From this layer's h on: of the state after the step in, of the state before it out.</param>
    /// <param name="stride">The distance between the columns of <paramref name="gradients"/>.</param>
    /// <param name="dSums">G·m × columns, overwritten: with respect to U x (or U h) of this step.</param>
    /// <param name="columnCount">Columns.</param>
    internal void Backward(Span<T> gradients, int stride, Span<T> dSums, int columnCount)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        int rows = Gates.Length;
        _dBefore.Span[..(columnCount * _padded)].Clear();
        for (int n = 0; n < columnCount; n++)
        {
            Span<T> column = gradients.Slice(n * stride, _shape.StateCount * _size);
            column[.._size].CopyTo(_dh.Span);
            BackwardColumn(kernels, column, dSums.Slice(n * rows, rows), n);
        }

        ReadOnlySpan<T> recurrent = _shape.HasRecurrentBias ? _dRecurrent : dSums;
        kernels.Multiply(_transposedW, 0, _transposedW.PanelCount, recurrent, 1, rows, _dBefore.Span, _padded, _padded, columnCount, accumulate: true);
        for (int n = 0; n < columnCount; n++)
        {
            _dBefore.Span.Slice(n * _padded, _size).CopyTo(gradients[(n * stride)..]);
        }
    }

    /// <summary>Adds Uᵀ dsums to the gradient of h of the layer below.</summary>
    internal void AddBelow(ReadOnlySpan<T> dSums, Span<T> gradientsBelow, int stride, int columnCount)
    {
        PackedMatrix<T> u = _transposedU!;
        Span<T> product = _dBefore.Span;
        KernelSet<T>.Best.Multiply(u, 0, u.PanelCount, dSums, 1, Gates.Length, product, _padded, _padded, columnCount, accumulate: false);
        for (int n = 0; n < columnCount; n++)
        {
            Span<T> target = gradientsBelow.Slice(n * stride, _size);
            for (int i = 0; i < target.Length; i++)
            {
                target[i] += product[(n * _padded) + i];
            }
        }
    }

    private void BackwardColumn(KernelSet<T> kernels, Span<T> state, Span<T> dSums, int n)
    {
        switch (_cell)
        {
            case RnnCell.Gru:
                _parts.Span.CopyTo(_columnParts.Span);
                kernels.GruBackward(_columnParts.Span, _hBefore.Span, _dh.Span, _dBefore.Span.Slice(n * _padded, _padded));
                Collect(_columnParts.Span, firstPart: 1, dSums);
                Span<T> recurrent = _dRecurrent.AsSpan(n * dSums.Length, dSums.Length);
                dSums[..(2 * _size)].CopyTo(recurrent);
                Collect(_columnParts.Span, firstPart: 0, recurrent[(2 * _size)..]);
                break;
            case RnnCell.Lstm:
                _parts.Span.CopyTo(_columnParts.Span);
                state[_size..].CopyTo(_dc.Span);
                kernels.LstmBackward(_columnParts.Span, _cBefore.Span, _tanhC.Span, _dh.Span, _dc.Span);
                _dc.Span[.._size].CopyTo(state[_size..]);
                Collect(_columnParts.Span, firstPart: 0, dSums);
                break;
            default:
                kernels.TanhBackward(_h.Span, _dh.Span);
                _dh.Span[.._size].CopyTo(dSums);
                break;
        }
    }

    /// <summary>U x + W h + b; where the cell keeps a sum apart, U x + b and W h + d by themselves.</summary>
    private void Sums(KernelSet<T> kernels, int character, ReadOnlySpan<T> below, ReadOnlySpan<T> before)
    {
        ReadOnlySpan<T> bias = _parameters.B.Elements;
        ReadOnlySpan<T> column = default;
        if (below.IsEmpty)
        {
            column = _parameters.U.Elements.Slice(character * _sums.Length, _sums.Length);
        }
        else
        {
            kernels.Affine(_parameters.U.Elements, below, bias, default, _read);
            bias = _read;
        }

        if (!_shape.HasRecurrentBias)
        {
            kernels.Affine(_parameters.W.Elements, before, bias, column, _sums);
            return;
        }

        for (int i = 0; i < column.Length; i++)
        {
            _read[i] = bias[i] + column[i];
        }

        _parameters.D!.Elements.CopyTo(_recurrentBias.AsSpan(_recurrentBias.Length - _size));
        kernels.Affine(_parameters.W.Elements, before, _recurrentBias, default, _sums);
    }

    /// <summary>q, r, z, n: the sums of the candidate meet after the reset.</summary>
    private void SpreadGru()
    {
        Span<T> parts = _parts.Span;
        int unit = PackedMatrix<T>.Unit;
        for (int i = 0; i < _size; i++)
        {
            int place = (i / unit * PartCount * unit) + (i % unit);
            parts[place] = _sums[(2 * _size) + i];
            parts[place + unit] = _sums[i] + _read[i];
            parts[place + (2 * unit)] = _sums[_size + i] + _read[_size + i];
            parts[place + (3 * unit)] = _read[(2 * _size) + i];
        }
    }

    /// <summary>From gates one after the other to gates interleaved by units.</summary>
    private void Spread(ReadOnlySpan<T> gates)
    {
        Span<T> parts = _parts.Span;
        int unit = PackedMatrix<T>.Unit;
        for (int row = 0; row < gates.Length; row++)
        {
            (int part, int i) = Math.DivRem(row, _size);
            parts[(((i / unit * PartCount) + part) * unit) + (i % unit)] = gates[row];
        }
    }

    /// <summary>The way back from <see cref="Spread"/>, for as many parts as the target has room for.</summary>
    private void Collect(ReadOnlySpan<T> parts, int firstPart, Span<T> gates)
    {
        int unit = PackedMatrix<T>.Unit;
        for (int gate = 0; gate < gates.Length / _size; gate++)
        {
            for (int i = 0; i < _size; i += unit)
            {
                int used = Math.Min(unit, _size - i);
                parts.Slice(((i / unit * PartCount) + firstPart + gate) * unit, used).CopyTo(gates[((gate * _size) + i)..]);
            }
        }
    }
}
