using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The forward pass of one layer: sums = U x + b, then step by step sums += W h_{t−1} and the cell. Equations (1) and (2) of docs/bptt.md.</summary>
/// <remarks>
/// Training and text generation use the same code: a written character is a window of one step. Threads share columns or the panels of the
/// packed weights; no sum is split, so the results are bit-identical for any number of threads.
/// </remarks>
internal sealed class LayerForward<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly LayerBuffers<T> _buffers;
    private readonly GateRows _inputRows;
    private readonly PackedMatrix<T> _w;
    private readonly PackedMatrix<T>? _u;
    private readonly AlignedBuffer<T> _bias;
    private RnnLayerParameters<T>? _parameters;

    /// <param name="architecture">m and the cell.</param>
    /// <param name="layer">Layer 0 reads characters, the others the layer below.</param>
    /// <param name="buffers">The layer's activations.</param>
    /// <param name="shares">The number of threads that share the rows of W; 1 if they share the streams.</param>
    internal LayerForward(RnnArchitecture architecture, int layer, LayerBuffers<T> buffers, int shares)
    {
        int m = architecture.HiddenSize;
        CellShape shape = CellShape.Of(architecture.Cell);
        _buffers = buffers;
        _inputRows = shape.InputRows(m);
        _w = PackedMatrix<T>.OfGates(shape.RecurrentRows(m), m, forVectors: buffers.BatchSize == 1, shares);
        _u = layer == 0 ? null : PackedMatrix<T>.OfGates(_inputRows, m, forVectors: buffers.ColumnCapacity == 1, shares);
        _bias = new(shape.PartCount * PackedMatrix<T>.PaddedRows(m));
    }

    /// <summary>The number of panels of W. U has the same panels if both multiply the same number of columns, as in text generation.</summary>
    internal int PanelCount => _w.PanelCount;

    /// <summary>The number of panels of U; 0 if the layer reads characters.</summary>
    internal int InputPanelCount => _u?.PanelCount ?? 0;

    /// <summary>Sets the parameters of the next pass; call <see cref="Pack"/> afterwards.</summary>
    internal void Begin(RnnLayerParameters<T> parameters)
    {
        _parameters = parameters;
        for (int part = 0; part < _buffers.PartCount; part++)
        {
            int gate = _inputRows.GateOf(part), m = _inputRows.HiddenSize;
            GatePacking.Spread(gate < 0 ? parameters.D!.Elements : parameters.B.Elements.Slice(gate * m, m), _buffers.PartCount, part, _bias.Span);
        }
    }

    /// <summary>Packs one part's share of the weights.</summary>
    internal void Pack(int part, int partCount)
    {
        PackShare(_w, _parameters!.W, part, partCount);
        if (_u is not null)
        {
            PackShare(_u, _parameters.U, part, partCount);
        }
    }

    /// <summary>Packs a row of a block again after one of its elements has changed.</summary>
    internal void Repack(ParameterBlock<T> block, int row)
    {
        if (block.Entry.IsVector)
        {
            Begin(_parameters!);
        }
        else if ((block.Entry.Role == ParameterRole.RecurrentWeights ? _w : _u) is { } packed)
        {
            packed.PackPanel(block.Elements, block.RowCount, packed.PanelOf(row));
        }
    }

    /// <summary>Computes sums = U x + b, where x is the output of the layer below, for some columns and the rows of some panels of U.</summary>
    /// <param name="below">The output of the layer below, starting with the first of the columns, at the same distance as this layer's h.</param>
    /// <param name="firstPanel">The first panel.</param>
    /// <param name="endPanel">The panel after the last one.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="columnCount">The number of columns.</param>
    /// <param name="backwards">Whether U is read from its end.</param>
    internal void ReadLayer(ReadOnlySpan<T> below, int firstPanel, int endPanel, int firstColumn, int columnCount, bool backwards)
    {
        if (firstPanel == endPanel || columnCount <= 0)
        {
            return;
        }

        int stride = _buffers.SumStride;
        (int row, int rows) = _u!.PanelRows(firstPanel, endPanel);
        (row, rows) = (row * _buffers.PartCount, rows * _buffers.PartCount);
        Span<T> sums = _buffers.Sums.Slice(firstColumn * stride, columnCount * stride);
        for (int n = 0; n < columnCount; n++)
        {
            _bias.Span.Slice(row, rows).CopyTo(sums[((n * stride) + row)..]);
        }

        // Depends on the capacity, not on the number of columns given: the two kernels round differently, and the bits must not depend on the threads.
        if (_buffers.ColumnCapacity == 1)
        {
            KernelSet<T>.Best.MultiplyVector(_u, firstPanel, endPanel, below, sums, backwards);
        }
        else
        {
            KernelSet<T>.Best.Multiply(_u, firstPanel, endPanel, below, 1, _buffers.Stride, sums, stride, stride, columnCount, accumulate: true);
        }
    }

    /// <summary>Computes h of some steps, for the rows of some panels of W and some streams.</summary>
    /// <param name="characters">The layer's inputs in all columns if it reads characters; empty if its sums already contain U x + b.</param>
    /// <param name="firstPanel">The first panel.</param>
    /// <param name="endPanel">The panel after the last one.</param>
    /// <param name="firstStream">The first stream.</param>
    /// <param name="streams">The number of streams.</param>
    /// <param name="firstStep">The first step.</param>
    /// <param name="endStep">The step after the last one.</param>
    /// <param name="backwards">
    /// Whether the first step reads W from its end; the direction alternates from step to step. When W is larger than a cache, a step that
    /// starts where the previous one ended finds part of it there. The bits do not depend on it.
    /// </param>
    internal void Run(
        ReadOnlySpan<int> characters, int firstPanel, int endPanel, int firstStream, int streams, int firstStep, int endStep, bool backwards)
    {
        if (firstPanel == endPanel || streams == 0)
        {
            return;
        }

        int stride = _buffers.Stride, sumStride = _buffers.SumStride, batch = _buffers.BatchSize;
        (int row, int rows) = _w.PanelRows(firstPanel, endPanel);
        CellColumns<T> columns = _buffers.Columns(row, rows);
        Span<T> allSums = _buffers.Sums;
        for (int t = firstStep; t < endStep; t++, backwards = !backwards)
        {
            int column = (t * batch) + firstStream;
            Span<T> sums = allSums.Slice(column * sumStride, streams * sumStride);
            if (!characters.IsEmpty)
            {
                ReadCharacters(characters.Slice(column, streams), sums, row, rows);
            }

            ReadOnlySpan<T> before = columns.HiddenBefore.Slice(column * stride, streams * stride);
            RecurrentProduct.Add(_w, firstPanel, endPanel, before, stride, sums, sumStride, streams, forVectors: batch == 1, backwards);
            CellStep<T>.Best.Forward(_buffers.Cell, columns, column, column + streams);
            for (int i = 0; _buffers.HasRestarts && i < streams; i++)
            {
                _buffers.PassOn(column + i, row, rows);
            }
        }
    }

    /// <summary>Adds U x + b for characters x to the sums of some hidden units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ReadCharacters(ReadOnlySpan<int> characters, Span<T> sums, int row, int rows)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        ReadOnlySpan<T> u = _parameters!.U.Elements;
        if (_inputRows.IsPlain)
        {
            kernels.Gather(u, _parameters.B.Elements, characters, sums, _buffers.SumStride, row, rows);
        }
        else
        {
            kernels.GatherGates(u, _bias.Span, _inputRows, characters, sums, _buffers.SumStride, row / PackedMatrix<T>.Unit, (row + rows) / PackedMatrix<T>.Unit);
        }
    }

    private static void PackShare(PackedMatrix<T> packed, ParameterBlock<T> weights, int part, int partCount)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, packed.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            packed.PackPanel(weights.Elements, weights.RowCount, panel);
        }
    }
}
