using System.Numerics;

namespace CharRnn.Kernels;

/// <summary>The kernels for this machine's vector width: one virtual call leads to code compiled for that width. The kernels of the cells are called by CellStep.</summary>
/// <remarks>
/// On one machine all widths give the same bits, except where a sum is split among the elements of a vector: in
/// <see cref="SumOfSquares"/> and in the sum inside the softmax, and therefore in probabilities and losses. Two machines can also
/// differ when one of them lacks fused multiply-add (x64 without AVX2).
/// </remarks>
internal abstract class KernelSet<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The kernels for the widest vectors that the machine processes efficiently.</summary>
    internal static KernelSet<T> Best { get; } = WidestVectors.Choose<T, KernelSet<T>, KernelSetMaker<T>>(default);

    internal abstract int VectorCount { get; }

    internal abstract void Multiply(PackedMatrix<T> a, int firstPanel, int endPanel, ReadOnlySpan<T> b, int bStep, int bColumn, Span<T> c, int cColumn, int rowCount, int columnCount, bool accumulate);

    internal abstract void MultiplyVector(PackedMatrix<T> a, int firstPanel, int endPanel, ReadOnlySpan<T> x, Span<T> y, bool backwards);

    internal void MultiplyVector(PackedMatrix<T> a, ReadOnlySpan<T> x, Span<T> y, bool backwards)
        => MultiplyVector(a, 0, a.PanelCount, x, y, backwards);

    internal abstract void Affine(ReadOnlySpan<T> a, ReadOnlySpan<T> x, ReadOnlySpan<T> bias, ReadOnlySpan<T> column, Span<T> y);

    internal abstract void Gather(ReadOnlySpan<T> u, ReadOnlySpan<T> bias, ReadOnlySpan<int> x, Span<T> target, int stride, int firstRow, int rowCount);

    internal void Gather(ReadOnlySpan<T> u, ReadOnlySpan<T> bias, ReadOnlySpan<int> x, Span<T> target, int stride)
        => Gather(u, bias, x, target, stride, 0, bias.Length);

    internal abstract void GatherGates(ReadOnlySpan<T> u, ReadOnlySpan<T> bias, GateRows rows, ReadOnlySpan<int> x, Span<T> target, int stride, int firstUnit, int endUnit);

    internal abstract void ScatterAdd(ReadOnlySpan<T> dA, int stride, ReadOnlySpan<int> x, Span<T> dU, int m, int firstRow, int rowCount);

    internal abstract void SumColumns(ReadOnlySpan<T> columns, int stride, int columnCount, Span<T> sums, bool accumulate);

    internal abstract void SoftmaxCrossEntropy(Span<T> logits, int stride, ReadOnlySpan<int> targets, Span<T> losses);

    internal T SoftmaxCrossEntropy(Span<T> logits, int target)
    {
        T loss = default;
        SoftmaxCrossEntropy(logits, logits.Length, new ReadOnlySpan<int>(in target), new Span<T>(ref loss));
        return loss;
    }

    internal abstract void Softmax(Span<T> logits, T scale);

    internal abstract void Scale(Span<T> values, T factor);

    internal abstract void MoveTowards(Span<T> values, ReadOnlySpan<T> target, T share);

    internal abstract void Clip(Span<T> values, T limit);

    internal abstract void ZeroBelow(Span<T> values, T limit);

    internal abstract T SumOfSquares(ReadOnlySpan<T> values);

    internal abstract bool AllFinite(ReadOnlySpan<T> values);

    /// <summary>This method and the next four update parameters and return whether all of them are finite afterwards, see <see cref="ParameterStep"/>.</summary>
    internal abstract bool AdaGrad(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> accumulators, in AdaGradStep<T> step, in GradientAdjustment<T> adjustment);

    internal abstract bool Sgd(Span<T> parameters, ReadOnlySpan<T> gradients, in SgdStep<T> step, in GradientAdjustment<T> adjustment);

    internal abstract bool Momentum(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> velocities, in MomentumStep<T> step, in GradientAdjustment<T> adjustment);

    internal abstract bool RmsProp(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> accumulators, in RmsPropStep<T> step, in GradientAdjustment<T> adjustment);

    internal abstract bool Adam(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> means, Span<T> squares, in AdamStep<T> step, in GradientAdjustment<T> adjustment);
}

/// <summary>The kernels at one width.</summary>
internal sealed class KernelSet<T, TVec> : KernelSet<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVec : struct, ISimd<TVec, T>
{
    internal override int VectorCount => TVec.Count;

    internal override void Multiply(PackedMatrix<T> a, int firstPanel, int endPanel, ReadOnlySpan<T> b, int bStep, int bColumn, Span<T> c, int cColumn, int rowCount, int columnCount, bool accumulate)
        => MatrixProduct.Multiply<TVec, T>(a, firstPanel, endPanel, b, bStep, bColumn, c, cColumn, rowCount, columnCount, accumulate);

