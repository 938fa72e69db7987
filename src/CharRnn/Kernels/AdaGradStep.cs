using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>G += g²; θ −= η·g / √(G + ε): equation (20), with exact square root and division.</summary>
internal static class AdaGradStep
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Apply<TVec, T>(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> accumulators, T learningRate, T epsilon)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T theta = ref MemoryMarshal.GetReference(parameters);
        ref T gradient = ref MemoryMarshal.GetReference(gradients);
        ref T accumulator = ref MemoryMarshal.GetReference(accumulators);
        nint i = 0;
        for (; i <= parameters.Length - TVec.Count; i += TVec.Count)
        {
            One<TVec, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref accumulator, i), learningRate, epsilon);
        }

        for (; i < parameters.Length; i++)
        {
            One<SimdScalar<T>, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref accumulator, i), learningRate, epsilon);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<TVec, T>(ref T theta, ref T gradient, ref T accumulator, T learningRate, T epsilon)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec g = TVec.Load(in gradient);
        TVec sum = TVec.MultiplyAdd(g, g, TVec.Load(in accumulator));
        sum.Store(ref accumulator);
        TVec step = TVec.Quotient(TVec.Create(learningRate) * g, TVec.Sqrt(sum + TVec.Create(epsilon)));
        (TVec.Load(in theta) - step).Store(ref theta);
    }
}
