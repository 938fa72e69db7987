using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>Gradient descent: θ −= η·g.</summary>
/// <param name="LearningRate">η.</param>
internal readonly record struct SgdStep<T>(T LearningRate)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary><see cref="SgdStep{T}"/> for one width.</summary>
internal readonly struct SgdRule<TVec, T>(in SgdStep<T> step) : IUpdateRule<TVec, T>
    where TVec : struct, ISimd<TVec, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TVec _minusRate = TVec.Create(-step.LearningRate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Move(TVec theta, TVec g, ref T first, ref T second, bool isSecond)
        => TVec.MultiplyAdd(_minusRate, g, theta);
}

/// <summary>With momentum: v = μ·v + g; θ −= η·v.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">μ.</param>
internal readonly record struct MomentumStep<T>(T LearningRate, T Momentum)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary><see cref="MomentumStep{T}"/> for one width.</summary>
internal readonly struct MomentumRule<TVec, T>(in MomentumStep<T> step) : IUpdateRule<TVec, T>
    where TVec : struct, ISimd<TVec, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TVec _minusRate = TVec.Create(-step.LearningRate);
    private readonly TVec _momentum = TVec.Create(step.Momentum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Move(TVec theta, TVec g, ref T first, ref T second, bool isSecond)
    {
        TVec v = TVec.MultiplyAdd(_momentum, TVec.Load(in first), g);
        v.Store(ref first);
        return TVec.MultiplyAdd(_minusRate, v, theta);
    }
}