    internal override void MultiplyVector(PackedMatrix<T> a, int firstPanel, int endPanel, ReadOnlySpan<T> x, Span<T> y, bool backwards)
        => MatrixVector.MultiplyAdd<TVec, T>(a, firstPanel, endPanel, x, y, backwards);

    internal override void Affine(ReadOnlySpan<T> a, ReadOnlySpan<T> x, ReadOnlySpan<T> bias, ReadOnlySpan<T> column, Span<T> y)
        => MatrixVector.Affine<TVec, T>(a, x, bias, column, y);

    internal override void Gather(ReadOnlySpan<T> u, ReadOnlySpan<T> bias, ReadOnlySpan<int> x, Span<T> target, int stride, int firstRow, int rowCount)
        => Columns.Gather<TVec, T>(u, bias, x, target, stride, firstRow, rowCount);

    internal override void GatherGates(ReadOnlySpan<T> u, ReadOnlySpan<T> bias, GateRows rows, ReadOnlySpan<int> x, Span<T> target, int stride, int firstUnit, int endUnit)
        => Columns.GatherGates<TVec, T>(u, bias, rows, x, target, stride, firstUnit, endUnit);

    internal override void ScatterAdd(ReadOnlySpan<T> dA, int stride, ReadOnlySpan<int> x, Span<T> dU, int m, int firstRow, int rowCount)
        => Columns.ScatterAdd<TVec, T>(dA, stride, x, dU, m, firstRow, rowCount);

    internal override void SumColumns(ReadOnlySpan<T> columns, int stride, int columnCount, Span<T> sums, bool accumulate)
        => Columns.Sum<TVec, T>(columns, stride, columnCount, sums, accumulate);

    internal override void SoftmaxCrossEntropy(Span<T> logits, int stride, ReadOnlySpan<int> targets, Span<T> losses)
        => Kernels.SoftmaxCrossEntropy.Forward<TVec, T>(logits, stride, targets, losses);

    internal override void Softmax(Span<T> logits, T scale) => Kernels.SoftmaxCrossEntropy.Softmax<TVec, T>(logits, scale);

    internal override void Scale(Span<T> values, T factor) => Elementwise.Scale<TVec, T>(values, factor);

    internal override void MoveTowards(Span<T> values, ReadOnlySpan<T> target, T share) => Elementwise.MoveTowards<TVec, T>(values, target, share);

    internal override void Clip(Span<T> values, T limit) => Elementwise.Clip<TVec, T>(values, limit);

    internal override void ZeroBelow(Span<T> values, T limit) => Elementwise.ZeroBelow<TVec, T>(values, limit);

    internal override T SumOfSquares(ReadOnlySpan<T> values) => Elementwise.SumOfSquares<TVec, T>(values);

    internal override bool AllFinite(ReadOnlySpan<T> values) => Elementwise.AllFinite<TVec, T>(values);

    internal override bool AdaGrad(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> accumulators, in AdaGradStep<T> step, in GradientAdjustment<T> adjustment)
        => ParameterStep.Apply<TVec, T, AdaGradRule<TVec, T>, AdaGradRule<SimdScalar<T>, T>>(parameters, gradients, accumulators, accumulators, new(step), new(step), adjustment);

    internal override bool Sgd(Span<T> parameters, ReadOnlySpan<T> gradients, in SgdStep<T> step, in GradientAdjustment<T> adjustment)
        => ParameterStep.Apply<TVec, T, SgdRule<TVec, T>, SgdRule<SimdScalar<T>, T>>(parameters, gradients, parameters, parameters, new(step), new(step), adjustment);

    internal override bool Momentum(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> velocities, in MomentumStep<T> step, in GradientAdjustment<T> adjustment)
        => ParameterStep.Apply<TVec, T, MomentumRule<TVec, T>, MomentumRule<SimdScalar<T>, T>>(parameters, gradients, velocities, velocities, new(step), new(step), adjustment);

    internal override bool RmsProp(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> accumulators, in RmsPropStep<T> step, in GradientAdjustment<T> adjustment)
        => ParameterStep.Apply<TVec, T, RmsPropRule<TVec, T>, RmsPropRule<SimdScalar<T>, T>>(parameters, gradients, accumulators, accumulators, new(step), new(step), adjustment);

    internal override bool Adam(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> means, Span<T> squares, in AdamStep<T> step, in GradientAdjustment<T> adjustment)
        => ParameterStep.Apply<TVec, T, AdamRule<TVec, T>, AdamRule<SimdScalar<T>, T>>(parameters, gradients, means, squares, new(step), new(step), adjustment);
}

/// <inheritdoc cref="IWidthMaker{T, TCode}"/>
internal readonly struct KernelSetMaker<T> : IWidthMaker<T, KernelSet<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    KernelSet<T> IWidthMaker<T, KernelSet<T>>.At<TVec>() => new KernelSet<T, TVec>();
}
