using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CharRnn.Kernels;

/// <summary>512 bits: 16 floats or 8 doubles.</summary>
internal struct Simd512<T>(Vector512<T> value) : ISimd<Simd512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Create(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Load(ref readonly T source) => new(Vector512.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T destination) => _value.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator +(Simd512<T> left, Simd512<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator -(Simd512<T> left, Simd512<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator *(Simd512<T> left, Simd512<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> operator /(Simd512<T> left, Simd512<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> MultiplyAdd(Simd512<T> left, Simd512<T> right, Simd512<T> addend)
        => typeof(T) == typeof(float)
            ? new(Vector512.MultiplyAddEstimate(left._value.AsSingle(), right._value.AsSingle(), addend._value.AsSingle()).As<float, T>())
            : new(Vector512.MultiplyAddEstimate(left._value.AsDouble(), right._value.AsDouble(), addend._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref Simd512<T> sum, Simd512<T> left, Simd512<T> right)
    {
        if (typeof(T) == typeof(float))
        {
            sum._value = Vector512.MultiplyAddEstimate(left._value.AsSingle(), right._value.AsSingle(), sum._value.AsSingle()).As<float, T>();
        }
        else
        {
            sum._value = Vector512.MultiplyAddEstimate(left._value.AsDouble(), right._value.AsDouble(), sum._value.AsDouble()).As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Sqrt(Simd512<T> value) => new(Vector512.Sqrt(value._value));

    /// <remarks>
    /// In double: starts with a 14-bit estimate of the reciprocal. Two Newton iterations each double its precision, and a third rounds it
    /// correctly. The quotient is left times the reciprocal, plus the remainder times the reciprocal, which rounds the quotient
    /// correctly (Markstein, 1990, "Computation of elementary functions on the IBM RISC System/6000 processor"). Where the
    /// estimate is not a reciprocal, as at 0, infinity and NaN, it uses <c>/</c>. In float <c>/</c> is as fast.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Quotient(Simd512<T> left, Simd512<T> right)
    {
        if (typeof(T) != typeof(double) || !Avx512F.IsSupported)
        {
            return left / right;
        }

        Simd512<T> one = Create(T.One);
        Simd512<T> reciprocal = new(Avx512F.Reciprocal14(right._value.AsDouble()).As<double, T>());
        Simd512<T> error = Remainder(one, right, reciprocal);
        if (!Vector512.LessThanAll(Vector512.Abs(error._value), Vector512.Create(T.CreateTruncating(1e-3))))
        {
            return left / right;
        }

        reciprocal = MultiplyAdd(reciprocal, error, reciprocal);
        reciprocal = MultiplyAdd(reciprocal, Remainder(one, right, reciprocal), reciprocal);
        reciprocal = MultiplyAdd(reciprocal, Remainder(one, right, reciprocal), reciprocal);
        Simd512<T> quotient = left * reciprocal;
        return MultiplyAdd(Remainder(left, right, quotient), reciprocal, quotient);
    }

    /// <remarks>
    /// Starts with a 14-bit estimate of 1/√x. Newton's iteration refines the root and half its reciprocal together, once in float and
    /// twice in double. Then the remainder of each is used to round root and quotient correctly (Markstein, as above).
    /// The theorem excludes a root whose significand has only ones. A reciprocal refined from above is correct for that root, too, which was
    /// verified for all roots in float. Radicands so far from 1 that a remainder might be inexact use square root and division, as do 0,
    /// negative numbers, infinity and NaN.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> QuotientByRoot(Simd512<T> left, Simd512<T> radicand)
    {
        if (!Avx512F.IsSupported || !IsNearOne(radicand))
        {
            return left / Sqrt(radicand);
        }

        Simd512<T> half = Create(T.CreateTruncating(0.5));
        Simd512<T> estimate = typeof(T) == typeof(float)
            ? new(Avx512F.ReciprocalSqrt14(radicand._value.AsSingle()).As<float, T>())
            : new(Avx512F.ReciprocalSqrt14(radicand._value.AsDouble()).As<double, T>());
        Simd512<T> root = radicand * estimate, halfReciprocal = half * estimate;
        Simd512<T> error = Remainder(half, root, halfReciprocal);
        root = MultiplyAdd(root, error, root);
        halfReciprocal = MultiplyAdd(halfReciprocal, error, halfReciprocal);
        if (typeof(T) == typeof(double))
        {
            error = Remainder(half, root, halfReciprocal);
            root = MultiplyAdd(root, error, root);
            halfReciprocal = MultiplyAdd(halfReciprocal, error, halfReciprocal);
        }

        root = MultiplyAdd(Remainder(radicand, root, root), halfReciprocal, root);
        Simd512<T> aboveTwo = Create(T.CreateTruncating(typeof(T) == typeof(float) ? 2.000000238418579 : 2.0000000000000004));
        Simd512<T> reciprocal = halfReciprocal * aboveTwo;
        reciprocal = MultiplyAdd(Remainder(Create(T.One), root, reciprocal), reciprocal, reciprocal);
        Simd512<T> quotient = left * reciprocal;
        return MultiplyAdd(Remainder(left, root, quotient), reciprocal, quotient);
    }

    /// <summary>Whether all are between 2⁻⁶⁰ and 2⁶⁶ in float, 2⁻²⁵⁵ and 2²⁵⁷ in double. Compares the bits as unsigned integers; every other number becomes a larger one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNearOne(Simd512<T> value)
        => typeof(T) == typeof(float)
            ? Vector512.LessThanAll(value._value.AsUInt32() - Vector512.Create(0x2180_0000u), Vector512.Create(0x3F00_0000u))
            : Vector512.LessThanAll(value._value.AsUInt64() - Vector512.Create(0x3000_0000_0000_0000ul), Vector512.Create(0x2000_0000_0000_0000ul));

    /// <summary>value − left · right, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Simd512<T> Remainder(Simd512<T> value, Simd512<T> left, Simd512<T> right)
        => typeof(T) == typeof(float)
            ? new(Avx512F.FusedMultiplyAddNegated(left._value.AsSingle(), right._value.AsSingle(), value._value.AsSingle()).As<float, T>())
            : new(Avx512F.FusedMultiplyAddNegated(left._value.AsDouble(), right._value.AsDouble(), value._value.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Abs(Simd512<T> value) => new(Vector512.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> CopySign(Simd512<T> magnitude, Simd512<T> sign) => new(Vector512.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Min(Simd512<T> limit, Simd512<T> value)
        => new(Vector512.MinNative(limit._value, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Max(Simd512<T> limit, Simd512<T> value)
        => new(Vector512.MaxNative(limit._value, value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> ZeroBelow(Simd512<T> limit, Simd512<T> value)
        => new(Vector512.AndNot(value._value, Vector512.LessThan(Vector512.Abs(value._value), limit._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> ShiftLeft(Simd512<T> value, int bits)
        => typeof(T) == typeof(float)
            ? new(Vector512.ShiftLeft(value._value.AsInt32(), bits).As<int, T>())
            : new(Vector512.ShiftLeft(value._value.AsInt64(), bits).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Simd512<T> value) => Vector512.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Simd512<T> value) => Simd256<T>.Largest(new(Vector256.MaxNative(value._value.GetLower(), value._value.GetUpper())));
}
