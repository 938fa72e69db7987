using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>The kernels of the cells at one width, called without a network.</summary>
internal abstract class CellKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal abstract void Tanh(Span<T> values);

    internal abstract void TanhBackward(ReadOnlySpan<T> h, Span<T> dh);

    internal abstract void LstmForward(Span<T> gates, ReadOnlySpan<T> cBefore, Span<T> c, Span<T> tanhC, Span<T> h);

    internal abstract void LstmBackward(Span<T> gates, ReadOnlySpan<T> cBefore, ReadOnlySpan<T> tanhC, ReadOnlySpan<T> dh, Span<T> dc);

    internal abstract void GruForward(Span<T> gates, ReadOnlySpan<T> hBefore, Span<T> h);

    internal abstract void GruBackward(Span<T> gates, ReadOnlySpan<T> hBefore, ReadOnlySpan<T> dh, Span<T> dhBefore);
}

/// <inheritdoc/>
internal sealed class CellKernels<T, TVec> : CellKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVec : struct, ISimd<TVec, T>
{
    internal override void Tanh(Span<T> values) => HyperbolicTangent.Forward<TVec, T>(values);

    internal override void TanhBackward(ReadOnlySpan<T> h, Span<T> dh) => HyperbolicTangent.Backward<TVec, T>(h, dh);

    internal override void LstmForward(Span<T> gates, ReadOnlySpan<T> cBefore, Span<T> c, Span<T> tanhC, Span<T> h)
        => LstmCell.Forward<TVec, T>(gates, cBefore, c, tanhC, h);

    internal override void LstmBackward(Span<T> gates, ReadOnlySpan<T> cBefore, ReadOnlySpan<T> tanhC, ReadOnlySpan<T> dh, Span<T> dc)
        => LstmCell.Backward<TVec, T>(gates, cBefore, tanhC, dh, dc);

    internal override void GruForward(Span<T> gates, ReadOnlySpan<T> hBefore, Span<T> h) => GruCell.Forward<TVec, T>(gates, hBefore, h);

    internal override void GruBackward(Span<T> gates, ReadOnlySpan<T> hBefore, ReadOnlySpan<T> dh, Span<T> dhBefore)
        => GruCell.Backward<TVec, T>(gates, hBefore, dh, dhBefore);
}

internal readonly struct CellKernelsMaker<T> : IWidthMaker<T, CellKernels<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    CellKernels<T> IWidthMaker<T, CellKernels<T>>.At<TVec>() => new CellKernels<T, TVec>();
}
