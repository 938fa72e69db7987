using System.Diagnostics;
using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>
/// The elementwise part of a step, forward from the sums of the gates to h, and backward. Each direction has one case per cell, which calls
/// the cell's kernel. Compiled for this machine's vector width, like <see cref="KernelSet{T}"/>.
/// </summary>
internal abstract class CellStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The step for the widest vectors that the machine supports.</summary>
    internal static CellStep<T> Best { get; } = WidestVectors.Choose<T, CellStep<T>, CellStepMaker<T>>(default);

    /// <summary>Computes h, and c if the cell has it, from the sums in some columns.</summary>
    internal abstract void Forward(RnnCell cell, in CellColumns<T> at, int firstColumn, int endColumn);

    /// <summary>
    /// Computes the gradients of the sums from the complete ∂L/∂h, for some columns of one step. They replace the gates or, with a single
    /// gate, ∂L/∂h. Also adds to the gradients of the previous h and c what reaches them without passing through the sums.
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

    /// <summary>The backward pass of one column, with gates and gradients outside the layer's own buffers.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="at">The layer's columns; only results of the forward pass are read.</param>
    /// <param name="column">The column.</param>
    /// <param name="gates">The interleaved gates, replaced by the gradients of their sums. Not used with one gate.</param>
    /// <param name="dh">The complete ∂L/∂h of this step. With one gate, replaced by the gradient of the sum.</param>
    /// <param name="dhBefore">∂L/∂h of the previous step, to which the cell adds what does not pass through its sums; empty at the first step.</param>
    /// <param name="dc">In: ∂L/∂c as far as it comes from the next step. Out: ∂L/∂c of the previous step. Empty for cells without c.</param>
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
