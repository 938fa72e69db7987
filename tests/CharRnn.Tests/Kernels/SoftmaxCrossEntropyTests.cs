using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

public abstract class SoftmaxCrossEntropyTests<T, TWidth> : KernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void SoftmaxCrossEntropy_any_length_agrees_with_the_formulas(double scale)
    {
        foreach (int length in Lengths.Where(l => l > 0))
        {
            T[] o = Reals(length, seed: length, scale);
            double[] expected = Softmax(o, 1, out double logSum);
            for (int target = 0; target < length; target += 1 + (length / 7))
            {
                var p = new Guarded<T>(o);
                double loss = double.CreateTruncating(Set.SoftmaxCrossEntropy(p.Span, target));
                double expectedLoss = logSum - double.CreateTruncating(o[target]);
                Assert.InRange(loss, expectedLoss - (4 * Epsilon * (1 + scale)), expectedLoss + (4 * Epsilon * (1 + scale)));
                Verify.Close<T>(p.Span, expected, 8 * Epsilon, $"length {length}");
                RelativelyClose(p.Span, expected, length);
                p.Verify($"length {length}");
            }
        }
    }

    /// <summary>−ln(e⁻² / (1 + e⁻¹ + e⁻²)) = 2 + ln(1 + e⁻¹ + e⁻²) = 2.40760596444438…, wherever the three logits lie.</summary>
    [Theory]
    [InlineData(1000)]
    [InlineData(-1002)]
    [InlineData(0)]
    [InlineData(1e6)]
    public void SoftmaxCrossEntropy_of_large_neighbours_neither_overflows_nor_underflows(double first)
    {
        double[] losses = [2.4076059644443803, 1.4076059644443803, 0.4076059644443803];
        double[] probabilities = [0.09003057317038046, 0.24472847105479764, 0.6652409557748218];
        for (int target = 0; target < 3; target++)
        {
            T[] o = [Number(first), Number(first + 1), Number(first + 2)];
            double loss = double.CreateTruncating(Set.SoftmaxCrossEntropy(o, target));
            Assert.InRange(loss, losses[target] - (2 * Epsilon), losses[target] + (2 * Epsilon));
            Verify.Close<T>(o, probabilities, 2 * Epsilon, $"target {target}");
        }
    }

    [Fact]
    public void SoftmaxCrossEntropy_one_huge_logit_anywhere_takes_all()
    {
        foreach (int length in Lengths.Where(l => l > 0))
        {
            for (int i = 0; i < length; i++)
            {
                var o = new T[length];
                o[i] = Number(1000);
                Assert.Equal(T.Zero, Set.SoftmaxCrossEntropy(o, i));
                Assert.Equal(T.One, o[i]);
            }
        }
    }

    [Fact]
    public void SoftmaxCrossEntropy_of_many_columns_gives_the_bits_of_each_alone()
    {
        const int Rows = 19, Stride = 23;
        foreach (int columns in (ReadOnlySpan<int>)[1, 2, 31, 32, 33, 65])
        {
            T[] o = Reals(Stride * columns, seed: columns, scale: 4);
            int[] targets = [.. Enumerable.Range(0, columns).Select(n => n % Rows)];
            var p = new Guarded<T>(o);
            var losses = new Guarded<T>(columns);
            Set.SoftmaxCrossEntropy(p.Span, Stride, targets, losses.Span);
            for (int n = 0; n < columns; n++)
            {
                Span<T> column = o.AsSpan(n * Stride, Stride);
                Assert.Equal(Set.SoftmaxCrossEntropy(column, targets[n]), losses.Span[n]);
                Verify.SameBits<T>(p.Span.Slice(n * Stride, Stride), column, $"column {n} of {columns}");
            }

            p.Verify($"{columns} columns");
            losses.Verify($"{columns} losses");
        }
    }

    [Fact]
    public void SoftmaxCrossEntropy_impossible_target_has_the_distance_as_its_loss()
    {
        foreach (int length in Lengths.Where(l => l > 1))
        {
            var o = new T[length];
            o[^1] = Number(-1000);
            double loss = double.CreateTruncating(Set.SoftmaxCrossEntropy(o, length - 1));
            double expected = 1000 + Math.Log(length - 1);
            Assert.InRange(loss, expected * (1 - (2 * Epsilon)), expected * (1 + (2 * Epsilon)));
            Assert.Equal(T.Zero, o[^1]);
        }
    }

    [Fact]
    public void SoftmaxCrossEntropy_equal_logits_gives_the_logarithm_of_their_number()
    {
        foreach (double value in (ReadOnlySpan<double>)[0, -3.5, 1000, -1e30])
        {
            foreach (int length in Lengths.Append(1000).Where(l => l > 0))
            {
                T[] o = Enumerable.Repeat(Number(value), length).ToArray();
                double loss = double.CreateTruncating(Set.SoftmaxCrossEntropy(o, length / 2));
                Assert.Equal(Math.Log(length), loss, 8 * Epsilon);
                Assert.All(o, p => Assert.Equal(T.One / Number(length), p));
            }
        }
    }

    [Fact]
    public void SoftmaxCrossEntropy_padding_of_minus_infinity_has_probability_zero_and_changes_nothing_else()
    {
        foreach (int length in Lengths.Where(l => l > 0))
        {
            T[] o = Reals(length, seed: length, scale: 4);
            double[] expected = Softmax(o, 1, out double logSum);
            int padded = PackedMatrix<T>.PaddedRows(length);
            T[] p = [.. o, .. Enumerable.Repeat(T.NegativeInfinity, padded - length)];
            double loss = double.CreateTruncating(Set.SoftmaxCrossEntropy(p, 0));
            Assert.Equal(logSum - double.CreateTruncating(o[0]), loss, 24 * Epsilon);
            RelativelyClose(p.AsSpan(0, length), expected, length);
            Assert.All(p[length..], value => Assert.Equal(T.Zero, value));
        }
    }

    [Fact]
    public void SoftmaxCrossEntropy_NaN_or_infinity_anywhere_gives_NaN()
    {
        foreach (int length in (ReadOnlySpan<int>)[1, 3, 16, 37])
        {
            for (int i = 0; i < length; i++)
            {
                foreach (T bad in (ReadOnlySpan<T>)[T.NaN, T.PositiveInfinity])
                {
                    T[] o = Reals(length, seed: i);
                    o[i] = bad;
                    Assert.False(T.IsFinite(Set.SoftmaxCrossEntropy(o, length / 2)), $"{bad} at {i} of {length}");
                    Assert.Contains(o, T.IsNaN);
                }
            }
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(1e-3)]
    [InlineData(1e6)]
    public void Softmax_any_scale_agrees_with_the_formula(double scale)
    {
        T factor = Number(scale);
        foreach (int length in Lengths.Where(l => l > 0))
        {
            T[] o = Reals(length, seed: length);
            double[] expected = Softmax(o, double.CreateTruncating(factor), out _);
            var p = new Guarded<T>(o);
            Set.Softmax(p.Span, factor);

            // scale·(o − largest) is rounded before exp, which turns a relative error into scale as large a one.
            Verify.Close<T>(p.Span, expected, (8 + (4 * Math.Min(scale, 1000))) * Epsilon, $"length {length}");
            Assert.Equal(1.0, p.Span.ToArray().Sum(double.CreateTruncating), 8 * Epsilon);
            p.Verify($"length {length}");
        }
    }

    private static void RelativelyClose(ReadOnlySpan<T> actual, double[] expected, int length)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            double error = Math.Abs(double.CreateTruncating(actual[i]) - expected[i]) / expected[i];
            if (!(error <= 32 * Epsilon))
            {
                Assert.Fail($"Length {length}: probability {i} is {actual[i]:R}, not {expected[i]:R}.");
            }
        }
    }

    private static double[] Softmax(T[] logits, double scale, out double logSum)
    {
        double[] o = [.. logits.Select(double.CreateTruncating)];
        double largest = o.Max(), sum = o.Sum(v => Math.Exp(scale * (v - largest)));
        logSum = Math.Log(sum) + (scale * largest);
        return [.. o.Select(v => Math.Exp(scale * (v - largest)) / sum)];
    }
}

public sealed class SoftmaxCrossEntropyTestsSingle512 : SoftmaxCrossEntropyTests<float, Bits512>;

public sealed class SoftmaxCrossEntropyTestsSingle256 : SoftmaxCrossEntropyTests<float, Bits256>;

public sealed class SoftmaxCrossEntropyTestsSingle128 : SoftmaxCrossEntropyTests<float, Bits128>;

public sealed class SoftmaxCrossEntropyTestsSingleScalar : SoftmaxCrossEntropyTests<float, Scalar>;

public sealed class SoftmaxCrossEntropyTestsDouble512 : SoftmaxCrossEntropyTests<double, Bits512>;

public sealed class SoftmaxCrossEntropyTestsDouble256 : SoftmaxCrossEntropyTests<double, Bits256>;

public sealed class SoftmaxCrossEntropyTestsDouble128 : SoftmaxCrossEntropyTests<double, Bits128>;

public sealed class SoftmaxCrossEntropyTestsDoubleScalar : SoftmaxCrossEntropyTests<double, Scalar>;
