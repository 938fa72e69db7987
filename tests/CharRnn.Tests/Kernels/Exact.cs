using System.Numerics;

namespace CharRnn.Tests.Kernels;

/// <summary>exp, exp − 1, tanh and σ of a double in whole-number arithmetic, to far more digits than a double has.</summary>
/// <remarks>
/// A fixed-point number x is the integer x·2^160. Everything follows from Σ rᵏ/k! at |r| ≤ 1 and ln 2 = Σ 1/(k·2ᵏ);
/// truncated operations lose less than 2^−150 of the value in all.
/// </remarks>
internal readonly record struct Exact(BigInteger Mantissa, int Exponent)
{
    private const int Bits = 160;
    private static readonly BigInteger _one = BigInteger.One << Bits;
    private static readonly BigInteger _ln2 = Ln2();

    internal static Exact Exp(double x)
    {
        int n = (int)Math.Round(x / Math.Log(2));
        BigInteger r = Fixed(x) - (n * _ln2);
        return new Exact(_one + Times(r, Expm1Ratio(r)), n - Bits);
    }

    /// <summary>e^x − 1, accurate in the relative sense down to the smallest x.</summary>
    internal static Exact Expm1(double x)
    {
        if (Math.Abs(x) < 0.5)
        {
            (BigInteger mantissa, int exponent) = Parts(x);
            return new Exact(mantissa * Expm1Ratio(Fixed(x)), exponent - Bits);
        }

        Exact exp = Exp(x);
        BigInteger value = exp.Exponent + Bits >= 0 ? exp.Mantissa << (exp.Exponent + Bits) : exp.Mantissa >> -(exp.Exponent + Bits);
        return new Exact(value - _one, -Bits);
    }

    /// <summary>e / (e + 2) with e = e^(2x) − 1.</summary>
    internal static Exact Tanh(double x)
    {
        Exact e = Expm1(2 * x);
        BigInteger denominator = (2 * _one) + Shift(e.Mantissa, e.Exponent + Bits);
        return new Exact((e.Mantissa << (2 * Bits)) / denominator, e.Exponent - Bits);
    }

    /// <summary>e^x / (1 + e^x), accurate in the relative sense however far below 0 x is.</summary>
    internal static Exact Sigmoid(double x)
    {
        Exact e = Exp(x);
        if (x >= 0)
        {
            e = Exp(-x);
            return new Exact((BigInteger.One << (2 * Bits)) / (_one + Shift(e.Mantissa, e.Exponent + Bits)), -Bits);
        }

        return new Exact((e.Mantissa << Bits) / (_one + Shift(e.Mantissa, e.Exponent + Bits)), e.Exponent);
    }

    /// <summary>|value − this| in units of the last place that the exact number would have in T.</summary>
    internal double UlpError<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!T.IsFinite(value))
        {
            return double.PositiveInfinity;
        }

        (int digits, int lowest) = typeof(T) == typeof(float) ? (24, -149) : (53, -1074);
        int top = (int)BigInteger.Abs(Mantissa).GetBitLength() + Exponent;
        int ulp = Math.Max(top - digits, lowest);

        // Both in millionths (2^−20) of that unit.
        (BigInteger mantissa, int exponent) = Parts(double.CreateChecked(value));
        BigInteger difference = Shift(mantissa, exponent - ulp + 20) - Shift(Mantissa, Exponent - ulp + 20);
        return Math.Abs((double)difference) / (1 << 20);
    }

    private static BigInteger Shift(BigInteger value, int bits) => bits >= 0 ? value << bits : value >> -bits;

    private static BigInteger Times(BigInteger left, BigInteger right) => (left * right) >> Bits;

    /// <summary>(e^r − 1)/r = 1 + r/2! + r²/3! + …</summary>
    private static BigInteger Expm1Ratio(BigInteger r)
    {
        BigInteger sum = _one, term = _one;
        for (int k = 2; !term.IsZero && term != -BigInteger.One; k++)
        {
            term = Times(term, r) / k;
            sum += term;
        }

        return sum;
    }

    private static BigInteger Ln2()
    {
        // With 64 guard bits: it is multiplied by up to 1,100.
        BigInteger sum = BigInteger.Zero;
        for (int k = 1; k < Bits + 64; k++)
        {
            sum += (BigInteger.One << (Bits + 64 - k)) / k;
        }

        return sum >> 64;
    }

    private static BigInteger Fixed(double x)
    {
        (BigInteger mantissa, int exponent) = Parts(x);
        return Shift(mantissa, exponent + Bits);
    }

    private static (BigInteger Mantissa, int Exponent) Parts(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = bits & ((1L << 52) - 1);
        mantissa = exponent == 0 ? mantissa : mantissa | (1L << 52);
        return (bits < 0 ? -mantissa : mantissa, Math.Max(exponent, 1) - 1075);
    }
}
