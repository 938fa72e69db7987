using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests.Optimization;

public sealed class OptimizerTestsDouble : OptimizerTests<double>
{
    protected override double Tolerance => 1e-14;
}

public sealed class OptimizerTestsSingle : OptimizerTests<float>
{
    protected override double Tolerance => 1e-6;
}

public abstract class OptimizerTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly RnnArchitecture _architecture = Networks.Architecture(7, 5);

    public static TheoryData<string> Trajectories => [.. OptimizersFixture.Names];

    public static TheoryData<string> Resumable => [.. OptimizersFixture.Names.Where(name => name != "sgd")];

    /// <summary>One of each, with a rate at which a quadratic is solved.</summary>
    public static TheoryData<OptimizerOptions> Every =>
    [
        new OptimizerOptions { Kind = OptimizerKind.AdaGrad, LearningRate = 0.5, InitialAccumulator = 0.1 },
        new OptimizerOptions { Kind = OptimizerKind.Sgd, LearningRate = 0.3 },
        new OptimizerOptions { Kind = OptimizerKind.Sgd, LearningRate = 0.05, Momentum = 0.8 },
        new OptimizerOptions { Kind = OptimizerKind.RmsProp, LearningRate = 0.02, Decay = 0.9, Schedule = LearningRateSchedule.Cosine(400) },
        new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.05, Schedule = LearningRateSchedule.Cosine(400) },
    ];

    /// <summary>Absolute, on parameters of magnitude 1.</summary>
    protected abstract double Tolerance { get; }

    [Fact]
    public void Every_rule_has_a_reference_and_a_place_in_these_tests()
    {
        OptimizersFixture.Names.Select(name => OptimizersFixture.Trajectory(name).ToOptions().Kind).Distinct().Should().BeEquivalentTo(Enum.GetValues<OptimizerKind>());
        ((IEnumerable<object[]>)Every).Select(row => ((OptimizerOptions)row[0]).Kind).Distinct().Should().BeEquivalentTo(Enum.GetValues<OptimizerKind>());
    }

    [Theory]
    [MemberData(nameof(Trajectories))]
    public void Apply_follows_the_reference(string name)
    {
        Optimizer<T> optimizer = Optimizer.Create<T>(OptimizersFixture.Architecture, OptimizersFixture.Trajectory(name).ToOptions());
        RnnParameters<T> parameters = OptimizersFixture.Blocks<T>(OptimizersFixture.Instance.InitialParameters);
        double[][] expected = OptimizersFixture.Trajectory(name).Parameters;
        for (int step = 0; step < expected.Length; step++)
        {
            optimizer.Apply(parameters, OptimizersFixture.Blocks<T>(OptimizersFixture.Instance.Gradients[step]));
            OptimizersFixture.Flatten(parameters).Should().Equal(
                expected[step], (actual, wanted) => Math.Abs(Numbers.ToDouble(actual) - wanted) <= Tolerance, $"after step {step + 1}");
        }

        optimizer.StepCount.Should().Be(expected.Length);
    }

    [Fact]
    public void An_optimizer_needs_an_architecture()
        => FluentActions.Invoking(() => new Sgd<T>(null!)).Should().Throw<ArgumentNullException>().WithParameterName("architecture");

    [Fact]
    public void Sgd_remembers_a_velocity_only_with_momentum()
    {
        var plain = new Sgd<T>(_architecture);
        var heavy = new Sgd<T>(_architecture, momentum: 0.9);

        plain.Velocity.Should().BeNull();
        plain.State.Should().BeEmpty();
        heavy.State.Should().ContainSingle().Which.Should().Be(new OptimizerState<T>("velocity", heavy.Velocity!));
    }

    [Theory]
    [MemberData(nameof(Resumable))]
    public void State_copied_to_another_optimizer_continues_with_the_same_bits(string name)
    {
        OptimizerOptions options = OptimizersFixture.Trajectory(name).ToOptions() with { Schedule = LearningRateSchedule.Step(3, 0.5) with { WarmUp = 2 } };
        Optimizer<T> whole = Optimizer.Create<T>(OptimizersFixture.Architecture, options);
        RnnParameters<T> expected = OptimizersFixture.Blocks<T>(OptimizersFixture.Instance.InitialParameters);
        Run(whole, expected, 0, 4);
        RnnParameters<T> actual = expected.Clone();
        Optimizer<T> resumed = Optimizer.Create<T>(OptimizersFixture.Architecture, whole.Options);
        resumed.StepCount = whole.StepCount;
        resumed.State.Select(state => state.Name).Should().Equal(whole.State.Select(state => state.Name)).And.OnlyHaveUniqueItems();
        for (int i = 0; i < whole.State.Count; i++)
        {
            whole.State[i].Values.CopyTo(resumed.State[i].Values);
        }

        Run(whole, expected, 4, 10);
        Run(resumed, actual, 4, 10);

        OptimizersFixture.Flatten(actual).Should().Equal(OptimizersFixture.Flatten(expected));
        static void Run(Optimizer<T> optimizer, RnnParameters<T> parameters, int from, int to)
        {
            for (int step = from; step < to; step++)
            {
                optimizer.Apply(parameters, OptimizersFixture.Blocks<T>(OptimizersFixture.Instance.Gradients[step]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Apply_finds_the_minimum_of_a_quadratic(OptimizerOptions options)
    {
        Optimizer<T> optimizer = Optimizer.Create<T>(_architecture, options);
        var goal = new RnnParameters<T>(_architecture);
        goal.Randomize(new Random(3), 1);
        var theta = new RnnParameters<T>(_architecture);
        var gradients = new RnnParameters<T>(_architecture);
        for (int update = 0; update < 400; update++)
        {
            // f = Σ s (θ − goal)² / 2, with a curvature s of 1 to 3.
            for (int block = 0; block < theta.Blocks.Count; block++)
            {
                for (int i = 0; i < theta.Blocks[block].Values.Length; i++)
                {
                    gradients.Blocks[block].Values[i] = T.CreateChecked(1 + (i % 3)) * (theta.Blocks[block].Values[i] - goal.Blocks[block].Values[i]);
                }
            }

            optimizer.Apply(theta, gradients);
        }

        OptimizersFixture.Flatten(theta).Should().Equal(OptimizersFixture.Flatten(goal), (actual, wanted) => Math.Abs(Numbers.ToDouble(actual - wanted)) < 1e-3);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Apply_of_a_backward_pass_moves_the_same_as_of_a_full_copy_of_it(OptimizerOptions options)
    {
        // A copy no longer knows which columns of dU the window has touched, so nothing is skipped there.
        RnnParameters<T> skipping = Start(), whole = Start();
        Optimizer<T> first = Optimizer.Create<T>(_architecture, options), second = Optimizer.Create<T>(_architecture, options);
        var workspace = new RnnWorkspace<T>(_architecture, 3);
        var gradients = new RnnParameters<T>(_architecture);
        int[] text = [0, 1, 2, 3, 4, 5, 6, 2, 2, 2, 0, 6, 1];
        var state = new T[_architecture.HiddenSize];
        for (int e = 0; e + 3 < text.Length; e += 3)
        {
            var rnn = new Rnn<T>(skipping);
            rnn.Forward(text.AsSpan(e, 3), text.AsSpan(e + 1, 3), state, workspace);
            rnn.Backward(workspace, gradients);
            first.Apply(skipping, gradients);
            second.Apply(whole, gradients.Clone());
        }

        OptimizersFixture.Flatten(skipping).Should().Equal(OptimizersFixture.Flatten(whole));
        static RnnParameters<T> Start()
        {
            var parameters = new RnnParameters<T>(_architecture);
            parameters.Randomize(new Random(1), 0.3);
            return parameters;
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Apply_allocates_nothing(OptimizerOptions options)
    {
        Optimizer<T> optimizer = Optimizer.Create<T>(_architecture, options with { Schedule = LearningRateSchedule.Cosine(50) with { WarmUp = 5 } });
        var parameters = new RnnParameters<T>(_architecture);
        var gradients = new RnnParameters<T>(_architecture);
        gradients.Randomize(new Random(1));
        optimizer.Apply(parameters, gradients);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            optimizer.Apply(parameters, gradients);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Apply_with_a_NaN_in_the_gradient_makes_that_parameter_NaN_alone(OptimizerOptions options)
    {
        Optimizer<T> optimizer = Optimizer.Create<T>(_architecture, options);
        var parameters = new RnnParameters<T>(_architecture);
        var gradients = new RnnParameters<T>(_architecture);
        gradients.Blocks[1].Values[7] = T.NaN;
        optimizer.Apply(parameters, gradients);
        T[] values = OptimizersFixture.Flatten(parameters);
        values.Count(T.IsNaN).Should().Be(1);
        T.IsNaN(values[(7 * 5) + 7]).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Options_of_an_optimizer_make_the_same_one_again(OptimizerOptions options)
    {
        Optimizer<T> optimizer = Optimizer.Create<T>(_architecture, options);
        Optimizer<T> again = Optimizer.Create<T>(_architecture, optimizer.Options);
        again.Should().BeOfType(optimizer.GetType());
        again.Options.Should().Be(optimizer.Options).And.Be(options with { LearningRate = optimizer.LearningRate });
    }

    [Fact]
    public void LearningRate_set_between_updates_takes_effect_and_multiplies_the_schedule()
    {
        var optimizer = new Sgd<T>(_architecture, 1) { Schedule = LearningRateSchedule.Step(1, 0.5) };
        var parameters = new RnnParameters<T>(_architecture);
        var gradients = new RnnParameters<T>(_architecture);
        gradients.OutputBias[0] = T.One;
        optimizer.Apply(parameters, gradients);
        double.CreateChecked(parameters.OutputBias[0]).Should().Be(-1);
        optimizer.LearningRate = 4;
        optimizer.NextLearningRate.Should().Be(2);
        optimizer.Apply(parameters, gradients);
        double.CreateChecked(parameters.OutputBias[0]).Should().Be(-3);
    }

    [Fact]
    public void Apply_refuses_another_architecture_by_name()
    {
        var optimizer = new Adam<T>(_architecture);
        var own = new RnnParameters<T>(_architecture);
        var other = new RnnParameters<T>(OptimizersFixture.Architecture);
        FluentActions.Invoking(() => optimizer.Apply(other, own)).Should().Throw<ArgumentException>().WithParameterName("parameters");
        FluentActions.Invoking(() => optimizer.Apply(own, other)).Should().Throw<ArgumentException>().WithParameterName("gradients");
        FluentActions.Invoking(() => optimizer.Apply(null!, own)).Should().Throw<ArgumentNullException>().WithParameterName("parameters");
        optimizer.StepCount.Should().Be(0, "a refused update does not count");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Constructors_refuse_a_bad_learning_rate_or_epsilon(double value)
    {
        Action[] attempts =
        [
            () => _ = new AdaGrad<T>(_architecture, value),
            () => _ = new Sgd<T>(_architecture, value),
            () => _ = new RmsProp<T>(_architecture, value),
            () => _ = new Adam<T>(_architecture, value),
            () => _ = new AdaGrad<T>(_architecture, epsilon: value),
            () => _ = new RmsProp<T>(_architecture, epsilon: value),
            () => _ = new Adam<T>(_architecture, epsilon: value),
            () => new Adam<T>(_architecture).LearningRate = value,
        ];
        attempts.Should().AllSatisfy(attempt => attempt.Should().Throw<ArgumentOutOfRangeException>());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1)]
    public void Constructors_refuse_a_decay_outside_zero_to_one(double value)
    {
        Action[] attempts =
        [
            () => _ = new Sgd<T>(_architecture, momentum: value),
            () => _ = new RmsProp<T>(_architecture, decay: value),
            () => _ = new Adam<T>(_architecture, beta1: value),
            () => _ = new Adam<T>(_architecture, beta2: value),
        ];
        attempts.Should().AllSatisfy(attempt => attempt.Should().Throw<ArgumentOutOfRangeException>());
    }
}
