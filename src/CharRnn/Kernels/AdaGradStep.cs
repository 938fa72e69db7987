using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>G += g²; θ −= η·g / √(G + ε): equation (20), with exact square root and division.</summary>
/// <remarks>
/// Of two vectors one goes through the unit that divides and takes roots, the other through those that multiply: each alone takes
/// longer than both side by side.
/// </remarks>
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
        for (; i <= parameters.Length - (2 * TVec.Count); i += 2 * TVec.Count)
        {
            nint next = i + TVec.Count;
            One<TVec, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref accumulator, i), learningRate, epsilon, multiply: false);
            One<TVec, T>(ref Unsafe.Add(ref theta, next), ref Unsafe.Add(ref gradient, next), ref Unsafe.Add(ref accumulator, next), learningRate, epsilon, multiply: true);
        }

        for (; i <= parameters.Length - TVec.Count; i += TVec.Count)
        {
            One<TVec, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref accumulator, i), learningRate, epsilon, multiply: false);
        }

        for (; i < parameters.Length; i++)
        {
            One<SimdScalar<T>, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref accumulator, i), learningRate, epsilon, multiply: false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<TVec, T>(ref T theta, ref T gradient, ref T accumulator, T learningRate, T epsilon, bool multiply)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec g = TVec.Load(in gradient);
        TVec sum = TVec.MultiplyAdd(g, g, TVec.Load(in accumulator));
        sum.Store(ref accumulator);
        TVec dividend = TVec.Create(learningRate) * g, radicand = sum + TVec.Create(epsilon);
        TVec step = multiply ? TVec.QuotientByRoot(dividend, radicand) : dividend / TVec.Sqrt(radicand);
        (TVec.Load(in theta) - step).Store(ref theta);
    }
}
