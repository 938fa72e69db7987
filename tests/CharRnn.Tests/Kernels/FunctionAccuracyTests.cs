using System.Numerics;

namespace CharRnn.Tests.Kernels;

/// <summary>
/// The largest errors of exp, expm1, tanh and σ, in units in the last place, are within what the kernels' documentation states.
/// One width is enough: <see cref="SameBitsTests{T}"/> shows that all give the same bits.
/// </summary>
public abstract class FunctionAccuracyTests<T, TWidth> : KernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    private const double ExpBound = 1.1;
    private const double DenormalExpBound = 0.8;
    private const double Expm1Bound = 2;
    private const double TanhBound = 3;
    private const double SigmoidBound = 3;

    /// <summary>Where exp overflows, and where it gives half of the smallest number.</summary>
    private static (double Upper, double Lower) ExpRange => typeof(T) == typeof(float) ? (88.7228, -103.97) : (709.7827, -745.13);

    private static double SmallestNormal => typeof(T) == typeof(float) ? Math.Pow(2, -126) : Math.Pow(2, -1022);

    [Fact]
    public void Exp_over_its_whole_range_is_within_its_bound()
    {
        (double upper, double lower) = ExpRange;
        Check([.. Dense(lower, upper), .. Dense(-1, 1), .. Powers(-60, 6)], TWidth.Exp, Exact.Exp, value => value < SmallestNormal ? DenormalExpBound : ExpBound);
    }

    [Fact]
    public void Exp_where_the_result_is_denormal_is_within_its_bound()
    {
        double lower = ExpRange.Lower, upper = Math.Log(SmallestNormal);
        Check(Dense(lower, upper), TWidth.Exp, Exact.Exp, _ => DenormalExpBound);
    }

    [Fact]
    public void Exp_beyond_its_range_is_zero_or_infinite_and_keeps_NaN()
    {
        T[] x = new T[16], expected = new T[16];
        double[] inputs = [-1e30, -800, -110 - (typeof(T) == typeof(float) ? 0 : 640), double.NegativeInfinity, 1e30, 800, 90 + (typeof(T) == typeof(float) ? 0 : 630), double.PositiveInfinity, double.NaN, 0, -0.0];
        double[] outputs = [0, 0, 0, 0, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.NaN, 1, 1];
        Array.Fill(expected, T.One);
        inputs.Select(Number).ToArray().CopyTo(x, 0);
        outputs.Select(Number).ToArray().CopyTo(expected, 0);
        TWidth.Exp<T>(x);
        Verify.SameBits<T>(x, expected, "exp");
    }

    [Fact]
    public void Expm1_from_zero_to_forty_is_within_its_bound()
        => Check([.. Dense(0, 40), .. Dense(0.2, 1.2), .. Powers(-140, 5)], TWidth.Expm1, Exact.Expm1, _ => Expm1Bound);

    [Fact]
    public void Tanh_is_within_its_bound()
        => Check([.. Dense(-1, 1), .. Dense(-20, 20), .. Powers(-140, 4)], values => Cells.Tanh(values), Exact.Tanh, _ => TanhBound);

    [Fact]
    public void Tanh_of_the_smallest_numbers_is_the_number_itself()
    {
        T[] x = [T.Epsilon, -T.Epsilon, T.Zero, T.NegativeZero, .. Enumerable.Range(1, 60).Select(i => Number(SmallestNormal * i / 32))];
        var values = new Guarded<T>(x);
        Cells.Tanh(values.Span);
        Verify.SameBits<T>(values.Span, x, "tanh");
    }

    [Fact]
    public void Tanh_far_out_is_one_and_keeps_sign_and_NaN()
    {
        foreach (int length in Lengths)
        {
            double[] special = [20, -20, 1e30, -1e30, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 0.0, -0.0];
            double[] x = [.. Enumerable.Range(0, length).Select(i => special[i % special.Length])];
            var values = new Guarded<T>([.. x.Select(Number)]);
            Cells.Tanh(values.Span);
            Verify.SameBits<T>(values.Span, [.. x.Select(v => Number(Math.Tanh(v)))], $"length {length}");
            values.Verify($"length {length}");
        }
    }

    [Fact]
    public void Sigmoid_is_within_its_bound()
    {
        double limit = typeof(T) == typeof(float) ? 87 : 708;
        Check([.. Dense(-1, 1), .. Dense(-limit, 40), .. Powers(-140, 4)], TWidth.Sigmoid, Exact.Sigmoid, _ => SigmoidBound);
    }

    [Fact]
    public void Sigmoid_far_out_is_one_or_the_smallest_it_can_be_and_keeps_NaN()
    {
        double smallest = typeof(T) == typeof(float) ? Math.Exp(-87) : Math.Exp(-708);
        double[] x = [40, 1e30, double.PositiveInfinity, -89, -1e30, double.NegativeInfinity, double.NaN, 0.0, -0.0];
        double[] expected = [1, 1, 1, smallest, smallest, smallest, double.NaN, 0.5, 0.5];
        if (typeof(T) == typeof(double))
        {
            (x[3], expected[3]) = (-709, smallest);
        }

        T[] values = new T[16];
        x.Select(Number).ToArray().CopyTo(values, 0);
        TWidth.Sigmoid<T>(values);
        for (int i = 0; i < x.Length; i++)
        {
            double value = double.CreateTruncating(values[i]);
            Assert.True(double.IsNaN(expected[i]) ? double.IsNaN(value) : Math.Abs(value - expected[i]) <= 1e-6 * expected[i], $"σ({x[i]}) = {value:R}");
            Assert.True(expected[i] is not (1 or 0.5) || value == expected[i], $"σ({x[i]}) = {value:R}");
        }
    }

    /// <summary>Numbers from one value to another, evenly, with all bits of the mantissa in play.</summary>
    private static T[] Dense(double from, double to)
    {
        const int Count = 8192;
        var random = new Random(1);
        return [.. Enumerable.Range(0, Count).Select(i => Number(from + ((to - from) * (i + random.NextDouble()) / Count)))];
    }

    /// <summary>Positive numbers of every size from a power of two to another.</summary>
    private static T[] Powers(double from, double to)
        => [.. Dense(from, to).Select(exponent => Number(Math.Pow(2, double.CreateTruncating(exponent))))];

    private delegate void Function(Span<T> values);

    private static void Check(T[] x, Function function, Func<double, Exact> exact, Func<double, double> bound)
    {
        T[] values = [.. x];
        function(values);
        for (int i = 0; i < x.Length; i++)
        {
            double error = exact(double.CreateTruncating(x[i])).UlpError(values[i]);
            if (!(error <= bound(double.CreateTruncating(values[i]))))
            {
                Assert.Fail($"At {x[i]:R} the result {values[i]:R} is {error:F3} ulp off.");
            }
        }
    }
}

public sealed class FunctionAccuracyTestsSingle : FunctionAccuracyTests<float, Bits256>;

public sealed class FunctionAccuracyTestsDouble : FunctionAccuracyTests<double, Bits256>;
