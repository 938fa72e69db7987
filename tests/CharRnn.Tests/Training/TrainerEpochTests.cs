using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>How many updates an epoch has. Nothing in it depends on the element type.</summary>
public class TrainerEpochTests
{
    [Theory]
    [InlineData(1_115_394, 25, 1, 44_615)] // design's examples: tinyshakespeare …
    [InlineData(1_107_542, 25, 1, 44_301)] // … and the novel
    [InlineData(26, 25, 1, 1)] // a single window, which fits exactly
    [InlineData(50, 25, 1, 1)] // the second window would need character 50
    [InlineData(51, 25, 1, 2)]
    [InlineData(1000, 10, 7, 14)] // parts of 142: 14 · 10 + 1 fit
    [InlineData(988, 10, 7, 14)] // parts of 141, the last window fits exactly
    [InlineData(987, 10, 7, 14)]
    [InlineData(986, 10, 7, 13)] // parts of 140
    public void An_epoch_has_as_many_updates_as_whole_windows_with_their_next_character(int length, int tau, int batch, int updates)
    {
        RnnModel<float> model = Networks.RandomModel<float>("ab", 1, seed: 1);
        var trainer = new Trainer<float>(
            model, new AdaGrad<float>(model.Rnn.Parameters.Architecture), new TrainingOptions { SequenceLength = tau, BatchSize = batch, Epochs = 1, KeepBest = false, ThreadCount = 1 });

        TrainingResult<float> result = trainer.Train(new int[length]);

        (result.Updates, result.Epochs).Should().Be((updates, 1));
        (trainer.Epoch, trainer.Position).Should().Be((1, 0));
    }
}
