using CharRnn.Cli.Settings;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Cli.Settings;

public sealed class RunSettingsTests
{
    [Theory]
    [InlineData(1_115_394, 25, 1, 3, 0, 133_845)]
    [InlineData(1_107_542, 25, 1, 1, 0, 44_301)]
    [InlineData(1_107_542, 20, 1, 10, 0, 553_770)]
    [InlineData(1_115_394, 25, 1, 3, 1000, 1000)]
    [InlineData(26, 25, 1, 4, 0, 4)]
    [InlineData(104, 25, 4, 1, 0, 1)]
    public void PlannedUpdates_is_what_the_epoch_rule_gives(int length, int sequenceLength, int batch, int epochs, long updates, long expected)
        => UsualSettings.Base.With(new TrainingOptions { SequenceLength = sequenceLength, BatchSize = batch, Epochs = epochs, MaxUpdates = updates })
            .Training.PlannedUpdates(EncodedText.FromIndexes(new int[length], Vocabulary.FromText("a"))).Should().Be(expected);

    [Fact]
    public void For_leaves_a_limit_alone()
        => UsualSettings.For(UsualSettings.Base.With(new TrainingOptions { MaxUpdates = 5 }), _ => false, EncodedText.FromText("some text")).Training.Epochs.Should().Be(0);

    [Theory]
    [InlineData(66_926, 29, 10)] // the built-in story
    [InlineData(1_115_394, 7, 3)] // tinyshakespeare
    [InlineData(20_000_000, 3, 3)]
    public void A_trained_network_takes_smaller_steps_and_fewer_passes(int length, int usual, int expected)
    {
        EncodedText text = EncodedText.FromIndexes(new int[length], Vocabulary.FromText("a"));
        RunSettings asked = UsualSettings.Base with { Trial = UsualSettings.Base.Trial with { HiddenSize = 256, Cell = RnnCell.Gru } };
        RunSettings settings = UsualSettings.For(asked, _ => false, text), tuned = UsualSettings.ForTrainedNetwork(asked, _ => false, text).ForFineTuning();

        (settings.Training.Epochs, tuned.Training.Epochs).Should().Be((usual, expected));
        tuned.Optimizer.LearningRate.Should().Be(settings.Optimizer.LearningRate / 2);
        settings.Optimizer.InputRateFactor.Should().BeGreaterThan(1);
        tuned.Optimizer.InputRateFactor.Should().BeNull("it knows its characters");
        tuned.Training.Dropout.Should().Be(TrialSettings.For(text, 256, RnnCell.Gru, passes: expected).Training.Dropout, "fewer passes need less");
    }

    [Fact]
    public void A_trained_network_keeps_to_the_end_that_is_asked_for()
    {
        EncodedText text = EncodedText.FromIndexes(new int[70_000], Vocabulary.FromText("a"));
        RunSettings asked = UsualSettings.Base.With(UsualSettings.Base.Training with { Epochs = 40 });

        UsualSettings.ForTrainedNetwork(asked, _ => false, text).Should().Be(UsualSettings.For(asked, _ => false, text));
    }

    [Theory]
    [InlineData(RnnCell.Tanh, 1, "100 hidden units")]
    [InlineData(RnnCell.Gru, 1, "100 GRU hidden units")]
    [InlineData(RnnCell.Lstm, 3, "3 LSTM layers of 100 hidden units")]
    [InlineData(RnnCell.Tanh, 2, "2 layers of 100 hidden units")]
    public void Network_is_said_in_a_few_words(RnnCell cell, int layers, string expected)
        => RunSettings.Network(Networks.Architecture(5, 100, cell, layers)).Should().Be(expected);

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    public void For_follows_the_number_of_streams_that_was_typed(int streams)
    {
        EncodedText text = EncodedText.FromIndexes(new int[100_000], Vocabulary.FromText("a"));
        RunSettings asked = UsualSettings.Base.With(UsualSettings.Base.Training with { BatchSize = streams });

        UsualSettings.For(asked, name => name == TrainingTable.Batch, text).Trial.Should().Be(TrialSettings.For(text, batchSize: streams));
    }

    [Fact]
    public void For_is_what_the_library_advises()
    {
        EncodedText text = EncodedText.FromIndexes(new int[100_000], Vocabulary.FromText("a"));
        TrialSettings advised = TrialSettings.For(text, hiddenSize: 64, RnnCell.Gru, layerCount: 2);

        RunSettings usual = UsualSettings.For(UsualSettings.Base with { Trial = UsualSettings.Base.Trial with { HiddenSize = 64, Cell = RnnCell.Gru, LayerCount = 2 } }, _ => false, text);

        usual.Trial.Should().Be(advised);
    }
}
