using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Kernels;

/// <summary>h = tanh(a) and its derivative, da = (1 − h²)∘dh: equations (2) and (10).</summary>
/// <remarks>
/// tanh|x| = e / (e + 2) with e = exp(2|x|) − 1, which stays accurate near 0; the sign of x is restored at the end.
/// Largest error against the exact value (measured over every float and millions of doubles): 3 ulp. tanh(±∞) = ±1, tanh(±0) = ±0, NaN stays NaN. The same bits for every vector width.
/// </remarks>
internal static class HyperbolicTangent
{
    /// <summary>For larger arguments tanh rounds to exactly 1, in float and in double.</summary>
    private const double Saturated = 20;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Tanh<TVec, T>(TVec x)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec magnitude = TVec.Min(Constant.Of<TVec, T>(Saturated), TVec.Abs(x));
        TVec e = Exponential.Expm1<TVec, T>(magnitude + magnitude);
        return TVec.CopySign(e / (e + Constant.Of<TVec, T>(2)), x);
    }

    /// <summary>Replaces every value by its tanh.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Forward<TVec, T>(Span<T> values)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T first = ref MemoryMarshal.GetReference(values);
        nint i = 0;
        for (; i <= values.Length - TVec.Count; i += TVec.Count)
        {
            Tanh<TVec, T>(TVec.Load(in Unsafe.Add(ref first, i))).Store(ref Unsafe.Add(ref first, i));
        }

        for (; i < values.Length; i++)
        {
            Tanh<SimdScalar<T>, T>(SimdScalar<T>.Load(in Unsafe.Add(ref first, i))).Store(ref Unsafe.Add(ref first, i));
        }
    }

    /// <summary>Replaces dh by da = (1 − h²)∘dh.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Backward<TVec, T>(ReadOnlySpan<T> h, Span<T> dh)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref T firstH = ref MemoryMarshal.GetReference(h);
        ref T first = ref MemoryMarshal.GetReference(dh);
        TVec one = TVec.Create(T.One);
        nint i = 0;
        for (; i <= dh.Length - TVec.Count; i += TVec.Count)
        {
            TVec hidden = TVec.Load(in Unsafe.Add(ref firstH, i));
            ((one - (hidden * hidden)) * TVec.Load(in Unsafe.Add(ref first, i))).Store(ref Unsafe.Add(ref first, i));
        }

        for (; i < dh.Length; i++)
        {
            T hidden = Unsafe.Add(ref firstH, i);
            Unsafe.Add(ref first, i) *= T.One - (hidden * hidden);
        }
    }
}
