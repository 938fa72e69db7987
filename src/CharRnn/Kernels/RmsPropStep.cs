using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>G = ρ·G + (1 − ρ)·g²; θ −= η·g / (√(G + ε₁) + ε₂), with exact square root and division. ε is either inside or outside the root: one of ε₁ and ε₂ is 0.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Decay">ρ.</param>
/// <param name="Share">1 − ρ, rounded once.</param>
/// <param name="EpsilonInside">ε₁.</param>
/// <param name="EpsilonOutside">ε₂.</param>
internal readonly record struct RmsPropStep<T>(T LearningRate, T Decay, T Share, T EpsilonInside, T EpsilonOutside)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary><see cref="RmsPropStep{T}"/> for one width.</summary>
internal readonly struct RmsPropRule<TVec, T>(in RmsPropStep<T> step) : IUpdateRule<TVec, T>
    where TVec : struct, ISimd<TVec, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TVec _learningRate = TVec.Create(step.LearningRate);
    private readonly TVec _decay = TVec.Create(step.Decay);
    private readonly TVec _share = TVec.Create(step.Share);
    private readonly TVec _inside = TVec.Create(step.EpsilonInside);
    private readonly TVec _outside = TVec.Create(step.EpsilonOutside);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Move(TVec theta, TVec g, ref T first, ref T second, bool isSecond)
    {
        TVec mean = TVec.MultiplyAdd(_decay, TVec.Load(in first), _share * g * g);
        mean.Store(ref first);
        return theta - TVec.Quotient(_learningRate * g, TVec.Sqrt(mean + _inside) + _outside);
    }
}
