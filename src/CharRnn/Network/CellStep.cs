using System.Diagnostics;
using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The elementwise part of a step, from the sums of the gates to h, and its way back: one arm a cell in each.</summary>
internal static class CellStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>From the sums to h, and to c if the cell has it.</summary>
    internal static void Forward(RnnCell cell, in CellColumn<T> at)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        switch (cell)
        {
            case RnnCell.Tanh:
                kernels.Tanh(at.Hidden);
                break;
            case RnnCell.Gru:
                kernels.GruForward(at.Sums, at.HiddenBefore, at.Hidden);
                break;
            case RnnCell.Lstm:
                kernels.LstmForward(at.Sums, at.CellsBefore, at.Cells, at.TanhCells, at.Hidden);
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>From ∂L/∂h to the gradients of the sums.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="at">As the forward pass has left it; the gates are replaced by the gradients of their sums.</param>
    /// <param name="dHidden">∂L/∂h of this step, complete. One gate: replaced by the gradient of the sum.</param>
    /// <param name="dHiddenBefore">∂L/∂h of the step before, to which the cell adds what does not pass through its sums; empty at the first step.</param>
    /// <param name="dCells">∂L/∂c from the step after in, for the step before out; empty for cells without c.</param>
    internal static void Backward(RnnCell cell, in CellColumn<T> at, Span<T> dHidden, Span<T> dHiddenBefore, Span<T> dCells)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        switch (cell)
        {
            case RnnCell.Tanh:
                kernels.TanhBackward(at.Hidden, dHidden);
                break;
            case RnnCell.Gru:
                kernels.GruBackward(at.Sums, at.HiddenBefore, dHidden, dHiddenBefore);
                break;
            case RnnCell.Lstm:
                kernels.LstmBackward(at.Sums, at.CellsBefore, at.TanhCells, dHidden, dCells);
                break;
            default:
                throw new UnreachableException();
        }
    }
}
