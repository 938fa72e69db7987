using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

/// <summary>Null is refused by name, and the corners of the comparison of two gradients.</summary>
public sealed class GradientArgumentTests
{
    private static readonly RnnArchitecture _architecture = Networks.Architecture(2, 2);
    private static readonly RnnParameters<double> _zeros = new(_architecture);
    private static readonly int[] _window = [0];

    public static TheoryData<string, Action> Nulls => new()
    {
        { "analytic", () => GradientCheck.Compare(null!, _zeros) },
        { "numerical", () => GradientCheck.Compare(_zeros, (RnnParameters<double>)null!) },
        { "analytic", () => GradientCheck.Compare<double>(null!, NumericalGradient.Estimate(new Rnn<double>(_zeros), _window, _window)) },
        { "numerical", () => GradientCheck.Compare(_zeros, (NumericalGradientEstimate)null!) },
        { "model", () => GradientCheck.Run<double>(null!, "ab") },
        { "rnn", () => GradientCheck.Run<double>((Rnn<double>)null!, _window, _window) },
        { "rnn", () => NumericalGradient.Estimate<double>((Rnn<double>)null!, _window, _window) },
        { "rnn", () => NumericalGradient.EstimateSample<double>(null!, _window, _window, default, 1, new Random(1)) },
        { "parameters", () => NumericalGradient.Estimate<double>((RnnParameters<double>)null!, () => 0) },
        { "loss", () => NumericalGradient.Estimate(_zeros, null!) },
        { "rnn", () => NumericalGradient.AlongDirection<double>(null!, _window, _window, default, _zeros) },
        { "direction", () => NumericalGradient.AlongDirection(new Rnn<double>(_zeros), _window, _window, default, null!) },
        { "architecture", () => _ = new Sgd<float>(null!) },
        { "architecture", () => Optimizer.Create<float>(null!, new() { Kind = OptimizerKind.Sgd }) },
    };

    [Theory]
    [MemberData(nameof(Nulls))]
    public void Null_is_refused_by_name(string name, Action act)
        => act.Should().Throw<ArgumentNullException>().WithParameterName(name);

    [Fact]
    public void Run_takes_a_text_of_two_characters_and_none_of_one()
    {
        RnnModel<double> model = Networks.RandomModel<double>("ab", 2, seed: 1);

        GradientCheck.Run(model, "ab").Blocks.Should().HaveCount(5);
        FluentActions.Invoking(() => GradientCheck.Run(model, "a")).Should().Throw<ArgumentException>().WithParameterName("text");
        GradientCheck.Run(model, "ab").ToString().Should().StartWith("ComplexStep, step 1e-100, loss ");
    }

    [Fact]
    public void Loss_of_the_caller_is_evaluated_on_the_calling_thread()
    {
        var threads = new HashSet<int>();
        var parameters = new RnnParameters<double>(Networks.Architecture(5, 20));

        int count = 0;
        NumericalGradient.Estimate(parameters, () =>
        {
            // Slow at first, so that another thread would have the time to begin.
            if (++count < 100)
            {
                Thread.Sleep(1);
            }

            threads.Add(Environment.CurrentManagedThreadId);
            return 0;
        });

        threads.Should().Equal(Environment.CurrentManagedThreadId);
    }

    [Fact]
    public void Compare_of_equal_errors_names_the_first_element()
    {
        RnnParameters<double> a = new(_architecture), n = new(_architecture);
        (a.Blocks[0].Values[1], a.Blocks[0].Values[3]) = (-2, -2);
        (n.Blocks[0].Values[1], n.Blocks[0].Values[3]) = (-1, -1);

        BlockGradientError error = GradientCheck.Compare(a, n)["U"];

        error.Worst.Should().Be(new GradientElement(1, 0, -2, -1));
        error.WorstRelative.Should().Be(new GradientElement(1, 0, -2, -1));
        error.MaxAbsoluteError.Should().Be(1);
        error.LargestMagnitude.Should().Be(2);
        error.MaxElementError.Should().Be(0.5);
        error.MaxRelativeError.Should().BeApproximately(1.0 / 3, 1e-15);
        error.ErrorOverTotal.Should().BeApproximately(1.0 / 6, 1e-15);
    }

    [Fact]
    public void Compare_takes_elements_far_below_the_largest_for_less_than_they_are()
    {
        RnnParameters<double> a = new(_architecture), n = new(_architecture);
        (a.Blocks[0].Values[0], n.Blocks[0].Values[0]) = (1000, 1000);
        a.Blocks[0].Values[1] = 1e-20;

        GradientCheck.Compare(a, n)["U"].MaxElementError.Should().BeApproximately(1e-20 / (1e-12 * 1000), 1e-20);
    }

    [Fact]
    public void Compare_of_zeros_finds_no_error_of_any_kind()
        => GradientCheck.Compare(_zeros, _zeros)["W"].Should().Match<BlockGradientError>(error => error.LargestMagnitude == 0 && error.MaxAbsoluteError == 0
            && error.MaxRelativeError == 0 && error.MaxElementError == 0 && error.ErrorOverTotal == 0 && error.ScaledError == 0);

    [Fact]
    public void Length_of_a_huge_gradient_counts_negative_elements()
    {
        var gradients = new RnnParameters<double>(_architecture);
        (gradients.Blocks[1].Values[0], gradients.Blocks[2].Values[1]) = (-3e200, 4e200);
        gradients.Blocks[4].Values[0] = -1.2e201;

        GradientClipping.ClipGlobalNorm(gradients, 1).Should().BeApproximately(1.3e201, 1e187);
        gradients.Blocks[4].Values[0].Should().BeApproximately(-12.0 / 13, 1e-12);

        gradients.Clear();
        gradients.Blocks[0].Values[0] = -1e200;
        GradientClipping.ClipGlobalNorm(gradients, 1).Should().BeApproximately(1e200, 1e186);
    }

    [Fact]
    public void Schedule_begins_with_a_period_of_one_and_reaches_its_full_rate_at_the_end_of_the_warm_up()
    {
        new LearningRateSchedule().Period.Should().Be(1);
        (LearningRateSchedule.Cosine(10) with { WarmUp = 4 }).FactorAt(4).Should().Be(1);
        (LearningRateSchedule.Cosine(10) with { WarmUp = 4 }).FactorAt(5).Should().Be(1);
    }

    [Fact]
    public void Optimisers_remember_what_they_were_made_with()
    {
        new RmsProp<double>(_architecture, initialAccumulator: 3).InitialAccumulator.Should().Be(3);
        new RmsProp<double>(_architecture, initialAccumulator: 3).Options.InitialAccumulator.Should().Be(3);
        new Sgd<double>(_architecture).Velocity.Should().BeNull("plain descent has no memory");
        new Sgd<double>(_architecture).State.Should().BeEmpty();
        Optimizer.Create<double>(_architecture).Should().BeOfType<AdaGrad<double>>("the default");
    }

    [Fact]
    public void An_element_type_that_is_neither_float_nor_double_is_refused()
        => FluentActions.Invoking(() => new Sgd<Half>(_architecture)).Should().Throw<NotSupportedException>().WithMessage("*Half*");
}
