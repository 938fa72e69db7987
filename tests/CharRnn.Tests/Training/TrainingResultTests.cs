using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

public sealed class TrainingResultTests
{
    private const string Characters = "abcd";
    private static readonly int[] _text = Texts.Random(2000, 4, seed: 1);

    [Theory]
    [InlineData(LossReduction.Sum, 1)]
    [InlineData(LossReduction.Sum, 3)]
    [InlineData(LossReduction.Mean, 3)]
    public void Losses_per_character_are_those_of_the_progress(LossReduction reduction, int batch)
    {
        Trainer<double> trainer = NewTrainer(0.01, new TrainingOptions { SequenceLengths = [10, 20], BatchSize = batch, LossReduction = reduction, Epochs = 3 });
        double last = 0, smallest = double.PositiveInfinity;
        TrainingResult<double> result = trainer.Train(_text, new ImmediateProgress<TrainingProgress>(progress => smallest = Math.Min(smallest, last = progress.NatsPerCharacter)));

        result.NatsPerCharacter.Should().BeApproximately(last, 1e-12);
        result.BestNatsPerCharacter.Should().BeApproximately(smallest, 1e-12);
        result.GuessLoss.Should().Be(Math.Log(4));
        result.IsWorseThanGuess.Should().BeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_network_thrown_away_by_its_learning_rate_is_worse_than_a_guess(bool validates)
    {
        var options = new TrainingOptions { SequenceLength = 10, Epochs = 1, GradientLimit = double.PositiveInfinity };
        TrainingResult<double> result = NewTrainer(3, validates ? options with { Validation = ValidationSplit.Spread() } : options).Train(_text);

        result.IsWorseThanGuess.Should().BeTrue();
        result.BestNatsPerCharacter.Should().BeLessThan(result.NatsPerCharacter);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 7, 7)]
    [InlineData(2, 0, 398)]
    [InlineData(2, 7, 7)]
    public void PlannedUpdates_are_those_that_a_run_makes(int epochs, long maxUpdates, long expected)
    {
        var options = new TrainingOptions { SequenceLength = 10, Epochs = epochs, MaxUpdates = maxUpdates };
        options.PlannedUpdates(EncodedText.FromIndexes(_text, Vocabulary.FromText(Characters))).Should().Be(expected);
    }

    [Fact]
    public void PlannedUpdates_follow_the_lengths_of_the_epochs_and_the_order()
    {
        EncodedText text = EncodedText.FromIndexes(_text, Vocabulary.FromText(Characters));
        foreach (ChunkOrder order in Enum.GetValues<ChunkOrder>())
        {
            var options = new TrainingOptions { SequenceLengths = [10, 20], Epochs = 5, BatchSize = 3, ChunkOrder = order, ChunkLength = 130, Validation = ValidationSplit.Spread() };
            NewTrainer(0.01, options).Train(text).Updates.Should().Be(options.PlannedUpdates(text), order.ToString());
        }
    }

    private static Trainer<double> NewTrainer(double rate, TrainingOptions options)
    {
        RnnModel<double> model = Networks.RandomModel<double>(Characters, 6, seed: 1);
        return new Trainer<double>(model, new Sgd<double>(model.Rnn.Parameters.Architecture, rate), options);
    }
}
