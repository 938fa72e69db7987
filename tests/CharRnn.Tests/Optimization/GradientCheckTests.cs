using System.Globalization;
using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

public abstract class GradientCheckTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Fact]
    public void Compare_errors_are_as_defined()
    {
        // W is 2×2, columns (1, −2), (4, 0) against (1, −2.5), (4.25, 0): all exact in float.
        RnnParameters<T> analytic = Parameters(1, -2, 4, 0), numerical = Parameters(1, -2.5, 4.25, 0);

        BlockGradientError error = GradientCheck.Compare(analytic, numerical)["W"];

        error.ElementCount.Should().Be(4);
        error.LargestMagnitude.Should().Be(4.25);
        error.MaxAbsoluteError.Should().Be(0.5);
        error.MaxRelativeError.Should().Be(0.5 / 4.5);
        error.MaxElementError.Should().Be(0.5 / 2.5);
        error.ErrorOverTotal.Should().Be(0.5 / (1 + 1 + 2 + 2.5 + 4 + 4.25));
        error.ScaledError.Should().Be(0.5 / 4.25);
        (error.WorstRow, error.WorstColumn).Should().Be((1, 0));
        error.Worst.Should().Be(new GradientElement(1, 0, -2, -2.5));
    }

    [Fact]
    public void Compare_small_element_is_found_by_the_element_wise_error_only()
    {
        RnnParameters<T> analytic = Parameters(1, 0, 0, 1e-10), numerical = Parameters(1.0078125, 0, 0, 2e-10);

        BlockGradientError error = GradientCheck.Compare(analytic, numerical)["W"];

        (error.WorstRow, error.WorstColumn).Should().Be((0, 0));
        error.MaxElementError.Should().BeApproximately(0.5, 1e-6);
        (error.WorstRelative.Row, error.WorstRelative.Column).Should().Be((1, 1));
        error.MaxRelativeError.Should().BeLessThan(0.01);
    }

    [Fact]
    public void Compare_equal_gradients_have_no_error_even_if_zero()
    {
        GradientCheckReport report = GradientCheck.Compare(Parameters(0, 0, 0, 0), Parameters(0, 0, 0, 0));

        report.MaxScaledError.Should().Be(0);
        report.Blocks.Should().OnlyContain(block => block.MaxRelativeError == 0 && block.MaxElementError == 0 && block.ErrorOverTotal == 0);
        report.EnsureWithin(0);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1, double.NegativeInfinity)]
    public void Compare_value_that_is_no_number_is_the_largest_error(double a, double n)
    {
        GradientCheckReport report = GradientCheck.Compare(Parameters(9, 0, a, 0), Parameters(0, 0, n, 0));

        BlockGradientError error = report["W"];
        new[] { error.MaxAbsoluteError, error.MaxRelativeError, error.MaxElementError, error.ErrorOverTotal, error.ScaledError }
            .Should().OnlyContain(value => double.IsPositiveInfinity(value));
        (error.WorstRow, error.WorstColumn).Should().Be((0, 1));
        FluentActions.Invoking(() => report.EnsureWithin(1e6, 1e6)).Should().Throw<GradientCheckException>();
    }

    [Fact]
    public void Compare_other_architecture_is_refused()
    {
        Action compare = () => GradientCheck.Compare(new RnnParameters<T>(Networks.Architecture(2, 2)), new RnnParameters<T>(Networks.Architecture(2, 3)));
        compare.Should().Throw<ArgumentException>().WithParameterName("numerical");
    }

    [Fact]
    public void EnsureWithin_bounds_add_up()
    {
        GradientCheckReport report = GradientCheck.Compare(Parameters(4, 0, 0, 0), Parameters(4, 0, 0, 0.5));

        report.EnsureWithin(0.125);
        report.EnsureWithin(0, 0.5);
        report.EnsureWithin(0.0625, 0.25);
        FluentActions.Invoking(() => report.EnsureWithin(0.0625, 0.125)).Should().Throw<GradientCheckException>().WithMessage(
            "The gradient of W is wrong at row 1, column 1: backpropagation gives 0, the numerical derivative is 0.5. The difference is 5.00e-01; allowed is 3.75e-01.");
    }

    [Fact]
    public void Run_model_and_text_is_one_window()
    {
        RnnModel<T> model = Networks.RandomModel<T>("a quick check", m: 6, seed: 2);
        int[] text = model.Vocabulary.Encode("check a quick");

        GradientCheckReport report = GradientCheck.Run(model, "check a quick");

        report.EnsureWithin(Numbers.Choose<T>(1e-12, 1e-5));
        report.Blocks.Select(block => block.Name).Should().Equal("U", "W", "V", "b", "c");
        report.Method.Should().Be(NumericalMethod.ComplexStep);
        report.Loss.Should().BeApproximately(Loss(model.Rnn, text), Numbers.Choose<T>(1e-12, 1e-4));
    }

    [Fact]
    public void Run_takes_its_method_from_the_options()
        => GradientCheck.Run(Networks.RandomModel<T>("ab", m: 2, seed: 2), "abba", options: new NumericalGradientOptions { Method = NumericalMethod.CentralDifference })
            .ToString().Should().StartWith("CentralDifference");

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    public void Run_text_without_a_prediction_is_refused(string text)
    {
        Action run = () => GradientCheck.Run(Networks.RandomModel<T>("ab", m: 2, seed: 2), text);
        run.Should().Throw<ArgumentException>().WithParameterName(nameof(text));
    }

    [Fact]
    public void RunAlongDirections_estimates_the_error_of_the_whole_gradient()
    {
        var @case = new CheckCase(9, 7, 6, 2, WindowText.Mixed) { HasState = true };

        DirectionalCheckReport report = GradientCheck.RunAlongDirections<T>(
            @case.Network<T>(), @case.Inputs, @case.Targets, @case.State<T>(), directionCount: 5, new Random(1));

        report.Derivatives.Should().HaveCount(5);
        report.EnsureWithin(Numbers.Choose<T>(1e-14, 1e-6));
        report.ToString().Should().Contain("relative error of the gradient about");
    }

    [Fact]
    public void ToString_is_a_table_in_the_invariant_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            string[] lines = GradientCheck.Compare(Parameters(1, -2, 4, 0), Parameters(1, -2.5, 4, 0)).ToString().Split(Environment.NewLine);
            lines[0].Should().StartWith("block  elements  max|a-n|");
            lines.Skip(1).Select(line => line.Split(' ')[0]).Should().Equal("U", "W", "V", "b", "c", "");
            lines[2].Should().MatchRegex(@"^W +4 +5\.00e-01 +1\.25e-01 +2\.00e-01 +3\.45e-02 +\(1, 0\) +-2 +-2\.5$");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Indexer_unknown_block_is_refused()
    {
        GradientCheckReport report = GradientCheck.Compare(Parameters(0, 0, 0, 0), Parameters(0, 0, 0, 0));
        FluentActions.Invoking(() => report["X"]).Should().Throw<KeyNotFoundException>().WithMessage("*U, W, V, b, c*");
    }

    private static double Loss(Rnn<T> rnn, int[] text)
    {
        var workspace = new RnnWorkspace<T>(rnn.Parameters.Architecture, text.Length - 1);
        return double.CreateTruncating(rnn.Forward(text.AsSpan(..^1), text.AsSpan(1), new T[rnn.StateSize], workspace));
    }

    /// <summary>Zero except for W, column by column.</summary>
    private static RnnParameters<T> Parameters(params double[] w)
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(3, 2));
        Numbers.To<T>(w).CopyTo(parameters.Blocks[1].Values);
        return parameters;
    }
}

