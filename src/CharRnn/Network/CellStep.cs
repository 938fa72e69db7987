using System.Diagnostics;
using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>
/// The elementwise part of a step, from the sums of the gates to h, and its way back: one arm a cell in each, which calls the cell's
/// kernel. Like <see cref="KernelSet{T}"/> it is compiled for the width of this machine's vectors.
/// </summary>
internal abstract class CellStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The step for the widest vectors that the machine computes with.</summary>
    internal static CellStep<T> Best { get; } = WidestVectors.Choose<T, CellStep<T>, CellStepMaker<T>>(default);

    /// <summary>From the sums to h, and to c if the cell has it, for some columns.</summary>
    internal abstract void Forward(RnnCell cell, in CellColumns<T> at, int firstColumn, int endColumn);

    /// <summary>
    /// From ∂L/∂h, complete, to the gradients of the sums, for some columns of one step. They take the place of the gates; of a
    /// single gate, the place of ∂L/∂h. What reaches h and c of the step before without passing through the sums is added there.
    /// </summary>
    internal void Backward(RnnCell cell, in CellColumns<T> at, int firstColumn, int endColumn)
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
    internal abstract void BackwardColumn(
        RnnCell cell, in CellColumns<T> at, int column, Span<T> gates, Span<T> dh, Span<T> dhBefore, Span<T> dc);
}

/// <summary>The step at one width.</summary>
internal sealed class CellStep<T, TVec> : CellStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVec : struct, ISimd<TVec, T>
{
    internal override void Forward(RnnCell cell, in CellColumns<T> at, int firstColumn, int endColumn)
    {
        for (int n = firstColumn; n < endColumn; n++)
        {
            switch (cell)
            {
                case RnnCell.Tanh:
                    HyperbolicTangent.Forward<TVec, T>(at.At(at.Hidden, n));
                    break;
                case RnnCell.Gru:
                    GruCell.Forward<TVec, T>(at.SumsAt(n), at.At(at.HiddenBefore, n), at.At(at.Hidden, n));
                    break;
                case RnnCell.Lstm:
                    LstmCell.Forward<TVec, T>(at.SumsAt(n), at.At(at.CellsBefore, n), at.At(at.Cells, n), at.At(at.TanhCells, n), at.At(at.Hidden, n));
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

    internal override void BackwardColumn(
        RnnCell cell, in CellColumns<T> at, int column, Span<T> gates, Span<T> dh, Span<T> dhBefore, Span<T> dc)
    {
        switch (cell)
        {
            case RnnCell.Tanh:
                HyperbolicTangent.Backward<TVec, T>(at.At(at.Hidden, column), dh);
                break;
            case RnnCell.Gru:
                GruCell.Backward<TVec, T>(gates, at.At(at.HiddenBefore, column), dh, dhBefore);
                break;
            case RnnCell.Lstm:
                LstmCell.Backward<TVec, T>(gates, at.At(at.CellsBefore, column), at.At(at.TanhCells, column), dh, dc);
                break;
            default:
                throw new UnreachableException();
        }
    }
}

/// <inheritdoc cref="IWidthMaker{T, TCode}"/>
internal readonly struct CellStepMaker<T> : IWidthMaker<T, CellStep<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    CellStep<T> IWidthMaker<T, CellStep<T>>.At<TVec>() => new CellStep<T, TVec>();
}
