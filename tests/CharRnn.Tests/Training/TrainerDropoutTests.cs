using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>Dropout acts in training only, by the options' rate and seed, and any number of threads gives the same bits.</summary>
public abstract class TrainerDropoutTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Text = "the quick brown fox jumps over the lazy dog, and then the dog sleeps in the sun until the fox comes back again.";

    [Theory]
    [MemberData(nameof(Networks.CellsAndDepths), MemberType = typeof(Networks))]
    public void Masks_follow_rate_and_seed_and_no_number_of_threads(RnnCell cell, int layers)
    {
        RnnParameters<T> expected = Train(cell, layers, new() { Dropout = 0.4, ShuffleSeed = 3, ThreadCount = 1 });

        foreach (int threads in (ReadOnlySpan<int>)[1, 2, 3])
        {
            Numbers.ShouldBeSame(Train(cell, layers, new() { Dropout = 0.4, ShuffleSeed = 3, ThreadCount = threads }), expected, $"{threads} threads");
        }

        FirstBits(Train(cell, layers, new() { Dropout = 0.4, ShuffleSeed = 4 })).Should().NotEqual(FirstBits(expected));
        FirstBits(Train(cell, layers, new() { Dropout = 0.3, ShuffleSeed = 3 })).Should().NotEqual(FirstBits(expected));
        FirstBits(Train(cell, layers, new())).Should().NotEqual(FirstBits(expected));
    }

    /// <summary>Held-out loss and score read the network without masks.</summary>
    [Fact]
    public void Only_training_drops_anything()
    {
        RnnModel<T> model = Model(RnnCell.Lstm, 2);
        double before = model.Score(Text).TotalLoss;
        var trainer = new Trainer<T>(model, new Sgd<T>(model.Rnn.Parameters.Architecture, learningRate: 1e-30), new() { Dropout = 0.9, SequenceLength = 10 });

        trainer.Step(model.Vocabulary.Encode(Text));

        model.Score(Text).TotalLoss.Should().Be(before);
    }

    private static RnnParameters<T> Train(RnnCell cell, int layers, TrainingOptions options)
    {
        RnnModel<T> model = Model(cell, layers);
        var trainer = new Trainer<T>(
            model, new Adam<T>(model.Rnn.Parameters.Architecture, learningRate: 0.01), options with { SequenceLength = 7, BatchSize = 3, MaxUpdates = 12 });
        trainer.Train(model.Vocabulary.Encode(Text));
        return model.Rnn.Parameters;
    }

    private static RnnModel<T> Model(RnnCell cell, int layers)
    {
        Vocabulary vocabulary = Vocabulary.FromText(Text);
        var parameters = new RnnParameters<T>(Networks.Architecture(vocabulary.Count, 20, cell, layers));
        parameters.RandomizeScaled(new Random(2));
        return new RnnModel<T>(vocabulary, parameters);
    }

    private static T[] FirstBits(RnnParameters<T> parameters) => parameters.Clone().Blocks[0].Values.ToArray();
}

public sealed class TrainerDropoutTestsSingle : TrainerDropoutTests<float>;

public sealed class TrainerDropoutTestsDouble : TrainerDropoutTests<double>;
