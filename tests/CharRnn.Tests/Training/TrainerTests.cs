using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Tests.Fixtures;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>The training loop itself.</summary>
public abstract class TrainerTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Letters = "abcdefghijkl";

    public static TheoryData<string> Runs => [.. TrainingFixture.RunNames];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Ten_updates_agree_with_the_reference(string name)
    {
        TrainingFixture fixture = TrainingFixture.Instance;
        TrainingRun run = TrainingFixture.Run(name);
        RnnModel<T> model = fixture.Model<T>();
        var optimizer = new AdaGrad<T>(fixture.Architecture, fixture.LearningRate, fixture.Epsilon, run.InitialAccumulator);
        var options = new TrainingOptions
        {
            SequenceLength = fixture.Tau,
            BatchSize = run.Batch,
            GradientLimit = fixture.GradientLimit,
            Smoothing = fixture.Smoothing,
        };
        var trainer = new Trainer<T>(model, optimizer, options);

        for (int i = 0; i < fixture.Updates; i++)
        {
            (trainer.Position, trainer.Epoch).Should().Be((run.Positions[i], run.Epochs[i]), "that is where update {0} reads", i + 1);
            TrainingProgress progress = trainer.Step(fixture.Text.AsSpan(0, run.TextLength));

            progress.Update.Should().Be(i + 1);
            progress.Loss.Should().BeApproximately(run.Losses[i], Numbers.Tolerance<T>() * run.Losses[i]);
            progress.SmoothLoss.Should().BeApproximately(run.SmoothLosses[i], Numbers.Tolerance<T>() * run.SmoothLosses[i]);
            progress.CharactersPerUpdate.Should().Be(fixture.Tau * run.Batch);
            if (i == 0)
            {
                Numbers.ShouldBeClose(model.Rnn.Parameters, run.ParametersAfter1, Numbers.Choose<T>(1e-12, 2e-6), relative: false, "after update 1");
            }
        }

        Numbers.ShouldBeClose(model.Rnn.Parameters, run.ParametersAfter10, Numbers.Choose<T>(1e-12, 2e-6), relative: false, "after update 10");
        Numbers.ShouldBeClose(optimizer.Accumulator, run.AccumulatorsAfter10, Numbers.Choose<T>(1e-10, 1e-3), relative: false, "accumulator");
        Numbers.ShouldBeClose(trainer.State, run.StateAfter10, Numbers.Tolerance<T>(), "state");
    }

    /// <summary>Thirteen characters are four windows of three.</summary>
    [Fact]
    public void Passes_are_epochs_and_the_part_of_the_running_one()
    {
        RnnModel<T> model = Networks.RandomModel<T>(Letters, 4, seed: 1);
        var trainer = new Trainer<T>(model, new AdaGrad<T>(model.Rnn.Parameters.Architecture), new TrainingOptions { SequenceLength = 3 });
        int[] text = [.. Enumerable.Range(0, 13).Select(i => i % Letters.Length)];

        trainer.Passes.Should().Be(0, "before the first update");
        for (int update = 1; update <= 10; update++)
        {
            trainer.Step(text);
            trainer.Passes.Should().Be(update / 4.0);
        }
    }

    [Fact]
    public void A_hundred_characters_are_learnt_by_heart()
    {
        string text = TrainingFixture.Instance.TextString[..100];
        RnnModel<T> model = Networks.RandomModel<T>(text, 64, seed: 1);

        // Three windows of 33 steps reach every one of the 99 targets.
        var optimizer = new AdaGrad<T>(model.Rnn.Parameters.Architecture, learningRate: 0.05);
        var trainer = new Trainer<T>(model, optimizer, new TrainingOptions { SequenceLength = 33, Epochs = 300, Smoothing = 0.9 });
        TrainingResult<T> result = trainer.Train(model.Vocabulary.Encode(text));

        (result.SmoothLoss / 33).Should().BeLessThan(0.02, "in nats per character");
        model.Vocabulary.TryGetIndex(text.EnumerateRunes().First(), out int first);
        new TextGenerator<T>(model, new Random(1)).Generate(99, new T[64], first, new SamplingOptions { Temperature = 0 }).Should().Be(text[1..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_new_epoch_starts_from_the_zero_state(int batch)
    {
        const int Tau = 5, Part = 23; // four windows an epoch
        RnnModel<T> model = Networks.RandomModel<T>(Letters, 8, seed: 1, standardDeviation: 0.5);
        int[] text = Texts.Random(Part * batch, 12, seed: 2);
        var trainer = new Trainer<T>(model, new AdaGrad<T>(model.Rnn.Parameters.Architecture), new TrainingOptions { SequenceLength = Tau, BatchSize = batch });

        for (int update = 1; update <= 12; update++)
        {
            TrainingProgress progress = trainer.Step(text);
            bool isLast = update % 4 == 0;
            (progress.Epoch, progress.Position).Should().Be((update / 4, isLast ? 0 : update % 4 * Tau));
            trainer.State.IndexOfAnyExcept(T.Zero).Should().Be(isLast ? -1 : 0);
        }

        // The loss of the first window from the zero state, with the current parameters.
        int[] inputs = [.. Enumerable.Range(0, Tau * batch).Select(n => text[(n % batch * Part) + (n / batch)])];
        int[] targets = [.. Enumerable.Range(0, Tau * batch).Select(n => text[(n % batch * Part) + (n / batch) + 1])];
        T expected = model.Rnn.Forward(inputs, targets, new T[8 * batch], new RnnWorkspace<T>(model.Rnn.Parameters.Architecture, Tau, batch));
        trainer.Step(text).Loss.Should().Be(Numbers.ToDouble(expected));
    }

    [Fact]
    public void Train_ends_at_MaxUpdates_or_Epochs_whichever_comes_first()
    {
        int[] text = Texts.Random(21, 12, seed: 2); // four windows of five

        NewTrainer(new TrainingOptions { SequenceLength = 5, MaxUpdates = 7, Epochs = 3 }).Train(text).Updates.Should().Be(7);
        NewTrainer(new TrainingOptions { SequenceLength = 5, MaxUpdates = 70, Epochs = 3 }).Train(text).Updates.Should().Be(12);
        NewTrainer(new TrainingOptions { SequenceLength = 5, MaxUpdates = 13 }).Train(text).Should().BeEquivalentTo(new { Updates = 13L, Epochs = 3 });
    }

    [Fact]
    public void Train_again_goes_on_with_what_is_missing()
    {
        Trainer<T> trainer = NewTrainer(new TrainingOptions { SequenceLength = 5, MaxUpdates = 7 });
        int[] text = Texts.Random(40, 12, seed: 2);
        trainer.Step(text);
        trainer.Step(text);

        trainer.Train(text).Updates.Should().Be(7);
        trainer.Train(text).Updates.Should().Be(7, "nothing is missing any more");
    }

    [Fact]
    public void Train_does_what_Step_does()
    {
        Trainer<T> trained = NewTrainer(new TrainingOptions { SequenceLength = 6, BatchSize = 2, MaxUpdates = 40 }), stepped = NewTrainer(trained.Options);
        int[] text = Texts.Random(100, 12, seed: 2);

        trained.Train(text);
        for (int i = 0; i < 40; i++)
        {
            stepped.Step(text);
        }

        Numbers.ShouldBeSame(trained.Model.Rnn.Parameters, stepped.Model.Rnn.Parameters, "the network");
        trained.SmoothLoss.Should().Be(stepped.SmoothLoss);
    }

    [Fact]
    public void The_same_seed_gives_the_same_losses_and_the_same_text()
    {
        (List<double> Losses, string Text) Run(int seed)
        {
            RnnModel<T> model = Networks.RandomModel<T>(Letters, 16, seed);
            var losses = new List<double>();
            var trainer = new Trainer<T>(
                model, new AdaGrad<T>(model.Rnn.Parameters.Architecture), new TrainingOptions { SequenceLength = 7, BatchSize = 3, MaxUpdates = 300 });
            trainer.Train(Texts.Random(500, 12, seed: 2), new ImmediateProgress<TrainingProgress>(progress => losses.Add(progress.Loss)));
            return (losses, new TextGenerator<T>(model, new Random(seed)).Generate(200));
        }

        (List<double> losses, string text) = Run(1);
        (List<double> repeatedLosses, string repeatedText) = Run(1);

        repeatedLosses.Should().Equal(losses).And.HaveCount(300);
        repeatedText.Should().Be(text);
        Run(2).Losses.Should().NotEqual(losses);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void The_number_of_threads_does_not_change_a_bit(int threads)
    {
        Trainer<T> one = NewTrainer(new TrainingOptions { SequenceLength = 6, BatchSize = 4, MaxUpdates = 30, ThreadCount = 1 });
        Trainer<T> many = NewTrainer(one.Options with { ThreadCount = threads });
        int[] text = Texts.Random(100, 12, seed: 2);

        one.Train(text);
        many.Train(text);

        Numbers.ShouldBeSame(many.Model.Rnn.Parameters, one.Model.Rnn.Parameters, "the network");
    }

    [Fact]
    public void An_optimizer_that_looks_at_the_gradients_changes_no_bit()
    {
        // Taking a view of the gradients ends the skipping of absent characters; the results must be the same.
        RnnModel<T> model = Networks.RandomModel<T>(Letters, 16, seed: 1), watched = new(model.Vocabulary, model.Rnn.Parameters.Clone());
        var options = new TrainingOptions { SequenceLength = 4, MaxUpdates = 200, GradientLimit = 0.3 };
        int[] text = Texts.Random(300, 12, seed: 2);

        new Trainer<T>(model, new AdaGrad<T>(model.Rnn.Parameters.Architecture), options).Train(text);
        new Trainer<T>(watched, new Watching(new AdaGrad<T>(model.Rnn.Parameters.Architecture)), options).Train(text);

        Numbers.ShouldBeSame(watched.Rnn.Parameters, model.Rnn.Parameters, "the network");
    }

    [Theory]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(4, 0.5)]
    public void Step_allocates_nothing(int batch, double normLimit)
    {
        Trainer<T> trainer = NewTrainer(new TrainingOptions { SequenceLength = 6, BatchSize = batch, ThreadCount = 1, GradientNormLimit = normLimit, HistoryEvery = 10, SampleEvery = 3 });
        int[] text = Texts.Random(10_000, 12, seed: 2); // long enough for no end of an epoch, which is written down

        Allocations.Of(() => trainer.Step(text)).Should().Be(0);
    }

    [Fact]
    public void GradientNormLimit_bounds_the_gradient_that_the_optimizer_sees()
    {
        RnnModel<T> model = Networks.RandomModel<T>(Letters, 16, seed: 1);
        var watching = new Watching(new AdaGrad<T>(model.Rnn.Parameters.Architecture));
        new Trainer<T>(model, watching, new TrainingOptions { MaxUpdates = 5, SequenceLength = 6, GradientNormLimit = 0.25, GradientLimit = double.PositiveInfinity })
            .Train(Texts.Random(100, 12, seed: 2));

        watching.Lengths.Should().HaveCount(5).And.OnlyContain(length => Math.Abs(length - 0.25) < 1e-5);
    }

    private static Trainer<T> NewTrainer(TrainingOptions options)
    {
        RnnModel<T> model = Networks.RandomModel<T>(Letters, 9, seed: 1);
        return new Trainer<T>(model, new AdaGrad<T>(model.Rnn.Parameters.Architecture), options);
    }

    private sealed class Watching(IOptimizer<T> inner) : IOptimizer<T>
    {
        public List<double> Lengths { get; } = [];

        public void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients)
        {
            Lengths.Add(Math.Sqrt(gradients.Blocks.Sum(block => block.Values.ToArray().Sum(value => Math.Pow(Numbers.ToDouble(value), 2)))));
            inner.Apply(parameters, gradients);
        }
    }
}

public sealed class TrainerTestsDouble : TrainerTests<double>;

public sealed class TrainerTestsSingle : TrainerTests<float>;
