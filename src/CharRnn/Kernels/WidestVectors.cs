using System.Numerics;
using System.Runtime.Intrinsics;

namespace CharRnn.Kernels;

/// <summary>Creates code that exists once for each vector width. Implemented by structs, so that the call is resolved at compile time.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <typeparam name="TCode">The type of the code, which is the same for all widths.</typeparam>
internal interface IWidthMaker<T, out TCode>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The code for vectors of <typeparamref name="TVec"/>.</summary>
    TCode At<TVec>()
        where TVec : struct, ISimd<TVec, T>;
}

/// <summary>The only code that checks the vector width of this machine.</summary>
internal static class WidestVectors
{
    /// <summary>Creates the code for the widest vectors that the machine supports. Done once, at start-up: an update only calls the result.</summary>
    internal static TCode Choose<T, TCode, TMaker>(TMaker maker)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TMaker : struct, IWidthMaker<T, TCode>
        => Vector512.IsHardwareAccelerated ? maker.At<Simd512<T>>()
        : Vector256.IsHardwareAccelerated ? maker.At<Simd256<T>>()
        : Vector128.IsHardwareAccelerated ? maker.At<Simd128<T>>()
        : maker.At<SimdScalar<T>>();
}
