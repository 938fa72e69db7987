using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>
/// The backward pass of one layer: step by step dh_t += Wᵀ da_{t+1} and the cell's backward step, which gives da_t; then the gradients of U, W, b
/// and d. Equations (9) to (13) of docs/bptt.md.
/// </summary>
/// <remarks>Threads share the same ranges as in <see cref="LayerForward{T}"/>, and the rows of the gradients. No sum is split.</remarks>
internal sealed class LayerBackward<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int GradientBytes = 384 << 10;

    private readonly LayerBuffers<T> _buffers;
    private readonly GateRows _inputRows;
    private readonly GateRows _recurrentRows;
    private readonly PackedMatrix<T> _transposedW;
    private readonly PackedMatrix<T>? _transposedU;
    private readonly PackedMatrix<T>[] _packedBlocks;
    private RnnLayerParameters<T>? _parameters;
    private int _columnCount;

    /// <param name="architecture">m and the cell.</param>
    /// <param name="layer">Layer 0 reads characters, the others the layer below.</param>
    /// <param name="buffers">The layer's activations.</param>
    /// <param name="packedBlocks">The result of <see cref="CreatePackedBlocks"/>; layers can share it.</param>
    /// <param name="shares">The number of threads that share the rows of Wᵀ; 1 if they share the streams.</param>
    internal LayerBackward(RnnArchitecture architecture, int layer, LayerBuffers<T> buffers, PackedMatrix<T>[] packedBlocks, int shares)
    {
        int m = architecture.HiddenSize;
        CellShape shape = CellShape.Of(architecture.Cell);
        _buffers = buffers;
        _inputRows = shape.InputRows(m);
        _recurrentRows = shape.RecurrentRows(m);
        _packedBlocks = packedBlocks;
        _transposedW = PackedMatrix<T>.OfTransposedGates(_recurrentRows, m, forVectors: buffers.BatchSize == 1, shares);
        _transposedU = layer == 0 ? null : PackedMatrix<T>.OfTransposedGates(_inputRows, m);
    }

    /// <summary>The number of panels of Wᵀ.</summary>
    internal int PanelCount => _transposedW.PanelCount;

    /// <summary>Creates, for each thread, a buffer for one block of columns of the gradients of one part of the sums, see <see cref="Weights"/>.</summary>
    internal static PackedMatrix<T>[] CreatePackedBlocks(RnnArchitecture architecture, int columnCapacity, int threadCount)
        => [.. Enumerable.Range(0, threadCount).Select(_ => new PackedMatrix<T>(architecture.HiddenSize, Math.Min(columnCapacity, MatrixProduct.LongestDepth)))];

    /// <summary>Sets the parameters of the next pass; call <see cref="Pack"/> afterwards.</summary>
    internal void Begin(RnnLayerParameters<T> parameters, int columnCount)
    {
        _parameters = parameters;
        _columnCount = columnCount;
        _buffers.ClearCellGradient();
    }

    /// <summary>Packs one part's share of the transposed weights.</summary>
    internal void Pack(int part, int partCount)
    {
        PackShare(_transposedW, _parameters!.W, part, partCount);
        if (_transposedU is not null)
        {
            PackShare(_transposedU, _parameters.U, part, partCount);
        }
    }

    /// <summary>
    /// Computes the gradients of the sums of some steps, for the rows of some panels of Wᵀ and some streams. Step 0 is the last step of the window.
    /// </summary>
    internal void Run(int firstPanel, int endPanel, int firstStream, int streams, int firstStep, int endStep, int stepCount)
    {
        if (firstPanel == endPanel || streams == 0)
        {
            return;
        }

        int stride = _buffers.Stride, sumStride = _buffers.SumStride, batch = _buffers.BatchSize;
        (int row, int rows) = _transposedW.PanelRows(firstPanel, endPanel);
        CellColumns<T> columns = _buffers.Columns(row, rows);
        ReadOnlySpan<T> sumGradient = _buffers.SumGradient;
        for (int step = firstStep; step < endStep; step++)
        {
            int t = stepCount - 1 - step, column = (t * batch) + firstStream;
            if (step > 0)
            {
                HoldBack(column, streams, row, rows, isOver: false);
                ReadOnlySpan<T> next = sumGradient.Slice((column + batch) * sumStride, streams * sumStride);
                Span<T> current = columns.HiddenGradient.Slice(column * stride, streams * stride);
                RecurrentProduct.Add(_transposedW, firstPanel, endPanel, next, sumStride, current, stride, streams, forVectors: batch == 1, backwards: (t & 1) != 0);
                HoldBack(column, streams, row, rows, isOver: true);
            }

            CellStep<T>.Best.Backward(_buffers.Cell, columns, column, column + streams);
        }
    }

    /// <summary>
    /// Excludes columns after which a stream restarts from the product with Wᵀ, which covers all columns: saves their ∂L/∂h before the
    /// product and restores it afterwards.
    /// </summary>
    private void HoldBack(int column, int streams, int row, int rows, bool isOver)
    {
        for (int i = 0; _buffers.HasRestarts && i < streams; i++)
        {
            if (_buffers.StartsAfresh(column + _buffers.BatchSize + i))
            {
                Span<T> gradient = _buffers.HiddenGradient.Slice(((column + i) * _buffers.Stride) + row, rows);
                Span<T> held = _buffers.HeldGradient.Slice(((column + i) % _buffers.BatchSize * _buffers.Stride) + row, rows);
                (isOver ? held : gradient).CopyTo(isOver ? gradient : held);
            }
        }
    }

    /// <summary>Computes ∂L/∂x of some columns, where x is the output of the layer below: Uᵀ da, for all steps at once.</summary>
    /// <param name="below">∂L/∂h of the layer below, starting with the first of the columns, at the same distance as this layer's.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="columnCount">The number of columns.</param>
    internal void HandDown(Span<T> below, int firstColumn, int columnCount)
    {
        int stride = _buffers.Stride;
        if (columnCount > 0)
        {
            KernelSet<T>.Best.Multiply(
                _transposedU!, 0, _transposedU!.PanelCount, _buffers.SumGradient[(firstColumn * _buffers.SumStride)..], 1, _buffers.SumStride,
                below, stride, stride, columnCount, accumulate: false);
        }
    }

    /// <summary>Computes the gradients of one part's share of the rows of U, W, b and d.</summary>
    /// <param name="gradients">Overwritten; U of a layer that reads characters is added to.</param>
    /// <param name="characters">The layer's inputs in all columns if it reads characters; otherwise empty.</param>
    /// <param name="below">The output of the layer below otherwise.</param>
    /// <param name="part">The part.</param>
    /// <param name="partCount">The number of parts.</param>
    /// <remarks>A panel is packed block by block and multiplied while the block is in the nearest caches.</remarks>
    internal void Weights(RnnLayerParameters<T> gradients, ReadOnlySpan<int> characters, ReadOnlySpan<T> below, int part, int partCount)
    {
        PackedMatrix<T> packed = _packedBlocks[part];
        int panels = packed.PanelCount;
        (int start, int end) = ParallelPhases.Share(part, partCount, panels * _buffers.PartCount);

        // The gradients of this many panels fit into the second-level cache while all columns are processed.
        int group = (int)Math.Clamp(GradientBytes / (2L * packed.PanelHeight(0) * _buffers.HiddenSize * Unsafe.SizeOf<T>()), 1, Math.Max(1, end - start));
        for (int first = start; first < end; first += group)
        {
            PanelWeights(gradients, characters, below, packed, first, Math.Min(first + group, end));
        }
    }

    /// <summary>The same for some panels of some parts of the sums.</summary>
    private void PanelWeights(RnnLayerParameters<T> gradients, ReadOnlySpan<int> characters, ReadOnlySpan<T> below, PackedMatrix<T> packed, int start, int end)
    {
        int panels = packed.PanelCount, stride = _buffers.Stride, sumStride = _buffers.SumStride;
        for (int n = 0, count; n < _columnCount; n += count)
        {
            count = MatrixProduct.Depth(_columnCount - n);
            packed.Reserve(count);
            ReadOnlySpan<int> read = characters.IsEmpty ? default : characters.Slice(n, count);
            ReadOnlySpan<T> handedUp = below.IsEmpty ? default : below[(n * stride)..];
            for (int item = start; item < end; item++)
            {
                int sums = item / panels, panel = item % panels;
                packed.PackPanelOfPart(_buffers.SumGradient[(n * sumStride)..], sumStride, _buffers.PartCount, sums, panel);
                InputWeights(gradients, read, handedUp, packed, panel, _inputRows.GateOf(sums), accumulate: n > 0);
                RecurrentWeights(gradients, _buffers.HiddenBefore[(n * stride)..], packed, panel, _recurrentRows.GateOf(sums), accumulate: n > 0);
            }
        }
    }

    /// <summary>Equations (11) and (13) for a block of one panel of one gate; for a sum without a contribution from U, the gradient of d.</summary>
    private void InputWeights(
        RnnLayerParameters<T> gradients, ReadOnlySpan<int> characters, ReadOnlySpan<T> below, PackedMatrix<T> packed, int panel, int gate, bool accumulate)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        int m = _inputRows.HiddenSize, row = packed.PanelRow(panel), height = packed.PanelHeight(panel), rows = Math.Min(height, m - row);
        ReadOnlySpan<T> dA = packed.Panel(panel);
        Span<T> bias = gate < 0 ? gradients.D!.Elements.Slice(row, rows) : gradients.B.Elements.Slice((gate * m) + row, rows);
        kernels.SumColumns(dA, height, packed.ColumnCount, bias, accumulate);
        if (gate < 0)
        {
            return;
        }

        Span<T> dU = gradients.U.Elements[(gate * m)..];
        if (characters.IsEmpty)
        {
            kernels.Multiply(packed, panel, panel + 1, below, _buffers.Stride, 1, dU, gradients.U.RowCount, m, gradients.U.ColumnCount, accumulate);
        }
        else
        {
            kernels.ScatterAdd(dA, height, characters, dU[row..], gradients.U.RowCount, 0, rows);
        }
    }

    /// <summary>Equation (12) for a block of one panel of one gate.</summary>
    private void RecurrentWeights(RnnLayerParameters<T> gradients, ReadOnlySpan<T> before, PackedMatrix<T> packed, int panel, int gate, bool accumulate)
    {
        if (gate >= 0)
        {
            int m = _recurrentRows.HiddenSize;
            KernelSet<T>.Best.Multiply(
                packed, panel, panel + 1, before, _buffers.Stride, 1, gradients.W.Elements[(gate * m)..], gradients.W.RowCount, m, m, accumulate);
        }
    }

    private static void PackShare(PackedMatrix<T> packed, ParameterBlock<T> weights, int part, int partCount)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, packed.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            packed.PackPanelTransposed(weights.Elements, weights.RowCount, panel);
        }
    }
}
