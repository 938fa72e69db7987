using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>Dividing vectors gives the same bits as dividing single numbers.</summary>
public class QuotientTests
{
    private const int Count = 100_000;

    [Fact]
    public void Random_numbers()
    {
        var random = new Random(1);
        Check([.. Enumerable.Range(0, Count).Select(_ => Any(random))], [.. Enumerable.Range(0, Count).Select(_ => Any(random))]);
    }

    /// <summary>A product or a neighbour of it, divided by one of its factors: close to a number, or to the midpoint between two.</summary>
    [Fact]
    public void Products_and_their_neighbours()
    {
        var random = new Random(2);
        var left = new double[Count];
        var right = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            right[i] = Any(random);
            double quotient = Any(random), product = quotient * right[i];
            double middle = product + (Math.BitIncrement(quotient) - quotient) * right[i] / 2;
            left[i] = (i % 4) switch { 0 => product, 1 => Math.BitIncrement(product), 2 => middle, _ => Math.BitDecrement(middle) };
        }

        Check(left, right);
    }

    /// <summary>The divisor that the theorem behind the fast method excludes, with a significand of ones only, and its neighbours.</summary>
    [Fact]
    public void Divisors_of_ones()
    {
        var random = new Random(3);
        double[] divisors = [Math.BitDecrement(1.0), Math.BitDecrement(2.0), Math.BitDecrement(1e0 / 1024), Math.BitDecrement(Math.BitDecrement(4.0)), 1, Math.BitIncrement(1.0)];
        Check([.. Enumerable.Range(0, Count).Select(_ => Any(random))], [.. Enumerable.Range(0, Count).Select(i => divisors[i % divisors.Length])]);
    }

    [Fact]
    public void Zero_infinity_NaN_and_the_ends_of_the_range()
    {
        double[] special =
            [0, -0.0, 1, -1, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon, double.MaxValue, double.MinValue, 1e-308, 1e308, 3e-310];
        Check([.. special.SelectMany(left => special.Select(_ => left))], [.. special.SelectMany(_ => special)]);
    }

    private static double Any(Random random)
        => (random.Next(2) - 0.5) * (1 + random.NextDouble()) * Math.Pow(2, random.Next(-60, 60));

    private static void Check(double[] left, double[] right)
    {
        Check<Simd512<double>>(left, right);
        Check<Simd256<double>>(left, right);
        Check<Simd128<double>>(left, right);
        Check<SimdScalar<double>>(left, right);
    }

    private static void Check<TVec>(double[] left, double[] right)
        where TVec : struct, ISimd<TVec, double>
    {
        var results = new double[TVec.Count];
        for (int i = 0; i <= left.Length - TVec.Count; i += TVec.Count)
        {
            TVec.Quotient(TVec.Load(in left[i]), TVec.Load(in right[i])).Store(ref results[0]);
            for (int lane = 0; lane < TVec.Count; lane++)
            {
                double expected = left[i + lane] / right[i + lane];
                if (!expected.Equals(results[lane]) || double.IsNegative(expected) != double.IsNegative(results[lane]))
                {
                    Assert.Fail($"{typeof(TVec).Name}: {left[i + lane]:R} / {right[i + lane]:R} is {expected:R}, not {results[lane]:R}");
                }
            }
        }
    }
}
