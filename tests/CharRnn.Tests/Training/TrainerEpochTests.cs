using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>How many updates an epoch has. Nothing in it depends on the element type.</summary>
public class TrainerEpochTests
{
    [Theory]
    [InlineData(26, 25, 1, 1)] // a single window, which fits exactly
    [InlineData(50, 25, 1, 1)] // the second window would need character 50
    [InlineData(51, 25, 1, 2)]
    [InlineData(1000, 10, 7, 14)] // parts of 142: 14 · 10 + 1 fit
    [InlineData(988, 10, 7, 14)] // parts of 141, the last window fits exactly
    [InlineData(987, 10, 7, 14)]
    [InlineData(986, 10, 7, 13)] // parts of 140
    public void An_epoch_has_as_many_updates_as_whole_windows_with_their_next_character(int length, int tau, int batch, int updates)
    {
        Trainer<float> trainer = CreateTrainer(tau, batch);

        TrainingResult<float> result = trainer.Train(new int[length]);

        (result.Updates, result.Epochs).Should().Be((updates, 1));
        (trainer.Epoch, trainer.Position).Should().Be((1, 0));
    }

    /// <summary>Starts shortly before the end of the epoch, like a run that resumes from a checkpoint, so that the earlier updates are not needed.</summary>
    [Theory]
    [InlineData(1_115_394, 44_615)] // design's examples: tinyshakespeare …
    [InlineData(1_107_542, 44_301)] // … and the novel
    public void The_epoch_of_a_long_text_ends_after_its_last_whole_window(int length, int updates)
    {
        Trainer<float> trainer = CreateTrainer(tau: 25, batch: 1);
        int[] text = new int[length];
        trainer.Memory.Windows.Restore(epoch: 0, window: updates - 2);

        trainer.Step(text);
        (trainer.Epoch, trainer.Position).Should().Be((0, (updates - 1) * 25));

        trainer.Step(text);
        (trainer.Epoch, trainer.Position).Should().Be((1, 0));
        EncodedText encoded = EncodedText.FromText(new string('a', length - 1) + 'b');
        trainer.Options.UpdatesInEpoch(encoded).Should().Be(updates);
    }

    private static Trainer<float> CreateTrainer(int tau, int batch)
    {
        RnnModel<float> model = Networks.RandomModel<float>("ab", 1, seed: 1);
        return new Trainer<float>(
            model,
            new AdaGrad<float>(model.Rnn.Parameters.Architecture),
            new TrainingOptions { SequenceLength = tau, BatchSize = batch, Epochs = 1, KeepBest = false, ThreadCount = 1 });
    }
}
