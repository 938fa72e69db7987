using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>Dividing a vector by a root gives the same bits as dividing single numbers.</summary>
public abstract class QuotientByRootTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Count = 100_000;

    [Fact]
    public void Random_numbers()
    {
        var random = new Random(1);
        Check(Many(random), [.. Many(random).Select(T.Abs)]);
    }

    /// <summary>Squares of numbers and of midpoints between two numbers, and the neighbours of these squares.</summary>
    [Fact]
    public void Squares_and_their_neighbours()
    {
        var random = new Random(2);
        T[] squares = Many(random);
        for (int i = 0; i < Count; i++)
        {
            T root = squares[i], square = root * root;
            T middle = T.FusedMultiplyAdd(root, T.BitIncrement(root) - root, square);
            squares[i] = (i % 5) switch { 0 => square, 1 => T.BitIncrement(square), 2 => T.BitDecrement(square), 3 => middle, _ => T.BitDecrement(middle) };
        }

        Check(Many(random), squares);
    }

    /// <summary>Products with the root, and their neighbours: quotients close to a number, or to the midpoint between two.</summary>
    [Fact]
    public void Multiples_of_the_root_and_their_neighbours()
    {
        var random = new Random(3);
        T[] radicands = [.. Many(random).Select(T.Abs)], left = Many(random);
        for (int i = 0; i < Count; i++)
        {
            T root = T.Sqrt(radicands[i]), product = left[i] * root;
            T middle = T.FusedMultiplyAdd((T.BitIncrement(left[i]) - left[i]) / T.CreateChecked(2), root, product);
            left[i] = (i % 4) switch { 0 => product, 1 => T.BitIncrement(product), 2 => middle, _ => T.BitDecrement(middle) };
        }

        Check(left, radicands);
    }

    /// <summary>Radicands whose roots have a significand of ones only, which the theorem behind the fast method excludes, and their neighbours.</summary>
    [Fact]
    public void Roots_of_ones()
    {
        var random = new Random(4);
        T one = T.One, four = T.CreateChecked(4), ones = T.BitDecrement(one);
        T[] radicands = [ones * ones, T.BitDecrement(ones * ones), ones, T.BitDecrement(four), T.BitDecrement(T.BitDecrement(four)), one, T.BitIncrement(one)];
        T[] repeated = [.. Enumerable.Range(0, Count).Select(i => radicands[i % radicands.Length])];
        Check(Many(random), repeated);
        Check([.. repeated.Select(_ => T.One)], repeated);
    }

    /// <summary>The limits of the fast method, and inputs that it cannot process: in all elements of a vector, and in a single one.</summary>
    [Fact]
    public void Ends_of_the_range_zero_infinity_NaN_and_negative_numbers()
    {
        T[] special = [T.Zero, T.NegativeZero, -T.One, T.PositiveInfinity, T.NegativeInfinity, T.NaN, T.Epsilon, T.BitDecrement(T.PositiveInfinity), Power(-60), Power(66), Power(-255), Power(257)];
        T[] radicands = [.. special, .. special.Select(T.BitIncrement), .. special.Select(T.BitDecrement)];
        T[] left = [T.Zero, T.One, -T.One, T.NaN, Power(40)];
        Check([.. radicands.SelectMany(_ => left)], [.. radicands.SelectMany(radicand => left.Select(_ => radicand))]);
        foreach (T radicand in radicands)
        {
            foreach (T dividend in left)
            {
                Check([.. Enumerable.Repeat(dividend, 16)], [.. Enumerable.Repeat(radicand, 16)]);
            }

            for (int at = 0; at < 16; at++)
            {
                Check([.. Enumerable.Repeat(T.One, 16)], [.. Enumerable.Range(0, 16).Select(i => i == at ? radicand : T.CreateChecked(3))]);
            }
        }
    }

    private static T[] Many(Random random)
        => [.. Enumerable.Range(0, Count).Select(_ => T.CreateChecked((random.Next(2) - 0.5) * (1 + random.NextDouble())) * Power(random.Next(-28, 28)))];

    private static T Power(int exponent) => T.ScaleB(T.One, exponent);

    private static void Check(T[] left, T[] radicands)
    {
        Check<Simd512<T>>(left, radicands);
        Check<Simd256<T>>(left, radicands);
        Check<Simd128<T>>(left, radicands);
        Check<SimdScalar<T>>(left, radicands);
    }

    private static void Check<TVec>(T[] left, T[] radicands)
        where TVec : struct, ISimd<TVec, T>
    {
        var results = new T[TVec.Count];
        for (int i = 0; i <= left.Length - TVec.Count; i += TVec.Count)
        {
            TVec.QuotientByRoot(TVec.Load(in left[i]), TVec.Load(in radicands[i])).Store(ref results[0]);
            for (int lane = 0; lane < TVec.Count; lane++)
            {
                T expected = left[i + lane] / T.Sqrt(radicands[i + lane]);
                if (!expected.Equals(results[lane]))
                {
                    Assert.Fail($"{typeof(TVec).Name}: {left[i + lane]:R} / √{radicands[i + lane]:R} is {expected:R}, not {results[lane]:R}");
                }
            }
        }
    }
}

public sealed class QuotientByRootTestsSingle : QuotientByRootTests<float>;

public sealed class QuotientByRootTestsDouble : QuotientByRootTests<double>;
