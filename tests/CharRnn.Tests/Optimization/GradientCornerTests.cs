using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

/// <summary>Options have an effect where they are used, also with numbers at the ends of their range.</summary>
public sealed class GradientCornerTests
{
    private readonly Rnn<double> _rnn = new(Networks.Random<double>(4, 3, seed: 2, standardDeviation: 0.5));
    private readonly int[] _inputs = [0, 1, 2, 3, 0];
    private readonly int[] _targets = [1, 2, 3, 0, 1];

    [Fact]
    public void AlongDirection_takes_method_and_step_from_the_options()
    {
        RnnParameters<double> direction = Networks.Random<double>(4, 3, seed: 3, standardDeviation: 1);
        double exact = NumericalGradient.AlongDirection(_rnn, _inputs, _targets, default, direction);
        double coarse = NumericalGradient.AlongDirection(
            _rnn, _inputs, _targets, default, direction, new() { Method = NumericalMethod.CentralDifference, Step = 0.5 });

        Math.Abs(coarse - exact).Should().BeGreaterThan(1e-4 * Math.Abs(exact));
    }

    [Fact]
    public void AlongDirection_refuses_a_direction_of_another_network_by_name()
        => FluentActions.Invoking(() => NumericalGradient.AlongDirection(_rnn, _inputs, _targets, default, new RnnParameters<double>(Networks.Architecture(4, 4))))
            .Should().Throw<ArgumentException>().WithParameterName("direction");

    [Fact]
    public void Estimate_with_a_complex_step_that_is_not_small_leaves_nothing_out()
    {
        // Leaving the squares of the step out would give the derivative itself; with them it is off by something like the square.
        RnnParameters<double> exact = NumericalGradient.Estimate(_rnn, _inputs, _targets).Gradients;
        RnnParameters<double> coarse = NumericalGradient.Estimate(_rnn, _inputs, _targets, options: new() { Step = 0.1 }).Gradients;
        RnnParameters<double> plain = NumericalGradient.Estimate(_rnn, _inputs, _targets, options: new() { Step = 0.1, ExploitStructure = false }).Gradients;

        Numbers.ShouldBeSame(coarse, plain, "the gradient");
        Math.Abs(coarse.HiddenBias[0] - exact.HiddenBias[0]).Should().BeGreaterThan(1e-6);
    }

    [Fact]
    public void RunSample_takes_its_method_from_the_options()
        => GradientCheck.RunSample(_rnn, _inputs, _targets, default, 1, new Random(1), new() { Method = NumericalMethod.Ridders })
            .Method.Should().Be(NumericalMethod.Ridders);

    [Fact]
    public void Compare_of_equal_numbers_whose_sum_overflows_finds_no_error()
    {
        var a = new RnnParameters<double>(Networks.Architecture(2, 2));
        a.Blocks[0].Values[0] = 1e308;

        GradientCheck.Compare(a, a.Clone())["U"].MaxAbsoluteError.Should().Be(0);
    }

    [Fact]
    public void ClipGlobalNorm_of_zero_is_zero()
        => GradientClipping.ClipGlobalNorm(new RnnParameters<double>(Networks.Architecture(2, 2)), 1).Should().Be(0);

    [Fact]
    public void Scale_multiplies_every_block_whether_its_columns_are_known_to_be_zero_or_not()
    {
        // Only characters 1 and 3 are read, so that the other columns of U are known to be zero.
        var workspace = new RnnWorkspace<double>(_rnn.Parameters.Architecture, 2);
        RnnParameters<double> gradients = new(_rnn.Parameters.Architecture), expected = new(_rnn.Parameters.Architecture);
        _rnn.Forward([3, 1], [1, 2], new double[3], workspace);
        _rnn.Backward(workspace, gradients);
        _rnn.Backward(workspace, expected);
        foreach (ParameterBlock<double> block in expected.Blocks)
        {
            foreach (ref double value in block.Values)
            {
                value *= 4;
            }
        }

        GradientClipping.Scale(gradients, 2);
        gradients.Blocks[0].TouchedColumns.Should().NotBeNull();
        _ = gradients.Blocks[0].Values;
        GradientClipping.Scale(gradients, 2);

        gradients.Blocks[0].TouchedColumns.Should().BeNull("the owner of the array may have written anywhere");
        Numbers.ShouldBeSame(gradients, expected, "the gradient");
        gradients.InputWeights[0, 3].Should().NotBe(0);
    }
}
