using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests.Optimization;

public abstract class AdaGradTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Theory]
    [InlineData("adagrad accumulator 0")]
    [InlineData("adagrad accumulator 10")]
    public void Apply_agrees_with_the_reference_at_every_step(string name)
    {
        OptimizersFixture fixture = OptimizersFixture.Instance;
        OptimizerTrajectory expected = OptimizersFixture.Trajectory(name);
        AdaGrad<T> optimizer = new(
            OptimizersFixture.Architecture, expected.Options["learningRate"], expected.Options["epsilon"], expected.Options["initialAccumulator"]);
        RnnParameters<T> parameters = OptimizersFixture.Blocks<T>(fixture.InitialParameters);

        for (int step = 0; step < fixture.Steps; step++)
        {
            optimizer.Apply(parameters, OptimizersFixture.Blocks<T>(fixture.Gradients[step]));
            Numbers.ShouldBeClose<T>(
                OptimizersFixture.Flatten(parameters), expected.Parameters[step], Numbers.Choose<T>(1e-12, 2e-6), $"parameters after step {step + 1}");
        }
    }

    [Fact]
    public void Epsilon_stands_inside_the_root()
    {
        // G = 9e-4, ε = 1.6e-3: the root is 0.05, and a gradient of 0.03 moves by 0.6 η. With ε outside it would be 0.95 η.
        RnnArchitecture architecture = Networks.Architecture(2, 2);
        RnnParameters<T> parameters = new(architecture), gradients = new(architecture);
        gradients.HiddenBias[1] = T.CreateTruncating(0.03);

        new AdaGrad<T>(architecture, learningRate: 0.5, epsilon: 1.6e-3).Apply(parameters, gradients);

        Numbers.ToDouble(parameters.HiddenBias[1]).Should().BeApproximately(-0.3, Numbers.Tolerance<T>());
        Numbers.ShouldBeZero(parameters.InputWeights.Enumerate(), "what has no gradient");
    }

    [Fact]
    public void Accumulator_starts_at_its_value_and_sums_the_squares()
    {
        RnnArchitecture architecture = Networks.Architecture(3, 2);
        var optimizer = new AdaGrad<T>(architecture, initialAccumulator: 10);
        RnnParameters<T> parameters = new(architecture), gradients = new(architecture);
        gradients.OutputWeights[2, 1] = T.CreateChecked(3);

        optimizer.Apply(parameters, gradients);
        optimizer.Apply(parameters, gradients);

        optimizer.Accumulator.OutputWeights[2, 1].Should().Be(T.CreateChecked(28));
        optimizer.Accumulator.OutputWeights[1, 1].Should().Be(T.CreateChecked(10));
        optimizer.Accumulator.InputWeights.Enumerate().Should().Equal(Enumerable.Repeat(T.CreateChecked(10), 6));
    }

    [Fact]
    public void Gradients_are_only_read()
    {
        RnnParameters<T> gradients = Networks.Random<T>(5, 4, seed: 1), before = gradients.Clone();

        new AdaGrad<T>(gradients.Architecture).Apply(Networks.Random<T>(5, 4, seed: 2), gradients);

        Numbers.ShouldBeSame(gradients, before, "the gradient");
    }

    [Fact]
    public void Skipping_the_columns_of_absent_characters_changes_no_bit()
    {
        RnnParameters<T> sparse = Networks.Random<T>(12, 9, seed: 1), dense = sparse.Clone(), gradients = new(sparse.Architecture);
        AdaGrad<T> forSparse = new(sparse.Architecture), forDense = new(sparse.Architecture);
        var workspace = new RnnWorkspace<T>(sparse.Architecture, 4);
        var rnn = new Rnn<T>(sparse);
        var random = new Random(3);
        for (int update = 0; update < 50; update++)
        {
            int[] text = [.. Enumerable.Range(0, 5).Select(_ => random.Next(12))];
            rnn.Forward(text.AsSpan(0, 4), text.AsSpan(1, 4), new T[9], workspace);
            rnn.Backward(workspace, gradients);

            // A copy holds the same numbers, but does not know which of its columns are zero.
            RnnParameters<T> copy = gradients.Clone();
            GradientClipping.ClipElements(gradients, T.CreateTruncating(0.5));
            GradientClipping.ClipElements(copy, T.CreateTruncating(0.5));
            forSparse.Apply(sparse, gradients);
            forDense.Apply(dense, copy);
        }

        Numbers.ShouldBeSame(sparse, dense, "the network");
        Numbers.ShouldBeSame(forSparse.Accumulator, forDense.Accumulator, "the accumulator");
    }

    [Fact]
    public void A_NaN_in_the_gradient_reaches_its_parameter_and_no_other()
    {
        RnnArchitecture architecture = Networks.Architecture(3, 2);
        RnnParameters<T> parameters = new(architecture), gradients = new(architecture);
        gradients.RecurrentWeights[1, 0] = T.NaN;

        new AdaGrad<T>(architecture).Apply(parameters, gradients);

        T.IsNaN(parameters.RecurrentWeights[1, 0]).Should().BeTrue();
        OptimizersFixture.Flatten(parameters).Count(T.IsNaN).Should().Be(1);
    }

    [Theory]
    [InlineData(0, 1e-8, 0, "learningRate")]
    [InlineData(-1, 1e-8, 0, "learningRate")]
    [InlineData(double.NaN, 1e-8, 0, "learningRate")]
    [InlineData(double.PositiveInfinity, 1e-8, 0, "learningRate")]
    [InlineData(0.1, 0, 0, "epsilon")]
    [InlineData(0.1, -1e-8, 0, "epsilon")]
    [InlineData(0.1, double.NaN, 0, "epsilon")]
    [InlineData(0.1, 1e-8, -1, "initialAccumulator")]
    [InlineData(0.1, 1e-8, double.NaN, "initialAccumulator")]
    [InlineData(0.1, 1e-8, double.PositiveInfinity, "initialAccumulator")]
    public void Numbers_out_of_range_are_refused(double eta, double eps, double start, string name)
    {
        Action act = () => _ = new AdaGrad<T>(Networks.Architecture(2, 2), eta, eps, start);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);
    }

    [Fact]
    public void Arguments_of_another_architecture_are_refused()
    {
        RnnParameters<T> own = new(Networks.Architecture(3, 2)), other = new(Networks.Architecture(2, 3));
        var optimizer = new AdaGrad<T>(own.Architecture);

        FluentActions.Invoking(() => optimizer.Apply(other, own)).Should().Throw<ArgumentException>().WithParameterName("parameters");
        FluentActions.Invoking(() => optimizer.Apply(own, other)).Should().Throw<ArgumentException>().WithParameterName("gradients");
        FluentActions.Invoking(() => optimizer.Apply(null!, own)).Should().Throw<ArgumentNullException>().WithParameterName("parameters");
        FluentActions.Invoking(() => optimizer.Apply(own, null!)).Should().Throw<ArgumentNullException>().WithParameterName("gradients");
        FluentActions.Invoking(() => new AdaGrad<T>(null!)).Should().Throw<ArgumentNullException>().WithParameterName("architecture");
    }

    [Fact]
    public void The_settings_are_readable()
    {
        var optimizer = new AdaGrad<T>(Networks.Architecture(2, 2), 0.2, 1e-6, 3);

        (optimizer.LearningRate, optimizer.Epsilon, optimizer.InitialAccumulator).Should().Be((0.2, 1e-6, 3));
    }
}

public sealed class AdaGradTestsDouble : AdaGradTests<double>;

public sealed class AdaGradTestsSingle : AdaGradTests<float>
{
    [Fact]
    public void An_epsilon_that_is_zero_in_float_is_refused()
    {
        // It would make 0/0 of an element that has no gradient yet.
        Action act = () => _ = new AdaGrad<float>(Networks.Architecture(2, 2), epsilon: 1e-50);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("epsilon");
    }
}
