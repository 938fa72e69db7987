using System.Diagnostics;
using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The elementwise part of a step, from the sums of the gates to h, and its way back: one arm a cell in each.</summary>
internal static class CellStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>From the sums to h, and to c if the cell has it, for some columns.</summary>
    internal static void Forward(RnnCell cell, in CellColumns<T> at, int firstColumn, int endColumn)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        for (int n = firstColumn; n < endColumn; n++)
        {
            switch (cell)
            {
                case RnnCell.Tanh:
                    kernels.Tanh(at.At(at.Hidden, n));
                    break;
                case RnnCell.Gru:
                    kernels.GruForward(at.SumsAt(n), at.At(at.HiddenBefore, n), at.At(at.Hidden, n));
                    break;
                case RnnCell.Lstm:
                    kernels.LstmForward(at.SumsAt(n), at.At(at.CellsBefore, n), at.At(at.Cells, n), at.At(at.TanhCells, n), at.At(at.Hidden, n));
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

    /// <summary>
    /// From ∂L/∂h, complete, to the gradients of the sums, for some columns of one step. They take the place of the gates; of a
    /// single gate, the place of ∂L/∂h. What reaches h and c of the step before without passing through the sums is added there.
    /// </summary>
    internal static void Backward(RnnCell cell, in CellColumns<T> at, int firstColumn, int endColumn)
    {
        for (int n = firstColumn; n < endColumn; n++)
        {
            bool startsAfresh = !at.Restarts.IsEmpty && at.Restarts[n];
            Span<T> dhBefore = n < at.BatchSize || startsAfresh ? default : at.At(at.HiddenGradient, n - at.BatchSize);
            Span<T> dc = at.CellGradient.IsEmpty ? default : at.At(at.CellGradient, n % at.BatchSize);
            BackwardColumn(cell, at, n, at.SumsAt(n), at.At(at.HiddenGradient, n), dhBefore, dc);
            if (startsAfresh)
            {
                dc.Clear();
            }
        }
    }

    /// <summary>The way back of one column, with gates and gradients that need not stand in the layer's own buffers.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="at">The layer's columns; only what the forward pass has left there is read.</param>
    /// <param name="column">Which column.</param>
    /// <param name="gates">The gates, interleaved: replaced by the gradients of their sums. Not used if there is one gate.</param>
    /// <param name="dh">∂L/∂h of this step, complete. One gate: replaced by the gradient of the sum.</param>
    /// <param name="dhBefore">∂L/∂h of the step before, to which the cell adds what does not pass through its sums; empty at the first step.</param>
    /// <param name="dc">∂L/∂c from the step after in, for the step before out; empty for cells without c.</param>
    internal static void BackwardColumn(
        RnnCell cell, in CellColumns<T> at, int column, Span<T> gates, Span<T> dh, Span<T> dhBefore, Span<T> dc)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        switch (cell)
        {
            case RnnCell.Tanh:
                kernels.TanhBackward(at.At(at.Hidden, column), dh);
                break;
            case RnnCell.Gru:
                kernels.GruBackward(gates, at.At(at.HiddenBefore, column), dh, dhBefore);
                break;
            case RnnCell.Lstm:
                kernels.LstmBackward(gates, at.At(at.CellsBefore, column), at.At(at.TanhCells, column), dh, dc);
                break;
            default:
                throw new UnreachableException();
        }
    }
}
