using CharRnn.Optimization;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests.Optimization;

/// <summary>A number that is in range as a double but not in the element type would give an optimiser that fails later or does nothing.</summary>
public sealed class OptimizerRangeTests
{
    private const double TooSmall = 1e-50;
    private const double TooLarge = 1e50;

    public static TheoryData<string, Action> RefusedInFloat => new()
    {
        { "epsilon", () => _ = new AdaGrad<float>(OptimizersFixture.Architecture, epsilon: TooSmall) },
        { "epsilon", () => _ = new RmsProp<float>(OptimizersFixture.Architecture, epsilon: TooLarge) },
        { "epsilon", () => _ = new Adam<float>(OptimizersFixture.Architecture, epsilon: TooSmall) },
        { "learningRate", () => _ = new AdaGrad<float>(OptimizersFixture.Architecture, learningRate: TooSmall) },
        { "learningRate", () => _ = new AdaGrad<float>(OptimizersFixture.Architecture, learningRate: TooLarge) },
        { "learningRate", () => _ = new Sgd<float>(OptimizersFixture.Architecture, learningRate: TooSmall) },
        { "LearningRate", () => new Sgd<float>(OptimizersFixture.Architecture).LearningRate = TooSmall },
        { "LearningRate", () => new Sgd<float>(OptimizersFixture.Architecture).LearningRate = TooLarge },
        { "initialAccumulator", () => _ = new AdaGrad<float>(OptimizersFixture.Architecture, initialAccumulator: TooLarge) },
        { "initialAccumulator", () => _ = new RmsProp<float>(OptimizersFixture.Architecture, initialAccumulator: TooLarge) },
        { "initialAccumulator", () => _ = new RmsProp<float>(OptimizersFixture.Architecture, initialAccumulator: -1) },
    };

    [Theory]
    [MemberData(nameof(RefusedInFloat))]
    public void A_number_that_float_cannot_hold_is_refused_by_name(string name, Action act)
        => act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);

    [Fact]
    public void The_same_numbers_are_taken_in_double()
    {
        new AdaGrad<double>(OptimizersFixture.Architecture, epsilon: TooSmall).Epsilon.Should().Be(TooSmall);
        new AdaGrad<double>(OptimizersFixture.Architecture, initialAccumulator: TooLarge).Accumulator.HiddenBias[0].Should().Be(TooLarge);
        new Sgd<double>(OptimizersFixture.Architecture, learningRate: TooSmall).LearningRate.Should().Be(TooSmall);
    }

    [Fact]
    public void A_learning_rate_that_is_refused_leaves_the_old_one()
    {
        var optimizer = new Sgd<float>(OptimizersFixture.Architecture, learningRate: 0.5);

        optimizer.Invoking(one => one.LearningRate = TooSmall).Should().Throw<ArgumentOutOfRangeException>();

        optimizer.LearningRate.Should().Be(0.5);
    }

    [Theory]
    [InlineData(OptimizerKind.AdaGrad)]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.RmsProp)]
    [InlineData(OptimizerKind.Adam)]
    public void Defaults_of_constructors_and_options_are_the_same(OptimizerKind kind)
    {
        Optimizer<double> constructed = kind switch
        {
            OptimizerKind.AdaGrad => new AdaGrad<double>(OptimizersFixture.Architecture),
            OptimizerKind.Sgd => new Sgd<double>(OptimizersFixture.Architecture),
            OptimizerKind.RmsProp => new RmsProp<double>(OptimizersFixture.Architecture),
            _ => new Adam<double>(OptimizersFixture.Architecture),
        };

        Optimizer<double> created = Optimizer.Create<double>(OptimizersFixture.Architecture, new() { Kind = kind });

        created.Should().BeOfType(constructed.GetType());
        created.Options.Should().Be(constructed.Options);
    }
}
