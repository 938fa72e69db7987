using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>A vector width as a type argument. The vectors themselves are internal, and test classes must be public.</summary>
public interface IVectorWidth
{
    internal static abstract KernelSet<T> Kernels<T>()
        where T : unmanaged, IFloatingPointIeee754<T>;

    internal static abstract CellKernels<T> Cells<T>()
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Replaces the values, a multiple of 16 of them, by exp(x).</summary>
    internal static abstract void Exp<T>(Span<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Replaces the values, a multiple of 16 of them, by exp(x) − 1.</summary>
    internal static abstract void Expm1<T>(Span<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Replaces the values, a multiple of 16 of them, by σ(x).</summary>
    internal static abstract void Sigmoid<T>(Span<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

public sealed class Bits512 : IVectorWidth
{
    static KernelSet<T> IVectorWidth.Kernels<T>() => new KernelSet<T, Simd512<T>>();

    static CellKernels<T> IVectorWidth.Cells<T>() => new CellKernels<T, Simd512<T>>();

    static void IVectorWidth.Exp<T>(Span<T> values) => Loops.Exp<Simd512<T>, T>(values);

    static void IVectorWidth.Expm1<T>(Span<T> values) => Loops.Expm1<Simd512<T>, T>(values);

    static void IVectorWidth.Sigmoid<T>(Span<T> values) => Loops.Sigmoid<Simd512<T>, T>(values);
}

public sealed class Bits256 : IVectorWidth
{
    static KernelSet<T> IVectorWidth.Kernels<T>() => new KernelSet<T, Simd256<T>>();

    static CellKernels<T> IVectorWidth.Cells<T>() => new CellKernels<T, Simd256<T>>();

    static void IVectorWidth.Exp<T>(Span<T> values) => Loops.Exp<Simd256<T>, T>(values);

    static void IVectorWidth.Expm1<T>(Span<T> values) => Loops.Expm1<Simd256<T>, T>(values);

    static void IVectorWidth.Sigmoid<T>(Span<T> values) => Loops.Sigmoid<Simd256<T>, T>(values);
}

public sealed class Bits128 : IVectorWidth
{
    static KernelSet<T> IVectorWidth.Kernels<T>() => new KernelSet<T, Simd128<T>>();

    static CellKernels<T> IVectorWidth.Cells<T>() => new CellKernels<T, Simd128<T>>();

    static void IVectorWidth.Exp<T>(Span<T> values) => Loops.Exp<Simd128<T>, T>(values);

    static void IVectorWidth.Expm1<T>(Span<T> values) => Loops.Expm1<Simd128<T>, T>(values);

    static void IVectorWidth.Sigmoid<T>(Span<T> values) => Loops.Sigmoid<Simd128<T>, T>(values);
}

public sealed class Scalar : IVectorWidth
{
    static KernelSet<T> IVectorWidth.Kernels<T>() => new KernelSet<T, SimdScalar<T>>();

    static CellKernels<T> IVectorWidth.Cells<T>() => new CellKernels<T, SimdScalar<T>>();

    static void IVectorWidth.Exp<T>(Span<T> values) => Loops.Exp<SimdScalar<T>, T>(values);

    static void IVectorWidth.Expm1<T>(Span<T> values) => Loops.Expm1<SimdScalar<T>, T>(values);

    static void IVectorWidth.Sigmoid<T>(Span<T> values) => Loops.Sigmoid<SimdScalar<T>, T>(values);
}

/// <summary>Functions of one vector, applied to many.</summary>
internal static class Loops
{
    internal static void Exp<TVec, T>(Span<T> values)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i += TVec.Count)
        {
            Exponential.Exp<TVec, T>(TVec.Load(in values[i])).Store(ref values[i]);
        }
    }

    internal static void Sigmoid<TVec, T>(Span<T> values)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i += TVec.Count)
        {
            LogisticSigmoid.Sigmoid<TVec, T>(TVec.Load(in values[i])).Store(ref values[i]);
        }
    }

    internal static void Expm1<TVec, T>(Span<T> values)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < values.Length; i += TVec.Count)
        {
            Exponential.Expm1<TVec, T>(TVec.Load(in values[i])).Store(ref values[i]);
        }
    }
}