public class GradientCheckTestsDouble : GradientCheckTests<double>
{
    /// <summary>The published tables at their smallest and largest sequence length. The errors are rounding noise of the numerical gradient, so a factor of 1.5 is accepted.</summary>
    [Theory]
    [InlineData(5, 4.30e-9, 5.76e-9, 4.78e-9, 3.37e-9, 3.35e-9)]
    [InlineData(25, 4.60e-8, 4.32e-8, 4.06e-8, 2.98e-8, 2.82e-8)]
    public void Run_central_difference_is_as_close_as_published(int tau, params double[] published)
    {
        var random = new Random(3);
        int[] text = [.. Enumerable.Range(0, tau + 1).Select(_ => random.Next(80))];
        var rnn = new Rnn<double>(Networks.Random<double>(80, 100, seed: 1));

        GradientCheckReport report = GradientCheck.RunSample(
            rnn, text.AsSpan(..tau), text.AsSpan(1), default, elementsPerBlock: 500, random, new() { Method = NumericalMethod.CentralDifference, Step = 1e-6 });

        for (int b = 0; b < published.Length; b++)
        {
            report.Blocks[b].MaxAbsoluteError.Should().BeLessThan(1.5 * published[b], report.Blocks[b].Name);
        }
    }
}

public class GradientCheckTestsSingle : GradientCheckTests<float>;
