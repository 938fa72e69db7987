using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Kernels;

/// <summary>A vector of one element, for the elements that do not fill a wider vector and for machines without vector instructions.</summary>
internal struct SimdScalar<T>(T value) : ISimd<SimdScalar<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> Create(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> Load(ref readonly T source) => new(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T destination) => destination = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> operator +(SimdScalar<T> left, SimdScalar<T> right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> operator -(SimdScalar<T> left, SimdScalar<T> right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> operator *(SimdScalar<T> left, SimdScalar<T> right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> operator /(SimdScalar<T> left, SimdScalar<T> right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> MultiplyAdd(SimdScalar<T> left, SimdScalar<T> right, SimdScalar<T> addend)
        => new(T.MultiplyAddEstimate(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(ref SimdScalar<T> sum, SimdScalar<T> left, SimdScalar<T> right)
        => sum._value = T.MultiplyAddEstimate(left._value, right._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> Sqrt(SimdScalar<T> value) => new(T.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> Quotient(SimdScalar<T> left, SimdScalar<T> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> QuotientByRoot(SimdScalar<T> left, SimdScalar<T> radicand) => left / Sqrt(radicand);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> Abs(SimdScalar<T> value) => new(T.Abs(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> CopySign(SimdScalar<T> magnitude, SimdScalar<T> sign) => new(T.CopySign(magnitude._value, sign._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> Min(SimdScalar<T> limit, SimdScalar<T> value) => limit._value < value._value ? limit : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> Max(SimdScalar<T> limit, SimdScalar<T> value) => limit._value > value._value ? limit : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> ZeroBelow(SimdScalar<T> limit, SimdScalar<T> value) => T.Abs(value._value) < limit._value ? default : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdScalar<T> ShiftLeft(SimdScalar<T> value, int bits)
        => typeof(T) == typeof(float)
            ? new(Unsafe.BitCast<int, T>(Unsafe.BitCast<T, int>(value._value) << bits))
            : new(Unsafe.BitCast<long, T>(Unsafe.BitCast<T, long>(value._value) << bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(SimdScalar<T> value) => value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest(SimdScalar<T> value) => value._value;
}
