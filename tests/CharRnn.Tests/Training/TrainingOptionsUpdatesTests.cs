using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

public sealed class TrainingOptionsUpdatesTests
{
    private static readonly EncodedText _text = EncodedText.FromText(string.Concat(Enumerable.Repeat("the cat sat on the mat; \u0003 a bat ate the rat. ", 20)));

    public static TheoryData<TrainingOptions> Cases =>
    [
        new TrainingOptions(),
        new TrainingOptions { SequenceLengths = [5, 20, 10], BatchSize = 3 },
        new TrainingOptions { Validation = ValidationSplit.Tail(0.3) },
        new TrainingOptions { Validation = ValidationSplit.EveryNth(4, 60), SequenceLength = 7 },
        new TrainingOptions { EndOfText = "\u0003", SequenceLength = 9 },
        new TrainingOptions { ChunkOrder = ChunkOrder.Shuffled, ChunkLength = 100, BatchSize = 2, SequenceLength = 13 },
        new TrainingOptions { ChunkOrder = ChunkOrder.Random, ChunkLength = 77, ShuffleSeed = 5 },
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void UpdatesInEpoch_is_what_the_trainer_makes(TrainingOptions options)
    {
        var model = new RnnModel<float>(_text.Vocabulary, new RnnParameters<float>(Networks.Architecture(_text.Vocabulary.Count, 3)));
        var trainer = new Trainer<float>(model, new AdaGrad<float>(model.Rnn.Parameters.Architecture), options with { Epochs = 4, KeepBest = false });
        TrainingResult<float> result = trainer.Train(_text);

        long[] ends = [0, .. result.EpochHistory.Select(epoch => epoch.Update)];
        Enumerable.Range(0, 4).Select(epoch => (long)options.UpdatesInEpoch(_text, epoch)).Should().Equal(Enumerable.Range(0, 4).Select(epoch => ends[epoch + 1] - ends[epoch]));
    }

    [Fact]
    public void UpdatesInEpoch_refuses_what_cannot_be_trained()
    {
        FluentActions.Invoking(() => new TrainingOptions().UpdatesInEpoch(null!)).Should().Throw<ArgumentNullException>().WithParameterName("text");
        FluentActions.Invoking(() => new TrainingOptions().UpdatesInEpoch(_text, -1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("epoch");
        FluentActions.Invoking(() => new TrainingOptions { SequenceLength = 5000 }.UpdatesInEpoch(_text)).Should().Throw<ArgumentException>().WithParameterName("text");
        FluentActions.Invoking(() => new TrainingOptions { EndOfText = "\u0004" }.UpdatesInEpoch(_text)).Should().Throw<ArgumentException>().WithMessage("*U+0004*");
    }
}
