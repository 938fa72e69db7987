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
        KernelSet<T> kernels = KernelSet<T>.Best;
        for (int n = firstColumn; n < endColumn; n++)
        {
            Span<T> dh = at.At(at.HiddenGradient, n);
            switch (cell)
            {
                case RnnCell.Tanh:
                    kernels.TanhBackward(at.At(at.Hidden, n), dh);
                    break;
                case RnnCell.Gru:
                    Span<T> dhBefore = n < at.BatchSize ? default : at.At(at.HiddenGradient, n - at.BatchSize);
                    kernels.GruBackward(at.SumsAt(n), at.At(at.HiddenBefore, n), dh, dhBefore);
                    break;
                case RnnCell.Lstm:
                    kernels.LstmBackward(at.SumsAt(n), at.At(at.CellsBefore, n), at.At(at.TanhCells, n), dh, at.At(at.CellGradient, n % at.BatchSize));
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }
}
