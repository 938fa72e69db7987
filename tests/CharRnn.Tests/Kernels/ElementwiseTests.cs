using System.Numerics;

namespace CharRnn.Tests.Kernels;

public abstract class ElementwiseTests<T, TWidth> : KernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    [Fact]
    public void Scale_any_length_multiplies_every_element()
    {
        foreach (int length in Lengths)
        {
            T[] before = Reals(length, seed: length);
            var values = new Guarded<T>(before);
            T factor = Number(0.7);
            Set.Scale(values.Span, factor);
            Verify.SameBits<T>(values.Span, [.. before.Select(v => v * factor)], $"length {length}");
            values.Verify($"length {length}");
        }
    }

    [Fact]
    public void MoveTowards_any_length_adds_the_share_of_the_difference()
    {
        foreach (int length in Lengths)
        {
            T[] before = Reals(length, seed: length), target = Reals(length, seed: length + 1);
            var values = new Guarded<T>(before);
            T share = Number(0.3);
            Set.MoveTowards(values.Span, Guarded<T>.Input(target), share);
            Verify.SameBits<T>(values.Span, [.. before.Zip(target, (value, to) => value + (share * (to - value)))], $"length {length}");
            values.Verify($"length {length}");
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0.5)]
    [InlineData(double.PositiveInfinity)]
    public void Clip_any_length_brings_every_element_into_the_limits_and_keeps_NaN(double limit)
    {
        double[] special = [double.NegativeInfinity, -6, -5, -4.5, -0.0, 0.0, double.NaN, 0.5, 4.5, 5, 5.5, double.PositiveInfinity, 1e-40];
        foreach (int length in Lengths)
        {
            for (int shift = 0; shift < special.Length; shift++)
            {
                double[] before = [.. Enumerable.Range(0, length).Select(i => special[(i + shift) % special.Length])];
                var values = new Guarded<T>([.. before.Select(Number)]);
                Set.Clip(values.Span, Number(limit));
                T[] expected = [.. before.Select(v => Number(double.IsNaN(v) ? v : Math.Clamp(v, -limit, limit)))];
                Verify.SameBits<T>(values.Span, expected, $"length {length}, shift {shift}");
                values.Verify($"length {length}");
            }
        }
    }

    [Fact]
    public void ZeroBelow_any_length_keeps_the_limit_itself_NaN_and_infinity()
    {
        T limit = T.ScaleB(T.One, -20);
        T[] special = [limit, -limit, T.BitDecrement(limit), -T.BitDecrement(limit), T.Zero, T.NaN, T.NegativeInfinity, T.One, T.Epsilon];
        T[] wanted = [limit, -limit, T.Zero, T.Zero, T.Zero, T.NaN, T.NegativeInfinity, T.One, T.Zero];
        foreach (int length in Lengths)
        {
            for (int shift = 0; shift < special.Length; shift++)
            {
                var values = new Guarded<T>([.. Enumerable.Range(shift, length).Select(i => special[i % special.Length])]);
                Set.ZeroBelow(values.Span, limit);
                values.Span.ToArray().Should().Equal(Enumerable.Range(shift, length).Select(i => wanted[i % wanted.Length]), $"of length {length}, shift {shift}");
                values.Verify($"length {length}");
            }
        }
    }

    [Fact]
    public void SumOfSquares_any_length_sums_every_square()
    {
        foreach (int length in Lengths)
        {
            T[] values = WholeNumbers(length, seed: length);
            double expected = values.Sum(v => double.CreateTruncating(v * v));
            Assert.Equal(expected, double.CreateTruncating(Set.SumOfSquares(Guarded<T>.Input(values))));
        }
    }

    [Fact]
    public void AllFinite_of_finite_numbers_is_true()
    {
        T[] special = [T.Zero, T.NegativeZero, T.Epsilon, Number(-1), T.CreateSaturating(double.MaxValue), T.One];
        foreach (int length in Lengths)
        {
            T[] values = [.. Enumerable.Range(0, length).Select(i => T.IsInfinity(special[i % 6]) ? T.CreateTruncating(float.MaxValue) : special[i % 6])];
            Assert.True(Set.AllFinite(Guarded<T>.Input(values)), $"length {length}");
        }
    }

    [Fact]
    public void AllFinite_with_one_bad_number_anywhere_is_false()
    {
        foreach (int length in Lengths)
        {
            var values = new Guarded<T>(Reals(length, seed: length));
            for (int i = 0; i < length; i++)
            {
                T good = values.Span[i];
                foreach (T bad in (ReadOnlySpan<T>)[T.NaN, T.PositiveInfinity, T.NegativeInfinity])
                {
                    values.Span[i] = bad;
                    Assert.False(Set.AllFinite(values.Span), $"{bad} at {i} of {length}");
                }

                values.Span[i] = good;
            }
        }
    }

    [Fact]
    public void TanhBackward_any_length_multiplies_by_one_minus_the_square()
    {
        foreach (int length in Lengths)
        {
            T[] h = Reals(length, seed: length), before = Reals(length, seed: length + 1);
            var dh = new Guarded<T>(before);
            Cells.TanhBackward(Guarded<T>.Input(h), dh.Span);
            T[] expected = [.. h.Zip(before, (hidden, gradient) => (T.One - (hidden * hidden)) * gradient)];
            Verify.SameBits<T>(dh.Span, expected, $"length {length}");
            dh.Verify($"length {length}");
        }
    }
}

public sealed class ElementwiseTestsSingle512 : ElementwiseTests<float, Bits512>;

public sealed class ElementwiseTestsSingle256 : ElementwiseTests<float, Bits256>;

public sealed class ElementwiseTestsSingle128 : ElementwiseTests<float, Bits128>;

public sealed class ElementwiseTestsSingleScalar : ElementwiseTests<float, Scalar>;

public sealed class ElementwiseTestsDouble512 : ElementwiseTests<double, Bits512>;

public sealed class ElementwiseTestsDouble256 : ElementwiseTests<double, Bits256>;

public sealed class ElementwiseTestsDouble128 : ElementwiseTests<double, Bits128>;

public sealed class ElementwiseTestsDoubleScalar : ElementwiseTests<double, Scalar>;
