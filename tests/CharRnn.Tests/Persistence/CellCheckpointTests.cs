using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Tests.Persistence;

/// <summary>A resumed run gives the same bits as an uninterrupted one, for every cell and depth, with dropout, shuffled chunks and three streams.</summary>
public abstract class CellCheckpointTests<T> : CheckpointRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Resume_with_dropout_goes_on_with_the_same_bits(RnnCell cell, int layerCount)
    {
        const int Half = 41;
        Trainer<T> whole = NewTrainer(cell, layerCount), first = NewTrainer(cell, layerCount);
        Steps(first, Half);
        Checkpoint.Save(Folder["c"], first, Text);
        Trainer<T> second = Checkpoint.Resume<T>(Folder["c"], Text);
        List<double> expected = Steps(whole, 2 * Half)[Half..];

        Steps(second, Half).Should().Equal(expected);

        second.Model.Rnn.Parameters.Architecture.Should().Be(whole.Model.Rnn.Parameters.Architecture);
        Checkpoint.Save(Folder["second"], second, Text);
        Checkpoint.Save(Folder["whole"], whole, Text);
        File.ReadAllBytes(Folder["second"]).AsSpan().SequenceEqual(File.ReadAllBytes(Folder["whole"])).Should().BeTrue("the files are the same");
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Checkpoint_holds_the_whole_state_of_every_stream_and_the_optimisers_memory_of_every_block(RnnCell cell, int layerCount)
    {
        Trainer<T> trainer = NewTrainer(cell, layerCount);
        Steps(trainer, 2);
        Checkpoint.Save(Folder["c"], trainer, Text);

        ModelFileInfo info = ModelFile.Inspect(Folder["c"]);

        info.Architecture.Should().Be(trainer.Model.Rnn.Parameters.Architecture);
        info.Tensors.Single(tensor => tensor.Name == "training.hidden_state").Shape.Should().Equal(3, trainer.Model.Rnn.StateSize);
        foreach (ParameterBlock<T> block in trainer.Model.Rnn.Parameters.Blocks)
        {
            info.Tensors.Single(tensor => tensor.Name == $"optimizer.first_moment.{block.Name}").Shape[0].Should().Be(block.RowCount);
        }

        ModelFileTests<T>.ShouldBeSame(RnnModel<T>.Load(Folder["c"]).Rnn.Parameters, trainer.Model.Rnn.Parameters);
    }

    private static Trainer<T> NewTrainer(RnnCell cell, int layerCount)
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(Text.Vocabulary.Count, 11, cell, layerCount));
        parameters.RandomizeScaled(new Random(1));
        var options = new TrainingOptions
        {
            SequenceLength = 6,
            BatchSize = 3,
            Dropout = 0.3,
            ChunkOrder = ChunkOrder.Shuffled,
            ChunkLength = 20,
            ShuffleSeed = 5,
        };
        return new Trainer<T>(
            new RnnModel<T>(Text.Vocabulary, parameters), new Adam<T>(parameters.Architecture, learningRate: 0.01), options);
    }
}

public sealed class CellCheckpointTestsDouble : CellCheckpointTests<double>;

public sealed class CellCheckpointTestsSingle : CellCheckpointTests<float>;
