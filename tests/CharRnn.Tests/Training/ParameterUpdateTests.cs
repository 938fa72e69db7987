using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

public sealed class ParameterUpdateTests
{
    [Theory]
    [InlineData(-5)]
    [InlineData(5)]
    public void LargestBlock_is_that_of_the_largest_element_whatever_its_sign(double largest)
    {
        var parameters = new RnnParameters<double>(Networks.Architecture(2, 2));
        parameters.OutputWeights[0, 1] = 3;
        parameters.HiddenBias[1] = largest;
        parameters.OutputBias[0] = 4;
        var update = new ParameterUpdate<double>(new Rnn<double>(parameters), new Sgd<double>(parameters.Architecture), new TrainingOptions());
        update.LargestBlock().Should().Be("b");
    }
}
