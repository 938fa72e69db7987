using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

/// <summary>Checks along random directions, number by number.</summary>
public sealed class DirectionalCheckTests
{
    private readonly Rnn<double> _rnn = new(Networks.Random<double>(4, 3, seed: 2, standardDeviation: 0.5));
    private readonly int[] _inputs = [0, 1, 2, 3, 0];
    private readonly int[] _targets = [1, 2, 3, 0, 1];

    [Fact]
    public void RunAlongDirections_gives_the_projections_of_the_gradient_on_different_directions()
    {
        DirectionalCheckReport report = GradientCheck.RunAlongDirections(_rnn, _inputs, _targets, default, 3, new Random(1));

        report.Derivatives.Should().HaveCount(3);
        report.Derivatives.Select(pair => pair.Analytic).Should().OnlyHaveUniqueItems().And.NotContain(0);
        report.Derivatives.Should().OnlyContain(pair => Math.Abs(pair.Analytic - pair.Numerical) < 1e-12 * report.GradientNorm);
        report.GradientNorm.Should().BeApproximately(Norm(), 1e-12);
    }

    [Fact]
    public void RunAlongDirections_tells_how_far_it_is()
    {
        List<double> told = [];
        GradientCheck.RunAlongDirections(_rnn, _inputs, _targets, default, 4, new Random(1), new() { Progress = new ImmediateProgress<double>(told.Add) });

        told.Should().Equal(0.25, 0.5, 0.75, 1);
    }

    [Fact]
    public void RunAlongDirections_stops_when_cancelled()
    {
        var options = new NumericalGradientOptions { CancellationToken = new CancellationToken(canceled: true) };

        FluentActions.Invoking(() => GradientCheck.RunAlongDirections(_rnn, _inputs, _targets, default, 1, new Random(1), options)).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void RunAlongDirections_refuses_bad_arguments_by_name()
    {
        FluentActions.Invoking(() => GradientCheck.RunAlongDirections<double>(null!, _inputs, _targets, default, 1, new Random(1)))
            .Should().Throw<ArgumentNullException>().WithParameterName("rnn");
        FluentActions.Invoking(() => GradientCheck.RunAlongDirections(_rnn, _inputs, _targets, default, 1, null!))
            .Should().Throw<ArgumentNullException>().WithParameterName("random");
        FluentActions.Invoking(() => GradientCheck.RunAlongDirections(_rnn, _inputs, _targets, default, 0, new Random(1)))
            .Should().Throw<ArgumentOutOfRangeException>().WithParameterName("directionCount");
    }

    [Fact]
    public void RelativeError_is_the_root_of_the_mean_square_over_the_norm()
    {
        var report = new DirectionalCheckReport { Derivatives = [new(1, 3), new(7, 5), new(4, 4), new(-2, -2)], GradientNorm = 10 };

        report.RelativeError.Should().BeApproximately(Math.Sqrt(8.0 / 4) / 10, 1e-15);
        new DirectionalCheckReport { Derivatives = [new(1, 1)], GradientNorm = 0 }.RelativeError.Should().Be(0);
    }

    [Fact]
    public void EnsureWithin_allows_the_limit_itself_and_shows_the_worst_direction_beyond_it()
    {
        var report = new DirectionalCheckReport { Derivatives = [new(1, 1), new(5, 9)], GradientNorm = 1 };

        report.EnsureWithin(report.RelativeError);
        report.Invoking(one => one.EnsureWithin(1)).Should().Throw<GradientCheckException>().WithMessage("*2 directions*gives 5*is 9*");
        report.Invoking(one => one.EnsureWithin(-1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("relative");
    }

    [Fact]
    public void ToString_is_a_table_with_a_line_for_each_direction()
    {
        string[] lines = new DirectionalCheckReport { Derivatives = [new(1, 1), new(5, 9)], GradientNorm = 1 }.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        lines.Should().HaveCount(4);
        lines[0].Should().StartWith("direction").And.Contain("difference");
        lines[3].Should().StartWith("relative error");
        lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("2", "5", "9", "-4.00e+00");
    }

    private double Norm()
    {
        var workspace = new RnnWorkspace<double>(_rnn.Parameters.Architecture, _inputs.Length);
        var gradients = new RnnParameters<double>(_rnn.Parameters.Architecture);
        _rnn.Forward(_inputs, _targets, new double[3], workspace);
        _rnn.Backward(workspace, gradients);
        return Math.Sqrt(gradients.Blocks.Sum(block => block.Values.ToArray().Sum(value => value * value)));
    }
}
