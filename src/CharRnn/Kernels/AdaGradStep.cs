using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>G += g²; θ −= η·g / √(G + ε): equation (20), with exact square root and division.</summary>
/// <remarks>
/// The loop processes two vectors side by side. One uses the divide and square-root unit, the other the multipliers (Newton's iteration);
/// this is faster than sending both through the same unit.
/// </remarks>
/// <param name="LearningRate">η.</param>
/// <param name="Epsilon">ε.</param>
internal readonly record struct AdaGradStep<T>(T LearningRate, T Epsilon)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary><see cref="AdaGradStep{T}"/> for one width.</summary>
internal readonly struct AdaGradRule<TVec, T>(in AdaGradStep<T> step) : IUpdateRule<TVec, T>
    where TVec : struct, ISimd<TVec, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TVec _learningRate = TVec.Create(step.LearningRate);
    private readonly TVec _epsilon = TVec.Create(step.Epsilon);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Move(TVec theta, TVec g, ref T first, ref T second, bool isSecond)
    {
        TVec sum = TVec.MultiplyAdd(g, g, TVec.Load(in first));
        sum.Store(ref first);
        TVec dividend = _learningRate * g, radicand = sum + _epsilon;
        return theta - (isSecond ? TVec.QuotientByRoot(dividend, radicand) : dividend / TVec.Sqrt(radicand));
    }
}
