using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>exp(x) and exp(x) − 1 by range reduction and a Taylor polynomial.</summary>
/// <remarks>
/// x = n·ln 2 + r with n whole and |r| ≤ ln 2 / 2; then e^x = 2^n·e^r. ln 2 is split into two parts such that n·high is exact.
/// The polynomial ends with the last term that exceeds half a unit in the last place: 1/7! in float, 1/13! in double.
/// Largest error against the exact value, with and without the fused multiply-add (measured over every float and millions
/// of doubles): exp 1.1 ulp (0.8 where the result is below the smallest normal number), expm1 2 ulp.
/// exp(−∞) = 0, exp(∞) = ∞, NaN stays NaN. The same bits for every vector width.
/// </remarks>
internal static class Exponential
{
    /// <summary>e^x over the whole range, including subnormal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Exp<TVec, T>(TVec x)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Beyond these limits the result is 0 or ∞ for every x.
        (double lower, double upper) = typeof(T) == typeof(float) ? (-104.0, 89.0) : (-746.0, 710.0);
        x = TVec.Min(Constant.Of<TVec, T>(upper), TVec.Max(Constant.Of<TVec, T>(lower), x));
        TVec n = RoundedQuotient<TVec, T>(x);
        TVec expm1 = Expm1OfRemainder<TVec, T>(Remainder<TVec, T>(x, n));

        // 2^n as the product of two factors, because 2^n itself overflows or underflows before e^x does.
        TVec half = Round<TVec, T>(n * Constant.Of<TVec, T>(0.5));
        TVec first = PowerOfTwo<TVec, T>(half), second = PowerOfTwo<TVec, T>(n - half);
        return TVec.MultiplyAdd(expm1, first, first) * second;
    }

    /// <summary>e^x with x first limited to [−87, 87] in float and [−708, 708] in double, where the result is a normal number. Cheaper than <see cref="Exp"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec NormalExp<TVec, T>(TVec x)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double limit = typeof(T) == typeof(float) ? 87 : 708;
        x = TVec.Min(Constant.Of<TVec, T>(limit), TVec.Max(Constant.Of<TVec, T>(-limit), x));
        TVec n = RoundedQuotient<TVec, T>(x);
        TVec scale = PowerOfTwo<TVec, T>(n);
        return TVec.MultiplyAdd(Expm1OfRemainder<TVec, T>(Remainder<TVec, T>(x, n)), scale, scale);
    }

    /// <summary>e^x − 1 for 0 ≤ x ≤ 40, accurate also near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVec Expm1<TVec, T>(TVec x)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec n = RoundedQuotient<TVec, T>(x);
        TVec expm1 = Expm1OfRemainder<TVec, T>(Remainder<TVec, T>(x, n));
        TVec scale = PowerOfTwo<TVec, T>(n);
        return TVec.MultiplyAdd(expm1, scale, scale - TVec.Create(T.One));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec RoundedQuotient<TVec, T>(TVec x)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        => Round<TVec, T>(x * Constant.Of<TVec, T>(1.4426950408889634));

    /// <summary>x − n·ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Remainder<TVec, T>(TVec x, TVec n)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (double high, double low) = typeof(T) == typeof(float)
            ? (0.693359375, -2.1219444005469058e-4)
            : (6.93147180369123816490e-01, 1.90821492927058770002e-10);
        TVec r = TVec.MultiplyAdd(n, Constant.Of<TVec, T>(-high), x);
        return TVec.MultiplyAdd(n, Constant.Of<TVec, T>(-low), r);
    }

    /// <summary>e^r − 1 = r + r²·(1/2! + r/3! + r²/4! + …) for |r| ≤ ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Expm1OfRemainder<TVec, T>(TVec r)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec p;
        if (typeof(T) == typeof(double))
        {
            p = Constant.Of<TVec, T>(1.0 / 6227020800);
            p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 479001600));
            p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 39916800));
            p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 3628800));
            p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 362880));
            p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 40320));
            p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 5040));
        }
        else
        {
            p = Constant.Of<TVec, T>(1.0 / 5040);
        }

        p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 720));
        p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 120));
        p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 24));
        p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(1.0 / 6));
        p = TVec.MultiplyAdd(p, r, Constant.Of<TVec, T>(0.5));
        return TVec.MultiplyAdd(p, r * r, r);
    }

    /// <summary>Rounds to the nearest whole number: adding a number so large that it has no fraction bits rounds the sum; subtracting it again leaves the rounded value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec Round<TVec, T>(TVec x)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TVec shifter = Constant.Of<TVec, T>(Shifter<T>());
        return (x + shifter) - shifter;
    }

    /// <summary>2^n for a whole n in the range of the exponent: shifts the low bits of n + bias into the exponent field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVec PowerOfTwo<TVec, T>(TVec n)
        where TVec : struct, ISimd<TVec, T>
        where T : unmanaged, IFloatingPointIeee754<T>
        => typeof(T) == typeof(float)
            ? TVec.ShiftLeft(n + Constant.Of<TVec, T>(Shifter<T>() + 127), 23)
            : TVec.ShiftLeft(n + Constant.Of<TVec, T>(Shifter<T>() + 1023), 52);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Shifter<T>() => typeof(T) == typeof(float) ? 12582912.0 : 6755399441055744.0;
}
