using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>G = ρ·G + (1 − ρ)·g²; θ −= η·g / (√(G + ε₁) + ε₂), with exact square root and division. One ε is 0: which one says where it stands.</summary>
internal static class RmsPropStep
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Apply<TVec, T>(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> accumulators, in RmsPropFactors<T> factors)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RmsPropFactors<T> f = factors;
        ref T theta = ref MemoryMarshal.GetReference(parameters);
        ref T gradient = ref MemoryMarshal.GetReference(gradients);
        ref T accumulator = ref MemoryMarshal.GetReference(accumulators);
        nint i = 0;
        for (; i <= parameters.Length - TVec.Count; i += TVec.Count)
        {
            One<TVec, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref accumulator, i), f);
        }

        for (; i < parameters.Length; i++)
        {
            One<SimdScalar<T>, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref accumulator, i), f);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<TVec, T>(ref T theta, ref T gradient, ref T accumulator, RmsPropFactors<T> f)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec g = TVec.Load(in gradient);
        TVec mean = TVec.MultiplyAdd(TVec.Create(f.Decay), TVec.Load(in accumulator), TVec.Create(f.Share) * g * g);
        mean.Store(ref accumulator);
        TVec root = TVec.Sqrt(mean + TVec.Create(f.EpsilonInside)) + TVec.Create(f.EpsilonOutside);
        (TVec.Load(in theta) - TVec.Quotient(TVec.Create(f.LearningRate) * g, root)).Store(ref theta);
    }
}

/// <summary>What <see cref="RmsPropStep"/> multiplies with and adds.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Decay">ρ.</param>
/// <param name="Share">1 − ρ, rounded once.</param>
/// <param name="EpsilonInside">ε₁.</param>
/// <param name="EpsilonOutside">ε₂.</param>
internal readonly record struct RmsPropFactors<T>(T LearningRate, T Decay, T Share, T EpsilonInside, T EpsilonOutside)
    where T : unmanaged, IFloatingPointIeee754<T>;
