using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests.Optimization;

public abstract class NumericalGradientTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Fact]
    public void Compute_parameters_stay_bit_for_bit()
    {
        var @case = new CheckCase(5, 4, 3, 2, WindowText.Mixed) { HasState = true };
        Rnn<T> rnn = @case.Network<T>();
        RnnParameters<T> before = rnn.Parameters.Clone();
        T[] state = @case.State<T>();

        NumericalGradient.Compute<T>(rnn, @case.Inputs, @case.Targets, state);

        Numbers.ShouldBeSame(rnn.Parameters, before, "parameters");
        Numbers.SameBits<T>(state, @case.State<T>()).Should().BeTrue();
    }

    [Fact]
    public void Compute_is_the_central_difference()
    {
        var @case = new CheckCase(5, 4, 3, 2, WindowText.Mixed) { HasState = true };
        Rnn<T> rnn = @case.Network<T>();

        RnnParameters<T> computed = NumericalGradient.Compute<T>(rnn, @case.Inputs, @case.Targets, @case.State<T>(), step: 1e-4);

        NumericalGradientEstimate exact = NumericalGradient.Estimate<T>(rnn, @case.Inputs, @case.Targets, @case.State<T>());
        double error = GradientCheck.Compare(computed, exact).MaxScaledError;
        error.Should().BeLessThan(1e-7).And.BeGreaterThan(0);
    }

    [Fact]
    public void Estimate_of_a_callers_loss_is_its_derivative_and_restores_the_parameters()
    {
        RnnParameters<T> parameters = Networks.Random<T>(3, 2, seed: 4, standardDeviation: 1), before = parameters.Clone();

        NumericalGradientEstimate estimate = NumericalGradient.Estimate(parameters, () => SumOfCubes(parameters));

        Numbers.ShouldBeSame(parameters, before, "parameters");
        foreach ((ParameterBlock<T> block, ParameterBlock<double> gradient) in before.Blocks.Zip(estimate.Gradients.Blocks))
        {
            double[] expected = [.. block.Values.ToArray().Select(value => 3 * Math.Pow(double.CreateTruncating(value), 2))];

            // In float the points on both sides are not quite symmetric.
            Numbers.ShouldBeClose<double>(gradient.Values, expected, Numbers.Choose<T>(1e-11, 1e-8), block.Name);
        }
    }

    [Fact]
    public void Estimate_failing_callers_loss_restores_the_parameters()
    {
        RnnParameters<T> parameters = Networks.Random<T>(3, 2, seed: 4, standardDeviation: 1), before = parameters.Clone();

        Action estimate = () => NumericalGradient.Estimate(parameters, () => throw new TimeoutException());

        estimate.Should().Throw<TimeoutException>();
        Numbers.ShouldBeSame(parameters, before, "parameters");
    }

    [Fact]
    public void Estimate_callers_real_loss_has_no_complex_step()
    {
        RnnParameters<T> parameters = Networks.Random<T>(3, 2, seed: 4);
        Action estimate = () => NumericalGradient.Estimate(parameters, () => 0, new NumericalGradientOptions());
        estimate.Should().Throw<ArgumentException>().WithMessage("*complex step*").WithParameterName("options");
    }

    [Fact]
    public void Estimate_state_of_a_wrong_length_is_refused()
    {
        var @case = new CheckCase(5, 4, 3, 1, WindowText.Mixed);
        Action estimate = () => NumericalGradient.Estimate<T>(@case.Network<T>(), @case.Inputs, @case.Targets, new T[5]);
        estimate.Should().Throw<ArgumentException>().WithParameterName("initialState");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1e-6)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Compute_step_that_is_none_is_refused(double step)
    {
        var @case = new CheckCase(5, 4, 3, 1, WindowText.Mixed);
        Action compute = () => NumericalGradient.Compute<T>(@case.Network<T>(), @case.Inputs, @case.Targets, @case.State<T>(), step);
        compute.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(nameof(step));
    }

    [Fact]
    public void AlongDirection_is_the_inner_product_of_gradient_and_direction()
    {
        var @case = new CheckCase(6, 5, 4, 2, WindowText.Mixed) { HasState = true };
        Rnn<T> rnn = @case.Network<T>();
        RnnParameters<double> direction = Networks.Random<double>(6, 5, seed: 8, standardDeviation: 1);
        NumericalGradientEstimate gradient = NumericalGradient.Estimate<T>(rnn, @case.Inputs, @case.Targets, @case.State<T>());
        double expected = gradient.Gradients.Blocks.Zip(direction.Blocks, (g, v) => g.AsMatrix().PointwiseMultiply(v.AsMatrix()).RowSums().Sum()).Sum();

        Along(NumericalMethod.ComplexStep).Should().BeApproximately(expected, 1e-13);
        Along(NumericalMethod.Ridders).Should().BeApproximately(expected, 1e-9);
        Along(NumericalMethod.CentralDifference).Should().BeApproximately(expected, 1e-7);

        double Along(NumericalMethod method)
            => NumericalGradient.AlongDirection<T>(rnn, @case.Inputs, @case.Targets, @case.State<T>(), direction, new NumericalGradientOptions { Method = method });
    }

    private static double SumOfCubes(RnnParameters<T> parameters)
        => parameters.Blocks.Sum(block => block.Values.ToArray().Sum(value => Math.Pow(double.CreateTruncating(value), 3)));
}

