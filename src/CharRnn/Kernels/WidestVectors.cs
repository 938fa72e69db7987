using System.Numerics;
using System.Runtime.Intrinsics;

namespace CharRnn.Kernels;

/// <summary>Makes code that exists once for each width of vectors. A structure, so that the call needs no look-up at run time.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TCode">The type of the code, which does not name the width.</typeparam>
internal interface IWidthMaker<T, out TCode>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The code for vectors of <typeparamref name="TVec"/>.</summary>
    TCode At<TVec>()
        where TVec : struct, ISimd<TVec, T>;
}

/// <summary>The only place that asks for the width of this machine's vectors.</summary>
internal static class WidestVectors
{
    /// <summary>The code for the widest vectors that the machine computes with. Asked once, at start-up: an update only calls it.</summary>
    internal static TCode Choose<T, TCode, TMaker>(TMaker maker)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TMaker : struct, IWidthMaker<T, TCode>
        => Vector512.IsHardwareAccelerated ? maker.At<Simd512<T>>()
        : Vector256.IsHardwareAccelerated ? maker.At<Simd256<T>>()
        : Vector128.IsHardwareAccelerated ? maker.At<Simd128<T>>()
        : maker.At<SimdScalar<T>>();
}
