using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>One step of one stream on unpacked parameters, for callers who change them or need few characters. Equations (1) to (3).</summary>
/// <remarks>
/// Packing reads and writes every weight, which costs more than the step itself, and a packed copy would be outdated as soon as a
/// parameter changes. The products therefore use the unpacked, gate-major matrices; the cell uses the same code as all other passes.
/// </remarks>
internal static class SingleStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The largest scratch memory, in numbers, that is taken from the stack.</summary>
    private const int StackLimit = 1024;

    /// <summary>Advances the state of all layers by one character and overwrites the logits.</summary>
    [SkipLocalsInit]
    internal static void Run(RnnParameters<T> parameters, int input, Span<T> state, Span<T> logits)
    {
        RnnArchitecture architecture = parameters.Architecture;
        CellShape shape = CellShape.Of(architecture.Cell);
        int m = architecture.HiddenSize, size = shape.StateCount * m;
        int needed = (2 * shape.GateCount * m) + (shape.PartCount == 1 ? 0 : (shape.PartCount + shape.StateCount) * PackedMatrix<T>.PaddedRows(m));
        T[]? rented = needed > StackLimit ? ArrayPool<T>.Shared.Rent(needed) : null;
        Span<T> scratch = rented is null ? stackalloc T[StackLimit] : rented;
        ReadOnlySpan<T> below = default;
        for (int layer = 0; layer < architecture.LayerCount; layer++)
        {
            Span<T> layerState = state.Slice(layer * size, size);
            Layer(parameters.LayerSpan[layer], architecture.Cell, input, below, layerState, scratch[..needed]);
            below = layerState[..m];
        }

        KernelSet<T>.Best.Affine(parameters.V.Elements, below, parameters.C.Elements, default, logits);
        if (rented is not null)
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }

    /// <summary>Computes one layer, which reads a character if there is no layer below.</summary>
    private static void Layer(RnnLayerParameters<T> parameters, RnnCell cell, int input, ReadOnlySpan<T> below, Span<T> state, Span<T> scratch)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        int rows = parameters.W.RowCount;
        Span<T> inputs = scratch[..rows], sums = scratch.Slice(rows, rows);
        ReadOnlySpan<T> bias = parameters.B.Elements, column = below.IsEmpty ? parameters.U.Elements.Slice(input * rows, rows) : default;
        CellShape shape = CellShape.Of(cell);
        if (!below.IsEmpty)
        {
            kernels.Affine(parameters.U.Elements, below, bias, default, inputs);
            bias = inputs;
        }

        if (shape.PartCount == 1)
        {
            kernels.Affine(parameters.W.Elements, state, bias, column, sums);
            CellStep<T>.Best.Forward(cell, new CellColumns<T> { Hidden = sums, RowCount = rows }, 0, 1);
            sums.CopyTo(state);
            return;
        }

        if (below.IsEmpty)
        {
            kernels.Gather(parameters.U.Elements, bias, new ReadOnlySpan<int>(in input), inputs, rows);
        }

        SeveralGates(parameters, cell, shape, inputs, sums, state, scratch[(2 * rows)..]);
    }

    /// <summary>Computes h, and c if there is one, from U x + b, in padded and interleaved columns.</summary>
    private static void SeveralGates(
        RnnLayerParameters<T> parameters, RnnCell cell, CellShape shape, Span<T> inputs, Span<T> sums, Span<T> state, Span<T> scratch)
    {
        int m = parameters.W.ColumnCount, padded = PackedMatrix<T>.PaddedRows(m);
        scratch.Clear();
        Span<T> column = scratch[..(shape.PartCount * padded)], hidden = scratch.Slice(column.Length, padded), cells = scratch[(column.Length + padded)..];
        AddRecurrentSums(parameters, shape, state[..m], inputs, sums, column);
        state[..m].CopyTo(hidden);
        state[m..].CopyTo(cells);
        var columns = new CellColumns<T>
        {
            RowCount = padded,
            PartCount = shape.PartCount,
            Sums = column,
            HiddenBefore = hidden,
            Hidden = hidden,
            CellsBefore = cells,
            Cells = cells,
            TanhCells = hidden,
        };
        CellStep<T>.Best.Forward(cell, columns, 0, 1);
        hidden[..m].CopyTo(state);
        cells[..Math.Min(m, cells.Length)].CopyTo(state[m..]);
    }

    /// <summary>sums = W h + inputs, all interleaved; for a sum that the cell keeps separate, W h + d.</summary>
    private static void AddRecurrentSums(
        RnnLayerParameters<T> parameters, CellShape shape, ReadOnlySpan<T> hidden, Span<T> inputs, Span<T> sums, Span<T> column)
    {
        int m = hidden.Length;
        GateRows inputRows = shape.InputRows(m), recurrentRows = shape.RecurrentRows(m);
        for (int part = 0; part < shape.PartCount; part++)
        {
            if (recurrentRows.GateOf(part) < 0)
            {
                GatePacking.Spread<T>(inputs.Slice(inputRows.GateOf(part) * m, m), shape.PartCount, part, column);
            }
        }

        for (int part = 0; part < shape.PartCount; part++)
        {
            if (inputRows.GateOf(part) < 0)
            {
                parameters.D!.Elements.CopyTo(inputs.Slice(recurrentRows.GateOf(part) * m, m));
            }
        }

        KernelSet<T>.Best.Affine(parameters.W.Elements, hidden, inputs, default, sums);
        for (int part = 0; part < shape.PartCount; part++)
        {
            if (recurrentRows.GateOf(part) is >= 0 and int gate)
            {
                GatePacking.Spread<T>(sums.Slice(gate * m, m), shape.PartCount, part, column);
            }
        }
    }
}
