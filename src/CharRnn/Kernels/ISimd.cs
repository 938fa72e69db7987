using System.Numerics;

namespace CharRnn.Kernels;

/// <summary>
/// A vector of <see cref="Count"/> numbers: the one vocabulary in which every kernel is written, once for both element
/// types and all vector widths. The JIT compiles a kernel anew for each implementation, so nothing of this is left at run time.
/// </summary>
internal interface ISimd<TSelf, T>
    where TSelf : struct, ISimd<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    static abstract int Count { get; }

    static abstract TSelf Create(T value);

    static abstract TSelf Load(ref readonly T source);

    void Store(ref T destination);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left · right + addend, in one rounding where the machine has the instruction, and then at every width; otherwise in two.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>
    /// sum = left · right + sum, rounded like <see cref="MultiplyAdd"/>, for accumulators that live in registers. Assigning the result
    /// of <see cref="MultiplyAdd"/> is the same computation, but the JIT then forms it in the register of a factor and copies it:
    /// six copies for twelve accumulators, and seven clock cycles instead of six.
    /// </summary>
    static abstract void AddProduct(ref TSelf sum, TSelf left, TSelf right);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>
    /// left / right, rounded like <c>/</c>, for loops in which the unit that divides has enough to do with square roots. A
    /// quotient near the smallest numbers of its type may be one unit off in the last place.
    /// </summary>
    static abstract TSelf Quotient(TSelf left, TSelf right);

    /// <summary>
    /// left / √radicand, rounded like <see cref="Sqrt"/> and <c>/</c>, by multiplications where the machine has an estimate to begin
    /// with. As with <see cref="Quotient"/>, one near the smallest numbers may be one unit off; and −0 may become 0, infinity NaN.
    /// </summary>
    static abstract TSelf QuotientByRoot(TSelf left, TSelf radicand);

    static abstract TSelf Abs(TSelf value);

    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary>The smaller of both; a NaN in <paramref name="value"/> comes through, one in the limit is not expected.</summary>
    static abstract TSelf Min(TSelf limit, TSelf value);

    /// <summary>The larger of both; a NaN in <paramref name="value"/> comes through, one in the limit is not expected.</summary>
    static abstract TSelf Max(TSelf limit, TSelf value);

    /// <summary>0 where a number is smaller in magnitude than the limit, the number elsewhere; a NaN comes through.</summary>
    static abstract TSelf ZeroBelow(TSelf limit, TSelf value);

    /// <summary>Shifts the bits of every element.</summary>
    static abstract TSelf ShiftLeft(TSelf value, int bits);

    static abstract T Sum(TSelf value);

    /// <summary>The largest element; any number if one of them is NaN.</summary>
    static abstract T Largest(TSelf value);
}
