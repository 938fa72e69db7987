using System.Numerics;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests;

/// <summary>Conversions and comparisons that the suites for both element types share.</summary>
internal static class Numbers
{
    /// <summary>The relative tolerance of the fixtures: 1e-12 in double, 1e-5 in float.</summary>
    internal static double Tolerance<T>() => Choose<T>(1e-12, 1e-5);

    internal static double Choose<T>(double forDouble, double forSingle) => typeof(T) == typeof(double) ? forDouble : forSingle;

    internal static T[] To<T>(ReadOnlySpan<double> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new T[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = T.CreateTruncating(values[i]);
        }

        return result;
    }

    internal static double ToDouble<T>(T value)
        where T : unmanaged, IFloatingPointIeee754<T>
        => double.CreateTruncating(value);

    /// <summary>Every element within an absolute tolerance. NaN is never close to anything.</summary>
    internal static void ShouldBeClose<T>(ReadOnlySpan<T> actual, ReadOnlySpan<double> expected, double tolerance, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        actual.Length.Should().Be(expected.Length, "{0} has that many elements", what);
        for (int i = 0; i < actual.Length; i++)
        {
            double difference = Math.Abs(double.CreateTruncating(actual[i]) - expected[i]);
            if (!(difference <= tolerance))
            {
                Assert.Fail($"{what}[{i}] is {actual[i]}; {expected[i]:R} is expected (difference {difference}, tolerance {tolerance}).");
            }
        }
    }

    /// <summary>Every block within a tolerance, which is either absolute or relative to the block's largest magnitude.</summary>
    internal static void ShouldBeClose<T>(RnnParameters<T> actual, BlockValues expected, double tolerance, bool relative, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Reads a clone, so that the comparison does not expose the arrays being compared.
        foreach (ParameterBlock<T> block in actual.Clone().Blocks)
        {
            double[] values = expected[block.Name];
            double scale = relative ? values.Max(Math.Abs) : 1;
            ShouldBeClose<T>(block.Values, values, tolerance * scale, $"{what} {block.Name}");
        }
    }

    /// <summary>The same numbers, bit for bit.</summary>
    internal static void ShouldBeSame<T>(RnnParameters<T> actual, RnnParameters<T> expected, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach ((ParameterBlock<T> left, ParameterBlock<T> right) in actual.Clone().Blocks.Zip(expected.Clone().Blocks))
        {
            SameBits(left.Values, right.Values).Should().BeTrue("{0}, block {1}, is the same bit for bit", what, left.Name);
        }
    }

    /// <summary>Zero in every element.</summary>
    internal static void ShouldBeZero<T>(IEnumerable<T> values, string what)
        where T : unmanaged, IFloatingPointIeee754<T>
        => values.Count(value => value != T.Zero).Should().Be(0, "every element of {0} is zero", what);

    internal static bool SameBits<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : unmanaged
        => System.Runtime.InteropServices.MemoryMarshal.AsBytes(left).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(right));
}
