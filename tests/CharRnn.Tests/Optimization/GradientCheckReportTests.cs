using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

public sealed class GradientCheckReportTests
{
    private readonly GradientCheckReport _report = new()
    {
        Blocks =
        [
            new() { Name = "U", MaxAbsoluteError = 0.5, LargestMagnitude = 10, WorstRow = 3, WorstColumn = 4 },
            new() { Name = "W", MaxAbsoluteError = 0.2, LargestMagnitude = 1 },
        ],
    };

    [Fact]
    public void MaxScaledError_is_the_largest_over_the_blocks_of_error_over_magnitude()
        => _report.MaxScaledError.Should().Be(0.2);

    [Fact]
    public void WorstRow_and_WorstColumn_are_those_of_the_worst_element()
        => _report["U"].Worst.Should().Be(new GradientElement(3, 4, 0, 0));

    [Fact]
    public void Worst_element_has_both_values()
    {
        var analytic = new RnnParameters<double>(Networks.Architecture(4, 3));
        var numerical = new RnnParameters<double>(Networks.Architecture(4, 3));
        analytic.RecurrentWeights[1, 2] = 3;
        numerical.RecurrentWeights[1, 2] = 5;

        GradientElement worst = GradientCheck.Compare(analytic, numerical)["W"].Worst;

        (worst.Row, worst.Column, worst.Analytic, worst.Numerical).Should().Be((1, 2, 3, 5));
    }

    [Fact]
    public void Report_of_a_run_has_its_method_and_step()
    {
        var options = new NumericalGradientOptions { Method = NumericalMethod.CentralDifference, Step = 1e-4 };

        GradientCheckReport report = GradientCheck.Run(Networks.RandomModel<double>("abc", m: 3, seed: 1), "abcab", options);

        (report.Method, report.Step).Should().Be((NumericalMethod.CentralDifference, 1e-4));
    }

    [Fact]
    public void Indexer_of_an_unknown_block_names_those_that_exist()
        => FluentActions.Invoking(() => _report["X"]).Should().Throw<KeyNotFoundException>().WithMessage("*X*U, W*");

    [Theory]
    [InlineData(0.2, 0, null)]
    [InlineData(0.19, 0, "W")]
    [InlineData(0.19, 0.01, null)]
    [InlineData(0, 0.3, "U")]
    [InlineData(0, 0.19, "UW")]
    public void EnsureWithin_allows_the_limit_itself_and_names_every_block_beyond_it(double relative, double absolute, string? wrong)
    {
        Action act = () => _report.EnsureWithin(relative, absolute);

        if (wrong is null)
        {
            act.Should().NotThrow();
        }
        else
        {
            string.Concat(act.Should().Throw<GradientCheckException>().Which.Blocks.Select(block => block.Name)).Should().Be(wrong);
        }
    }

    [Theory]
    [InlineData(-1, 0, "relative")]
    [InlineData(0, double.NaN, "absolute")]
    public void EnsureWithin_refuses_a_limit_that_is_none(double relative, double absolute, string name)
        => _report.Invoking(one => one.EnsureWithin(relative, absolute)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);
}
