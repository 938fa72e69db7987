using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CharRnn.Kernels;

/// <summary>512 bits: 16 floats or 8 doubles.</summary>
internal readonly struct Simd512<T>(Vector512<T> value) : ISimd<Simd512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Create(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Load(ref readonly T source) => new(Vector512.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref T destination) => _value.StoreUnsafe(ref destination);

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
    public static Simd512<T> Sqrt(Simd512<T> value) => new(Vector512.Sqrt(value._value));

    /// <remarks>
    /// In double, from an estimate of 14 bits of the reciprocal, which Newton's iteration doubles twice and then rounds
    /// correctly; and to the product with it what is left of the dividend, times the reciprocal, which rounds the quotient
    /// correctly (Markstein, 1990, "Computation of elementary functions on the IBM RISC System/6000 processor"). Where the
    /// estimate is no reciprocal, as at 0, infinity and NaN, <c>/</c>. In float <c>/</c> is as fast.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512<T> Quotient(Simd512<T> left, Simd512<T> right)
    {
        if (typeof(T) != typeof(double) || !Avx512F.IsSupported)
        {
            return left / right;
        }

        Simd512<T> one = Create(T.One), negative = new(-right._value);
        Simd512<T> reciprocal = new(Avx512F.Reciprocal14(right._value.AsDouble()).As<double, T>());
        Simd512<T> error = MultiplyAdd(negative, reciprocal, one);
        if (!Vector512.LessThanAll(Vector512.Abs(error._value), Vector512.Create(T.CreateTruncating(1e-3))))
        {
            return left / right;
        }

        reciprocal = MultiplyAdd(reciprocal, error, reciprocal);
        reciprocal = MultiplyAdd(reciprocal, MultiplyAdd(negative, reciprocal, one), reciprocal);
        reciprocal = MultiplyAdd(reciprocal, MultiplyAdd(negative, reciprocal, one), reciprocal);
        Simd512<T> quotient = left * reciprocal;
        return MultiplyAdd(MultiplyAdd(negative, quotient, left), reciprocal, quotient);
    }

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
    public static Simd512<T> ShiftLeft(Simd512<T> value, int bits)
        => typeof(T) == typeof(float)
            ? new(Vector512.ShiftLeft(value._value.AsInt32(), bits).As<int, T>())
            : new(Vector512.ShiftLeft(value._value.AsInt64(), bits).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Simd512<T> value) => Vector512.Sum(value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(Simd512<T> value) => Simd256<T>.Largest(new(Vector256.MaxNative(value._value.GetLower(), value._value.GetUpper())));
}
