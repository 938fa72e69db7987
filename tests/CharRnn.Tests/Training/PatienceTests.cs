using CharRnn.Persistence;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Training;

/// <summary>Patience with chunks held out all over the text stops a network that memorises the text, and no other.</summary>
public sealed class PatienceTests
{
    private static readonly EncodedText _story = TextFile.Read(Path.Combine(AppContext.BaseDirectory, "story.txt"));

    /// <summary>With one stream and the end of the text held out, the first epochs seem to be the best; spread chunks do not show that.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void A_network_that_still_learns_is_trained_to_its_end(int streams)
    {
        TrialSettings settings = TrialSettings.For(_story, hiddenSize: 16, batchSize: streams);

        TrainingResult<float> result = Train(settings, _story, epochs: 5, patience: 1);

        result.StoppedEarly.Should().BeFalse();
        result.BestEpoch!.Epoch.Should().Be(5, "the last epoch is the best");
    }

    [Fact]
    public void A_network_that_learns_by_heart_is_stopped_and_its_best_epoch_kept()
    {
        var part = new int[4000];
        _story.CopyTo(0, part);
        EncodedText text = EncodedText.FromIndexes(part, _story.Vocabulary);
        TrialSettings settings = TrialSettings.For(text, hiddenSize: 48, batchSize: 1);

        TrainingResult<float> result = Train(settings, text, epochs: 200, patience: 3);

        result.StoppedEarly.Should().BeTrue();
        result.Epochs.Should().Be(result.BestEpoch!.Epoch + 3);
        result.EpochHistory[^1].TrainingLoss.Should().BeLessThan(result.EpochHistory[^4].TrainingLoss, "it keeps learning what it has read");
    }

    private static TrainingResult<float> Train(TrialSettings settings, EncodedText text, int epochs, int patience)
    {
        TrainingOptions training = settings.Training with { Epochs = epochs, Patience = patience, Validation = ValidationSplit.Spread(), ThreadCount = 1 };
        return (settings with { Training = training }).CreateTrainer<float>(text).Train(text);
    }
}
