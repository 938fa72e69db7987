using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>
/// M = β₁·M + (1 − β₁)·g; S = β₂·S + (1 − β₂)·g²; θ = κ·θ − α·M / (ς·√S + ε), with exact square root and division.
/// The bias corrections stand in α = η/(1 − β₁ᵏ) and ς = 1/√(1 − β₂ᵏ), the decoupled weight decay in κ = 1 − ηλ.
/// </summary>
internal static class AdamStep
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Apply<TVec, T>(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> means, Span<T> squares, in AdamFactors<T> factors)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AdamFactors<T> f = factors;
        ref T theta = ref MemoryMarshal.GetReference(parameters);
        ref T gradient = ref MemoryMarshal.GetReference(gradients);
        ref T mean = ref MemoryMarshal.GetReference(means);
        ref T square = ref MemoryMarshal.GetReference(squares);
        nint i = 0;
        for (; i <= parameters.Length - TVec.Count; i += TVec.Count)
        {
            One<TVec, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref mean, i), ref Unsafe.Add(ref square, i), f);
        }

        for (; i < parameters.Length; i++)
        {
            One<SimdScalar<T>, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref mean, i), ref Unsafe.Add(ref square, i), f);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<TVec, T>(ref T theta, ref T gradient, ref T mean, ref T square, AdamFactors<T> f)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec g = TVec.Load(in gradient);
        TVec m = TVec.MultiplyAdd(TVec.Create(f.Beta1), TVec.Load(in mean), TVec.Create(f.Share1) * g);
        TVec s = TVec.MultiplyAdd(TVec.Create(f.Beta2), TVec.Load(in square), TVec.Create(f.Share2) * g * g);
        m.Store(ref mean);
        s.Store(ref square);
        TVec root = TVec.MultiplyAdd(TVec.Create(f.RootScale), TVec.Sqrt(s), TVec.Create(f.Epsilon));
        ((TVec.Create(f.Keep) * TVec.Load(in theta)) - TVec.Quotient(TVec.Create(f.Rate) * m, root)).Store(ref theta);
    }
}

/// <summary>What <see cref="AdamStep"/> multiplies with and adds at one update.</summary>
/// <param name="Rate">α = η/(1 − β₁ᵏ).</param>
/// <param name="Beta1">β₁.</param>
/// <param name="Share1">1 − β₁, rounded once.</param>
/// <param name="Beta2">β₂.</param>
/// <param name="Share2">1 − β₂, rounded once.</param>
/// <param name="RootScale">ς = 1/√(1 − β₂ᵏ).</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Keep">κ = 1 − ηλ.</param>
internal readonly record struct AdamFactors<T>(T Rate, T Beta1, T Share1, T Beta2, T Share2, T RootScale, T Epsilon, T Keep)
    where T : unmanaged, IFloatingPointIeee754<T>;
