using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>Arguments with which the first update would fail are refused before it.</summary>
public sealed class TrainerFitTests
{
    private readonly RnnModel<float> _model = Networks.RandomModel<float>("ab", 3, seed: 1);

    [Fact]
    public void An_optimiser_of_ones_own_is_not_asked_for_an_architecture()
    {
        var trainer = new Trainer<float>(_model, new Nothing(), new() { SequenceLength = 2, MaxUpdates = 1 });

        trainer.Train([0, 1, 0, 1]).Updates.Should().Be(1);
    }

    [Theory]
    [InlineData("GradientLimit", 1e-50, 1)]
    [InlineData("GradientNormLimit", 1, 1e-50)]
    public void A_gradient_limit_that_is_zero_in_float_is_refused_at_construction(string name, double limit, double normLimit)
    {
        var options = new TrainingOptions { GradientLimit = limit, GradientNormLimit = normLimit };

        FluentActions.Invoking(() => new Trainer<float>(_model, new Nothing(), options)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);
    }

    private sealed class Nothing : IOptimizer<float>
    {
        public void Apply(RnnParameters<float> parameters, RnnParameters<float> gradients)
        {
        }
    }
}
