using System.Numerics;
using CharRnn.Optimization;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn.Tests;

public abstract class RnnParametersTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(4, 5)]
    public void Randomize_writes_both_numbers_of_every_pair(int k, int m)
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(k, m));
        parameters.Randomize(new Random(8), 0.5);

        // Box and Muller (1958): √(−2 ln u)·cos 2πv and √(−2 ln u)·sin 2πv are independent and normal. Each block starts a new pair.
        var random = new Random(8);
        foreach (ParameterBlock<T> block in parameters.Blocks.Take(3))
        {
            for (int i = 0; i < block.Values.Length; i += 2)
            {
                double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())), angle = 2 * Math.PI * random.NextDouble();
                double.CreateChecked(block.Values[i]).Should().BeApproximately(0.5 * radius * Math.Cos(angle), 1e-6, "element {0} of {1}", i, block.Name);
                if (i + 1 < block.Values.Length)
                {
                    double.CreateChecked(block.Values[i + 1]).Should().BeApproximately(0.5 * radius * Math.Sin(angle), 1e-6, "element {0} of {1}", i + 1, block.Name);
                }
            }
        }
    }

    [Fact]
    public void Matrices_and_vectors_are_live_views_in_both_directions()
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(5, 3));
        T[] marks = [.. Enumerable.Range(1, 5).Select(T.CreateChecked)];

        parameters.InputWeights[2, 4] = marks[0];
        parameters.RecurrentWeights[1, 2] = marks[1];
        parameters.OutputWeights[4, 1] = marks[2];
        parameters.HiddenBias[2] = marks[3];
        parameters.OutputBias[3] = marks[4];

        // Column-major: row + column · rows.
        int[] places = [2 + (4 * 3), 1 + (2 * 3), 4 + (1 * 5), 2, 3];
        for (int i = 0; i < marks.Length; i++)
        {
            parameters.Blocks[i].Values[places[i]].Should().Be(marks[i], "block {0} is the same memory", parameters.Blocks[i].Name);
            parameters.Blocks[i].Values.ToArray().Count(value => value != T.Zero).Should().Be(1);
            parameters.Blocks[i].Values[places[i]] = -marks[i];
        }

        parameters.InputWeights[2, 4].Should().Be(-marks[0]);
        parameters.RecurrentWeights[1, 2].Should().Be(-marks[1]);
        parameters.OutputWeights[4, 1].Should().Be(-marks[2]);
        parameters.HiddenBias[2].Should().Be(-marks[3]);
        parameters.OutputBias[3].Should().Be(-marks[4]);
    }

    [Fact]
    public void The_network_sees_what_is_written_through_a_view()
    {
        RnnParameters<T> parameters = Networks.Random<T>(4, 3, seed: 1);
        var rnn = new Rnn<T>(parameters);
        Matrix<T> v = parameters.OutputWeights;
        var state = new T[3];
        var logits = new T[4];
        v.Clear();
        parameters.OutputBias[2] = T.CreateChecked(7);

        rnn.Step(0, state, logits);

        logits.Should().Equal(T.Zero, T.Zero, T.CreateChecked(7), T.Zero);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.1)]
    [InlineData(3)]
    public void Randomize_draws_normal_weights_and_clears_the_biases(double sigma)
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(80, 100));
        parameters.HiddenBias[5] = T.One;
        parameters.OutputBias[7] = T.One;

        parameters.Randomize(new Random(5), sigma);

        foreach (ParameterBlock<T> block in parameters.Blocks.Take(3))
        {
            ShouldBeNormal(block, sigma);
        }

        Numbers.ShouldBeZero(parameters.HiddenBias, "b");
        Numbers.ShouldBeZero(parameters.OutputBias, "c");
    }

    [Fact]
    public void Randomize_with_a_deviation_of_zero_gives_zeros()
    {
        RnnParameters<T> parameters = Networks.Random<T>(4, 3, seed: 1);

        parameters.Randomize(new Random(1), 0);

        foreach (ParameterBlock<T> block in parameters.Blocks)
        {
            Numbers.ShouldBeZero(block.Values.ToArray(), block.Name);
        }
    }

    [Fact]
    public void RandomizeScaled_keeps_the_size_of_a_sum_independent_of_its_terms()
    {
        const int K = 60, M = 150;
        var parameters = new RnnParameters<T>(Networks.Architecture(K, M));
        parameters.HiddenBias[5] = T.One;

        parameters.RandomizeScaled(new Random(8));

        ShouldBeNormal(parameters.Blocks[0], 1 / Math.Sqrt(2 * K));
        ShouldBeNormal(parameters.Blocks[1], 1 / Math.Sqrt(2 * M));
        ShouldBeNormal(parameters.Blocks[2], 1 / Math.Sqrt(M));
        Numbers.ShouldBeZero(parameters.HiddenBias, "b");
        Numbers.ShouldBeZero(parameters.OutputBias, "c");
    }

    [Fact]
    public void Randomize_repeats_with_the_same_seed_and_only_with_it()
    {
        RnnParameters<T> first = Networks.Random<T>(9, 7, seed: 3), second = Networks.Random<T>(9, 7, seed: 3), other = Networks.Random<T>(9, 7, seed: 4);

        Numbers.ShouldBeSame(first, second, "the same seed");
        first.Blocks[0].Values.SequenceEqual(other.Blocks[0].Values).Should().BeFalse();
    }

    [Fact]
    public void Randomize_draws_the_same_network_in_float_and_double()
    {
        RnnParameters<T> parameters = Networks.Random<T>(9, 7, seed: 3);
        RnnParameters<double> exact = Networks.Random<double>(9, 7, seed: 3);

        for (int i = 0; i < parameters.Blocks.Count; i++)
        {
            Numbers.ShouldBeClose<T>(parameters.Blocks[i].Values, exact.Blocks[i].Values, Numbers.Choose<T>(0, 1e-7), parameters.Blocks[i].Name);
        }
    }

    [Fact]
    public void Clone_is_deep()
    {
        RnnParameters<T> original = Networks.Random<T>(6, 5, seed: 2);
        RnnParameters<T> clone = original.Clone();
        Numbers.ShouldBeSame(clone, original, "the clone");

        foreach (ParameterBlock<T> block in clone.Blocks)
        {
            block.Values.Fill(T.CreateChecked(9));
        }

        Numbers.ShouldBeSame(original, Networks.Random<T>(6, 5, seed: 2), "the original");
        clone.Architecture.Should().Be(original.Architecture);
    }

    [Fact]
    public void CopyTo_overwrites_every_block()
    {
        RnnParameters<T> source = Networks.Random<T>(6, 5, seed: 2), destination = Networks.Random<T>(6, 5, seed: 3);
        source.HiddenBias[1] = T.One;
        source.OutputBias[2] = T.One;

        source.CopyTo(destination);

        Numbers.ShouldBeSame(destination, source, "the copy");
    }

    [Fact]
    public void Clear_sets_every_block_to_zero()
    {
        RnnParameters<T> parameters = Networks.Random<T>(6, 5, seed: 2);
        parameters.HiddenBias[1] = parameters.OutputBias[2] = T.One;

        parameters.Clear();

        foreach (ParameterBlock<T> block in parameters.Blocks)
        {
            Numbers.ShouldBeZero(block.Values.ToArray(), block.Name);
        }
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(2, 2));

        FluentActions.Invoking(() => new RnnParameters<T>(null!)).Should().Throw<ArgumentNullException>().WithParameterName("architecture");
        FluentActions.Invoking(() => parameters.Randomize(null!)).Should().Throw<ArgumentNullException>().WithParameterName("random");
        FluentActions.Invoking(() => parameters.RandomizeScaled(null!)).Should().Throw<ArgumentNullException>().WithParameterName("random");
        FluentActions.Invoking(() => parameters.CopyTo(null!)).Should().Throw<ArgumentNullException>().WithParameterName("destination");
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Randomize_refuses_a_deviation_that_is_none(double sigma)
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(2, 2));

        Action act = () => parameters.Randomize(new Random(1), sigma);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("standardDeviation");
    }

    [Fact]
    public void CopyTo_another_architecture_is_refused_with_both()
    {
        Action act = () => new RnnParameters<T>(Networks.Architecture(2, 3)).CopyTo(new RnnParameters<T>(Networks.Architecture(3, 2)));

        act.Should().Throw<ArgumentException>().WithParameterName("destination").WithMessage("*K = 3, m = 2*K = 2, m = 3*");
    }

    [Theory]
    [InlineData(10, 50_000)]
    [InlineData(50_000, 50_000)]
    [InlineData(int.MaxValue, 2)]
    [InlineData(2, int.MaxValue)]
    public void An_architecture_beyond_the_largest_array_is_refused(int k, int m)
    {
        Action act = () => _ = new RnnParameters<T>(Networks.Architecture(k, m));

        act.Should().Throw<ArgumentException>().WithParameterName("architecture").WithMessage("*2147483591*");
    }

    /// <summary>Mean, standard deviation, and the shares within one and two deviations, each within five standard errors.</summary>
    private static void ShouldBeNormal(ParameterBlock<T> block, double sigma)
    {
        double[] values = [.. block.Values.ToArray().Select(Numbers.ToDouble)];
        double n = values.Length, mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (n - 1));

        mean.Should().BeApproximately(0, 5 * sigma / Math.Sqrt(n));
        deviation.Should().BeApproximately(sigma, 5 * sigma / Math.Sqrt(2 * n));
        values.Count(value => Math.Abs(value) < sigma).Should().BeCloseTo((int)(0.6827 * n), (uint)(5 * Math.Sqrt(0.6827 * 0.3173 * n)));
        values.Count(value => Math.Abs(value) < 2 * sigma).Should().BeCloseTo((int)(0.9545 * n), (uint)(5 * Math.Sqrt(0.9545 * 0.0455 * n)));

        // Neighbours come from one pair of uniform numbers and must not be correlated.
        values.Zip(values.Skip(1), (a, b) => a * b).Average().Should().BeApproximately(0, 5 * sigma * sigma / Math.Sqrt(n));
    }
}

public sealed class RnnParametersTestsDouble : RnnParametersTests<double>;

public sealed class RnnParametersTestsSingle : RnnParametersTests<float>;

public class UnsupportedElementTypeTests
{
    [Fact]
    public void Another_element_type_is_refused_by_name()
    {
        RnnArchitecture architecture = Networks.Architecture(2, 2);

        FluentActions.Invoking(() => new RnnParameters<Half>(architecture)).Should().Throw<NotSupportedException>().WithMessage("*System.Half*");
        FluentActions.Invoking(() => new RnnWorkspace<Half>(architecture, 1)).Should().Throw<NotSupportedException>().WithMessage("*System.Half*");
        FluentActions.Invoking(() => new AdaGrad<Half>(architecture)).Should().Throw<NotSupportedException>().WithMessage("*System.Half*");
        FluentActions.Invoking(() => new Sgd<Half>(architecture)).Should().Throw<NotSupportedException>().WithMessage("*System.Half*");
        FluentActions.Invoking(() => new RnnParameters<System.Runtime.InteropServices.NFloat>(architecture)).Should().Throw<NotSupportedException>();
    }
}
