using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>Gradient descent: θ −= η·g, and with momentum v = μ·v + g; θ −= η·v.</summary>
internal static class SgdStep
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Apply<TVec, T>(Span<T> parameters, ReadOnlySpan<T> gradients, T learningRate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T theta = ref MemoryMarshal.GetReference(parameters);
        ref T gradient = ref MemoryMarshal.GetReference(gradients);
        nint i = 0;
        for (; i <= parameters.Length - TVec.Count; i += TVec.Count)
        {
            One<TVec, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), learningRate);
        }

        for (; i < parameters.Length; i++)
        {
            One<SimdScalar<T>, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), learningRate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void ApplyMomentum<TVec, T>(Span<T> parameters, ReadOnlySpan<T> gradients, Span<T> velocities, T learningRate, T momentum)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T theta = ref MemoryMarshal.GetReference(parameters);
        ref T gradient = ref MemoryMarshal.GetReference(gradients);
        ref T velocity = ref MemoryMarshal.GetReference(velocities);
        nint i = 0;
        for (; i <= parameters.Length - TVec.Count; i += TVec.Count)
        {
            OneMomentum<TVec, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref velocity, i), learningRate, momentum);
        }

        for (; i < parameters.Length; i++)
        {
            OneMomentum<SimdScalar<T>, T>(ref Unsafe.Add(ref theta, i), ref Unsafe.Add(ref gradient, i), ref Unsafe.Add(ref velocity, i), learningRate, momentum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<TVec, T>(ref T theta, ref T gradient, T learningRate)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        => TVec.MultiplyAdd(TVec.Create(-learningRate), TVec.Load(in gradient), TVec.Load(in theta)).Store(ref theta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OneMomentum<TVec, T>(ref T theta, ref T gradient, ref T velocity, T learningRate, T momentum)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec v = TVec.MultiplyAdd(TVec.Create(momentum), TVec.Load(in velocity), TVec.Load(in gradient));
        v.Store(ref velocity);
        TVec.MultiplyAdd(TVec.Create(-learningRate), v, TVec.Load(in theta)).Store(ref theta);
    }
}
