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

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void FirstDamagedBlock_any_number_of_threads_is_the_first_with_a_NaN_or_an_infinity_anywhere(int threadCount)
    {
        RnnArchitecture architecture = Networks.Architecture(6, 30);
        var parameters = new RnnParameters<double>(architecture);
        parameters.Randomize(new Random(1));
        var rnn = new Rnn<double>(parameters);
        var workspace = new RnnWorkspace<double>(architecture, sequenceLength: 2, threadCount: threadCount);
        var update = new ParameterUpdate<double>(rnn, new Sgd<double>(architecture), new TrainingOptions());
        rnn.Forward([1, 2], [2, 3], new double[architecture.HiddenSize], workspace);
        update.Apply(workspace, characters: 2, update: 1).Should().BeNull();

        foreach (ParameterBlock<double> block in parameters.Blocks.Reverse())
        {
            // From the last block to the first, which is named although those behind it are damaged too.
            for (int i = 0; i < block.Values.Length; i++)
            {
                double before = block.Values[i];
                block.Values[i] = i % 2 == 0 ? double.NaN : double.NegativeInfinity;
                update.FirstDamagedBlock().Should().Be(block.Name);
                block.Values[i] = i < block.Values.Length - 1 ? before : double.NaN;
            }
        }
    }
}
