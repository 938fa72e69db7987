using System.Numerics;

namespace CharRnn.Kernels;

/// <summary>
/// A vector of <see cref="Count"/> numbers. Every kernel is written once with these operations, for both element types and all vector
/// widths. The JIT compiles each kernel separately for each implementation, so the abstraction costs nothing at run time.
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

    /// <summary>left · right + addend. Rounded once, at every width, if the machine has fused multiply-add instructions; otherwise rounded twice.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>
    /// sum = left · right + sum, rounded like <see cref="MultiplyAdd"/>, for accumulators that stay in registers. Assigning the result
    /// of <see cref="MultiplyAdd"/> is the same computation, but the JIT then computes it in the register of a factor and copies it back:
    /// six copies for twelve accumulators, and seven clock cycles instead of six.
    /// </summary>
    static abstract void AddProduct(ref TSelf sum, TSelf left, TSelf right);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>
    /// left / right, rounded like <c>/</c>, for loops whose square roots already keep the divide unit busy. A quotient close to
    /// the smallest numbers of its type may differ by one unit in the last place.
    /// </summary>
    static abstract TSelf Quotient(TSelf left, TSelf right);

    /// <summary>
    /// left / √radicand, rounded like <see cref="Sqrt"/> and <c>/</c>, computed by multiplications where the machine has an initial estimate.
    /// As with <see cref="Quotient"/>, a result close to the smallest numbers may differ by one unit. −0 may become 0, and infinity NaN.
    /// </summary>
    static abstract TSelf QuotientByRoot(TSelf left, TSelf radicand);

    static abstract TSelf Abs(TSelf value);

    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary>The smaller of both. A NaN in <paramref name="value"/> is returned; the limit must not be NaN.</summary>
    static abstract TSelf Min(TSelf limit, TSelf value);

    /// <summary>The larger of both. A NaN in <paramref name="value"/> is returned; the limit must not be NaN.</summary>
    static abstract TSelf Max(TSelf limit, TSelf value);

    /// <summary>0 where the magnitude of a number is below the limit, otherwise the number; NaN stays NaN.</summary>
    static abstract TSelf ZeroBelow(TSelf limit, TSelf value);

    /// <summary>Shifts the bits of every element.</summary>
    static abstract TSelf ShiftLeft(TSelf value, int bits);

    static abstract T Sum(TSelf value);

    /// <summary>The largest element; unspecified if one of them is NaN.</summary>
    static abstract T Largest(TSelf value);
}
