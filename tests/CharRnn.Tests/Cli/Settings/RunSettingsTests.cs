using CharRnn.Cli.Settings;
using CharRnn.Training;

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
            .PlannedUpdates(EncodedText.FromIndexes(new int[length], Vocabulary.FromText("a"))).Should().Be(expected);

    [Theory]
    [InlineData(75_000, 100)]
    [InlineData(75_001, 100)]
    [InlineData(74_999, 101)]
    [InlineData(7_500_000, 3)]
    [InlineData(500_000_000, 3)]
    public void Epochs_are_chosen_by_the_characters_they_read(int length, int epochs)
        => UsualSettings.Epochs(length).Should().Be(epochs);

    [Fact]
    public void For_leaves_a_limit_alone()
        => UsualSettings.For(UsualSettings.Base.With(new TrainingOptions { MaxUpdates = 5 }), EncodedText.FromText("some text")).Training.Epochs.Should().Be(0);
}
