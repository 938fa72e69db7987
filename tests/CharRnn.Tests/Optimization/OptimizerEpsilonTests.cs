using CharRnn.Optimization;

namespace CharRnn.Tests.Optimization;

public sealed class OptimizerEpsilonTests
{
    [Fact]
    public void An_epsilon_that_is_zero_in_float_is_refused_there_and_taken_in_double()
    {
        FluentActions.Invoking(() => new AdaGrad<float>(OptimizerFixture.Architecture, epsilon: 1e-50))
            .Should().Throw<ArgumentOutOfRangeException>().WithParameterName("epsilon");
        new AdaGrad<double>(OptimizerFixture.Architecture, epsilon: 1e-50).Epsilon.Should().Be(1e-50);
    }
}
