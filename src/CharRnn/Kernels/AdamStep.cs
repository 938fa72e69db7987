using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>
/// M = β₁·M + (1 − β₁)·g; S = β₂·S + (1 − β₂)·g²; θ = κ·θ − α·M / (ς·√S + ε), with exact square root and division.
/// α = η/(1 − β₁ᵏ) and ς = 1/√(1 − β₂ᵏ) contain the bias corrections, κ = 1 − ηλ the decoupled weight decay.
/// </summary>
/// <param name="Rate">α = η/(1 − β₁ᵏ).</param>
/// <param name="Beta1">β₁.</param>
/// <param name="Share1">1 − β₁, rounded once.</param>
/// <param name="Beta2">β₂.</param>
/// <param name="Share2">1 − β₂, rounded once.</param>
/// <param name="RootScale">ς = 1/√(1 − β₂ᵏ).</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Keep">κ = 1 − ηλ.</param>
internal readonly record struct AdamStep<T>(T Rate, T Beta1, T Share1, T Beta2, T Share2, T RootScale, T Epsilon, T Keep)
    where T : unmanaged, IFloatingPointIeee754<T>;

/// <summary><see cref="AdamStep{T}"/> for one width.</summary>
internal readonly struct AdamRule<TVec, T>(in AdamStep<T> step) : IUpdateRule<TVec, T>
    where TVec : struct, ISimd<TVec, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TVec _rate = TVec.Create(step.Rate);
    private readonly TVec _beta1 = TVec.Create(step.Beta1);
    private readonly TVec _share1 = TVec.Create(step.Share1);
    private readonly TVec _beta2 = TVec.Create(step.Beta2);
    private readonly TVec _share2 = TVec.Create(step.Share2);
    private readonly TVec _rootScale = TVec.Create(step.RootScale);
    private readonly TVec _epsilon = TVec.Create(step.Epsilon);
    private readonly TVec _keep = TVec.Create(step.Keep);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVec Move(TVec theta, TVec g, ref T first, ref T second, bool isSecond)
    {
        TVec m = TVec.MultiplyAdd(_beta1, TVec.Load(in first), _share1 * g);
        TVec s = TVec.MultiplyAdd(_beta2, TVec.Load(in second), _share2 * g * g);
        m.Store(ref first);
        s.Store(ref second);
        return (_keep * theta) - TVec.Quotient(_rate * m, TVec.MultiplyAdd(_rootScale, TVec.Sqrt(s), _epsilon));
    }
}