public class NumericalGradientTestsDouble : NumericalGradientTests<double>
{
    public static TheoryData<string> Fixtures => [.. GradientsFixture.Names];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Estimate_complex_step_agrees_with_automatic_differentiation(string name)
    {
        GradientCase expected = GradientsFixture.Case(name);

        // The plain method takes a whole complex pass for every element: enough for the small networks.
        foreach (bool exploitStructure in expected.Architecture.ParameterCount < 1000 ? new[] { false, true } : [true])
        {
            NumericalGradientEstimate estimate = NumericalGradient.Estimate<double>(
                expected.Network<double>(), expected.Inputs, expected.Targets, expected.InitialState, new NumericalGradientOptions { ExploitStructure = exploitStructure });
            Numbers.ShouldBeClose(estimate.Gradients, expected.Gradients, 1e-13, relative: true, "gradient of");
        }
    }

    [Fact]
    public void Estimate_halved_step_quarters_the_error_of_the_central_difference()
    {
        var @case = new CheckCase(5, 4, 6, 1, WindowText.Mixed) { Deviation = 1 };
        double coarse = Error(1e-2), fine = Error(5e-3);
        (coarse / fine).Should().BeApproximately(4, 0.05);

        double Error(double step) => GradientCheck.Run(
            @case.Network<double>(), @case.Inputs, @case.Targets, default, new NumericalGradientOptions { Method = NumericalMethod.CentralDifference, Step = step })["W"].MaxAbsoluteError;
    }

    [Fact]
    public void Estimate_Ridders_knows_its_error()
    {
        var @case = new CheckCase(9, 7, 25, 1, WindowText.Mixed) { Updates = 400 };
        Rnn<double> rnn = @case.Network<double>();
        NumericalGradientEstimate exact = NumericalGradient.Estimate<double>(rnn, @case.Inputs, @case.Targets);

        NumericalGradientEstimate ridders = NumericalGradient.Estimate<double>(
            rnn, @case.Inputs, @case.Targets, default, new NumericalGradientOptions { Method = NumericalMethod.Ridders });

        for (int b = 0; b < ridders.Gradients.Blocks.Count; b++)
        {
            Span<double> errors = ridders.ErrorEstimates!.Blocks[b].Values;
            for (int i = 0; i < errors.Length; i++)
            {
                double error = Math.Abs(ridders.Gradients.Blocks[b].Values[i] - exact.Gradients.Blocks[b].Values[i]);
                Assert.True(error <= 5 * errors[i] && errors[i] < 1e-5, $"The error is {error}, its estimate {errors[i]}.");
            }
        }
    }

    [Fact]
    public void Estimate_only_Ridders_has_error_estimates()
    {
        var @case = new CheckCase(3, 2, 2, 1, WindowText.Mixed);
        NumericalGradient.Estimate<double>(@case.Network<double>(), @case.Inputs, @case.Targets).ErrorEstimates.Should().BeNull();
    }
}

public class NumericalGradientTestsSingle : NumericalGradientTests<float>;
