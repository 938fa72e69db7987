using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>The reports of a trainer while it works: progress, samples, loss history; and how it is stopped.</summary>
public class TrainerReportsTests
{
    private const int Tau = 5;
    private static readonly int[] _text = Texts.Random(64, 6, seed: 2); // twelve windows an epoch

    [Fact]
    public void SampleDue_is_raised_before_the_first_and_before_every_nth_update()
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, SampleEvery = 7, MaxUpdates = 30 });
        var due = new List<long>();
        trainer.SampleDue += (sender, sample) =>
        {
            sender.Should().BeSameAs(trainer);
            sample.NextUpdate.Should().Be(trainer.Update + 1);
            due.Add(sample.NextUpdate);
        };

        trainer.Train(_text);

        due.Should().Equal(1, 7, 14, 21, 28);
    }

    [Fact]
    public void SampleDue_every_update_is_raised_once_each()
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, SampleEvery = 1, MaxUpdates = 5 });
        var due = new List<long>();
        trainer.SampleDue += (_, sample) => due.Add(sample.NextUpdate);

        trainer.Train(_text);

        due.Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public void SampleDue_is_never_raised_unless_asked_for()
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, MaxUpdates = 20 });
        trainer.SampleDue += (_, _) => Assert.Fail("No sample was asked for.");

        trainer.Train(_text);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void SampleDue_brings_the_state_and_the_first_character_of_the_current_window(int batch)
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, BatchSize = batch, SampleEvery = 1 });
        SampleDueEventArgs<float>? last = null;
        trainer.SampleDue += (_, sample) => last = sample;
        int windows = ((64 / batch) - 1) / Tau;

        for (int update = 0; update < 30; update++)
        {
            float[] state = trainer.State[..trainer.Model.Rnn.StateSize].ToArray();
            double smoothLoss = trainer.SmoothLoss;
            RnnModel<float> before = new(trainer.Model.Vocabulary, trainer.Model.Rnn.Parameters.Clone());
            string? written = null;
            trainer.SampleDue += Write;
            trainer.Step(_text);
            trainer.SampleDue -= Write;

            last!.State.ToArray().Should().Equal(state);
            last.FirstCharacter.Should().Be(_text[update % windows * Tau]);
            last.SmoothLoss.Should().Be(smoothLoss);
            written.Should().Be(new TextGenerator<float>(before, new Random(5)).Generate(20, state, last.FirstCharacter));

            void Write(object? sender, SampleDueEventArgs<float> sample) => written = sample.Generate(20, new Random(5));
        }
    }

    [Fact]
    public void SampleDue_does_not_disturb_the_training()
    {
        var options = new TrainingOptions { SequenceLength = Tau, MaxUpdates = 30 };
        Trainer<float> quiet = NewTrainer(options), sampled = NewTrainer(options with { SampleEvery = 2 });
        sampled.SampleDue += (_, sample) => sample.Generate(50, new Random(1), new SamplingOptions { Temperature = 0.5 });

        quiet.Train(_text);
        sampled.Train(_text);

        Numbers.ShouldBeSame(sampled.Model.Rnn.Parameters, quiet.Model.Rnn.Parameters, "the network");
    }

    [Theory]
    [InlineData(1, new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    [InlineData(5, new long[] { 1, 5, 10 })]
    [InlineData(100, new long[] { 1 })]
    [InlineData(0, new long[0])]
    public void LossHistory_has_the_first_and_every_nth_update(int every, long[] expected)
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, HistoryEvery = every, MaxUpdates = 12 });
        var all = new Dictionary<long, LossPoint>();

        TrainingResult<float> result = trainer.Train(
            _text, new ImmediateProgress<TrainingProgress>(progress => all[progress.Update] = new LossPoint(progress.Update, progress.Loss, progress.SmoothLoss)));

        result.LossHistory.Should().Equal(expected.Select(update => all[update]));
        trainer.LossHistory.Should().Equal(result.LossHistory);
    }

    [Fact]
    public void Result_is_a_snapshot()
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, HistoryEvery = 1 });
        trainer.Step(_text);
        TrainingResult<float> result = trainer.Result();
        RnnParameters<float> best = result.BestParameters!.Clone();

        trainer.Step(_text);
        trainer.Step(_text);

        result.Updates.Should().Be(1);
        result.LossHistory.Should().HaveCount(1);
        Numbers.ShouldBeSame(result.BestParameters, best, "the best network of the snapshot");
    }

    [Theory]
    [InlineData(1, new long[] { 1, 2, 3, 4, 5, 6, 7 })]
    [InlineData(3, new long[] { 1, 3, 6, 7 })]
    [InlineData(50, new long[] { 1, 7 })]
    public void Progress_is_reported_at_the_first_every_nth_and_the_last_update(int every, long[] expected)
    {
        var updates = new List<long>();

        NewTrainer(new TrainingOptions { SequenceLength = Tau, ReportEvery = every, MaxUpdates = 7 })
            .Train(_text, new ImmediateProgress<TrainingProgress>(progress => updates.Add(progress.Update)));

        updates.Should().Equal(expected);
    }

    [Fact]
    public void Progress_says_where_training_stands()
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, BatchSize = 2 });
        double.IsNaN(trainer.SmoothLoss).Should().BeTrue("there is none before the first update");

        TrainingProgress first = trainer.Step(_text), second = trainer.Step(_text);

        first.SmoothLoss.Should().Be(first.Loss);
        second.SmoothLoss.Should().BeApproximately((0.999 * first.Loss) + (0.001 * second.Loss), 1e-12);
        second.NatsPerCharacter.Should().BeApproximately(second.SmoothLoss / 10, 1e-12);
        (second.Update, second.Position, second.CharactersPerUpdate).Should().Be((2, 10, 10));
        (trainer.Update, trainer.Position, trainer.SmoothLoss).Should().Be((second.Update, second.Position, second.SmoothLoss));
    }

    [Fact]
    public void The_first_loss_of_a_network_of_zeros_is_that_of_guessing()
    {
        Vocabulary vocabulary = Vocabulary.FromText("abcdef");
        var model = new RnnModel<float>(vocabulary, new RnnParameters<float>(Networks.Architecture(6, 4)));

        new Trainer<float>(model, new AdaGrad<float>(Networks.Architecture(6, 4)), new TrainingOptions { SequenceLength = 25 }).Step(_text)
            .Loss.Should().BeApproximately(25 * Math.Log(6), 1e-4);
    }

    [Fact]
    public void Cancelling_stops_between_updates_and_leaves_a_model_that_works_and_can_go_on()
    {
        var options = new TrainingOptions { SequenceLength = Tau, MaxUpdates = 40 };
        Trainer<float> trainer = NewTrainer(options), uninterrupted = NewTrainer(options);
        using var cancellation = new CancellationTokenSource();
        Action act = () => trainer.Train(
            _text, new ImmediateProgress<TrainingProgress>(progress => Cancel(progress, cancellation)), cancellation.Token);

        act.Should().Throw<OperationCanceledException>().Which.CancellationToken.Should().Be(cancellation.Token);

        trainer.Update.Should().Be(17);
        trainer.Result().Updates.Should().Be(17);
        new TextGenerator<float>(trainer.Model, new Random(1)).Generate(30).Should().HaveLength(30);
        trainer.Train(_text);
        uninterrupted.Train(_text);
        Numbers.ShouldBeSame(trainer.Model.Rnn.Parameters, uninterrupted.Model.Rnn.Parameters, "the network");

        static void Cancel(TrainingProgress progress, CancellationTokenSource source)
        {
            if (progress.Update == 17)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void A_token_that_is_cancelled_already_stops_before_the_first_update()
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, MaxUpdates = 40 });

        FluentActions.Invoking(() => trainer.Train(_text, null, new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();

        trainer.Update.Should().Be(0);
    }

    [Fact]
    public void Progress_has_the_kind_of_its_losses_and_the_last_complete_epoch()
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, LossReduction = LossReduction.Mean, Epochs = 2 });
        List<TrainingProgress> all = [];

        TrainingResult<float> result = trainer.Train(_text, new ImmediateProgress<TrainingProgress>(all.Add));

        all.Should().HaveCount(24).And.AllSatisfy(progress => progress.LossReduction.Should().Be(LossReduction.Mean));
        all.Select(progress => progress.LastEpoch).Should().Equal(
            [.. Enumerable.Repeat<EpochSummary?>(null, 11), .. Enumerable.Repeat(result.EpochHistory[0], 12), result.EpochHistory[1]]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EpochCompleted_says_whether_the_validation_loss_is_the_smallest_so_far(bool isValidated)
    {
        // The text is random, so after some epochs the network overfits and its validation loss rises.
        Trainer<float> trainer = NewTrainer(new TrainingOptions
        {
            SequenceLength = Tau,
            Epochs = 40,
            Validation = isValidated ? ValidationSplit.Tail(0.3) : ValidationSplit.None,
        });
        List<bool> told = [];
        trainer.EpochCompleted += (_, epoch) => told.Add(epoch.IsBest);

        double[] losses = [.. trainer.Train(_text).EpochHistory.Select(epoch => epoch.ValidationLoss)];

        told.Should().Equal(losses.Select((loss, epoch) => isValidated && losses[..epoch].All(earlier => loss < earlier)));
        told.Should().Contain(false).And.HaveCount(40);
        told[0].Should().Be(isValidated);
    }

    [Fact]
    public void SampleDue_brings_the_model_and_random_numbers_of_a_seed_and_the_update()
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau, SampleEvery = 1 });
        var numbers = new List<int>();
        trainer.SampleDue += (_, sample) =>
        {
            sample.Model.Should().BeSameAs(trainer.Model);
            sample.CreateRandom(7).Next().Should().Be(sample.CreateRandom(7).Next());
            sample.Generate(20, seed: 7).Should().Be(sample.Generate(20, sample.CreateRandom(7)));
            numbers.AddRange([sample.CreateRandom(7).Next(), sample.CreateRandom(8).Next()]);
        };

        trainer.Step(_text);
        trainer.Step(_text);

        numbers.Should().HaveCount(4).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_token_is_end_enough()
    {
        Trainer<float> trainer = NewTrainer(new TrainingOptions { SequenceLength = Tau });
        using var cancellation = new CancellationTokenSource();
        trainer.SampleDue += (_, _) => Assert.Fail("No sample was asked for.");

        FluentActions.Invoking(() => trainer.Train(_text, new ImmediateProgress<TrainingProgress>(_ => cancellation.Cancel()), cancellation.Token))
            .Should().Throw<OperationCanceledException>();

        trainer.Update.Should().Be(1);
    }

    private static Trainer<float> NewTrainer(TrainingOptions options)
    {
        RnnModel<float> model = Networks.RandomModel<float>("abcdef", 9, seed: 1);
        return new Trainer<float>(model, new AdaGrad<float>(model.Rnn.Parameters.Architecture), options);
    }
}
