using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

public sealed class FairTrainingTestsDouble : FairTrainingTests<double>;

public sealed class FairTrainingTestsSingle : FairTrainingTests<float>;

public abstract class FairTrainingTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const string Characters = "abcd";
    private static readonly int[] _text = [.. Enumerable.Range(0, 203).Select(i => (i * i / 3) % 4)];

    /// <summary>Every way to read a text.</summary>
    public static TheoryData<TrainingOptions> Ways =>
    [
        new TrainingOptions { SequenceLength = 5, Validation = ValidationSplit.Tail(0.2) },
        new TrainingOptions { SequenceLength = 5, BatchSize = 2, Validation = ValidationSplit.EveryNth(3, 20) },
        new TrainingOptions { SequenceLength = 5, BatchSize = 2, ChunkOrder = ChunkOrder.Shuffled, ChunkLength = 20 },
        new TrainingOptions { SequenceLength = 5, ChunkOrder = ChunkOrder.Random, ChunkLength = 20 },
        new TrainingOptions { SequenceLength = 5, EndOfText = "d" },
        new TrainingOptions { SequenceLengths = [4, 7], LossReduction = LossReduction.Mean },
    ];

    [Fact]
    public void Validate_is_the_mean_loss_of_the_held_out_characters()
    {
        // Of the last 40 characters 39 are predicted, each with the probability that the constant model gives it.
        double[] p = [0.1, 0.2, 0.3, 0.4];
        RnnModel<T> model = Networks.Constant<T>(Characters, p);
        var trainer = new Trainer<T>(model, new Sgd<T>(model.Rnn.Parameters.Architecture), new() { Validation = ValidationSplit.Tail(40.0 / 203) });
        double expected = -_text[^39..].Average(character => Math.Log(p[character]));
        trainer.Validate(_text).Should().BeApproximately(expected, Numbers.Choose<T>(1e-14, 1e-6));
        trainer.Update.Should().Be(0);
    }

    [Fact]
    public void Step_never_learns_from_what_is_held_out()
    {
        int[] changed = [.. _text];
        Array.Fill(changed, 0, 163, 40);
        RnnParameters<T> first = TrainOn(_text), second = TrainOn(changed);
        Numbers.ShouldBeSame(first, second, "the network");
        RnnParameters<T> TrainOn(int[] text)
        {
            RnnModel<T> model = Networks.RandomModel<T>(Characters, 6, seed: 1);
            NewTrainer(model, new() { SequenceLength = 5, Epochs = 2, Validation = ValidationSplit.Tail(40.0 / 203) }).Train(text);
            return model.Rnn.Parameters;
        }
    }

    [Fact]
    public void EpochCompleted_tells_the_mean_loss_and_the_validation_loss()
    {
        RnnModel<T> model = Networks.RandomModel<T>(Characters, 6, seed: 1);
        Trainer<T> trainer = NewTrainer(model, new() { SequenceLength = 5, Epochs = 3, Validation = ValidationSplit.Tail(0.2) });
        List<EpochSummary> told = [];
        List<double> losses = [];
        trainer.EpochCompleted += (_, e) =>
        {
            e.Summary.TrainingLoss.Should().BeApproximately(losses.Average() / 5, Numbers.Choose<T>(1e-13, 1e-6), "the running window is not yet reported");
            e.Summary.ValidationLoss.Should().Be(trainer.Validate(_text));
            told.Add(e.Summary);
            losses.Clear();
        };
        while (trainer.Epoch < 3)
        {
            // The loss of a window, measured beside the trainer with the state it is about to start from.
            var workspace = new RnnWorkspace<T>(model.Rnn.Parameters.Architecture, 5);
            losses.Add(Numbers.ToDouble(model.Rnn.Forward(
                _text.AsSpan(trainer.Position, 5), _text.AsSpan(trainer.Position + 1, 5), trainer.State.ToArray(), workspace)));
            trainer.Step(_text);
        }

        TrainingResult<T> result = trainer.Result();
        told.Select(epoch => epoch.Epoch).Should().Equal(1, 2, 3);
        told.Select(epoch => epoch.Update).Should().Equal(32, 64, 96);
        result.EpochHistory.Should().Equal(told);
        result.BestEpoch.Should().Be(told.MinBy(epoch => epoch.ValidationLoss));
    }

    [Fact]
    public void Result_holds_the_parameters_of_the_best_epoch_while_training_goes_on()
    {
        RnnModel<T> model = Networks.RandomModel<T>(Characters, 6, seed: 1);
        Trainer<T> trainer = NewTrainer(model, new() { SequenceLength = 5, Epochs = 1, Validation = ValidationSplit.Tail(0.2) });
        RnnParameters<T> best = trainer.Train(_text).BestValidationParameters!;
        Numbers.ShouldBeSame(best, model.Rnn.Parameters, "after the only epoch, the network");
        model.Rnn.Parameters.OutputBias.Multiply(T.CreateChecked(100), model.Rnn.Parameters.OutputBias);
        trainer.Step(_text);
        while (trainer.Epoch < 2)
        {
            trainer.Step(_text);
        }

        TrainingResult<T> result = trainer.Result();
        result.EpochHistory[1].ValidationLoss.Should().BeGreaterThan(result.EpochHistory[0].ValidationLoss, "the output bias was spoilt");
        result.BestEpoch!.Epoch.Should().Be(1);
        Numbers.ShouldBeSame(result.BestValidationParameters!, best, "the best");
    }

    [Fact]
    public void Train_stops_when_patience_is_over()
    {
        // A learning rate too small to change anything: no epoch is better than the first.
        RnnModel<T> model = Networks.RandomModel<T>(Characters, 6, seed: 1);
        var trainer = new Trainer<T>(
            model, new Sgd<T>(model.Rnn.Parameters.Architecture, 1e-30), new() { SequenceLength = 5, Patience = 2, Validation = ValidationSplit.Tail(0.2) });
        TrainingResult<T> result = trainer.Train(_text);
        result.Epochs.Should().Be(3);
        result.StoppedEarly.Should().BeTrue();
        result.BestEpoch!.Epoch.Should().Be(1);
    }

    [Fact]
    public void Mean_loss_makes_the_update_of_the_sum_with_a_learning_rate_that_many_times_smaller()
    {
        RnnModel<T> sum = Networks.RandomModel<T>(Characters, 6, seed: 1), mean = Networks.RandomModel<T>(Characters, 6, seed: 1);
        RnnArchitecture architecture = sum.Rnn.Parameters.Architecture;
        TrainingOptions options = new() { SequenceLength = 5, BatchSize = 3, GradientLimit = double.PositiveInfinity };
        var first = new Trainer<T>(sum, new Sgd<T>(architecture, 0.01), options);
        var second = new Trainer<T>(mean, new Sgd<T>(architecture, 0.15), options with { LossReduction = LossReduction.Mean });
        for (int i = 0; i < 20; i++)
        {
            TrainingProgress one = first.Step(_text), other = second.Step(_text);
            other.Loss.Should().BeApproximately(one.Loss / 15, Numbers.Choose<T>(1e-12, 1e-5));
            other.SmoothLoss.Should().BeApproximately(one.SmoothLoss / 15, Numbers.Choose<T>(1e-12, 1e-5));
            other.NatsPerCharacter.Should().BeApproximately(one.NatsPerCharacter, Numbers.Choose<T>(1e-12, 1e-5));
        }

        double[] expected = [.. sum.Rnn.Parameters.RecurrentWeights.Enumerate().Select(Numbers.ToDouble)];
        Numbers.ShouldBeClose<T>(mean.Rnn.Parameters.Clone().Blocks[1].Values, expected, Numbers.Choose<T>(1e-12, 1e-5), "W");
    }

    [Fact]
    public void Clipping_sees_the_mean_when_the_loss_is_one()
    {
        // With a limit far above the mean gradient, but below that of the sum, only the sum is clipped.
        TrainingOptions options = new() { SequenceLength = 5, GradientLimit = 0.8, LossReduction = LossReduction.Mean };
        RnnModel<T> limited = Networks.RandomModel<T>(Characters, 6, seed: 1), free = Networks.RandomModel<T>(Characters, 6, seed: 1);
        new Trainer<T>(limited, new Sgd<T>(limited.Rnn.Parameters.Architecture, 1), options).Step(_text);
        new Trainer<T>(free, new Sgd<T>(free.Rnn.Parameters.Architecture, 1), options with { GradientLimit = double.PositiveInfinity }).Step(_text);
        Numbers.ShouldBeSame(limited.Rnn.Parameters, free.Rnn.Parameters, "the network");
    }

    [Fact]
    public void Documents_begin_in_the_zero_state_inside_a_window()
    {
        string text = TextDocuments.Join(["abab", "dc"], "|");
        RnnModel<T> model = Networks.RandomModel<T>("abcd|", 6, seed: 1);
        Trainer<T> trainer = NewTrainer(model, new() { SequenceLength = 4, EndOfText = "|" });
        int[] indexes = model.Vocabulary.Encode(text);
        trainer.Step(indexes);
        trainer.Position.Should().Be(4);
        var workspace = new RnnWorkspace<T>(model.Rnn.Parameters.Architecture, 4);
        double end = Numbers.ToDouble(model.Rnn.Forward(model.Vocabulary.Encode("b"), model.Vocabulary.Encode("|"), trainer.State.ToArray(), workspace));
        double next = Numbers.ToDouble(model.Rnn.Forward(model.Vocabulary.Encode("|dc"), model.Vocabulary.Encode("dc|"), new T[6], workspace));
        trainer.Step(indexes).Loss.Should().BeApproximately(end + next, Numbers.Choose<T>(1e-14, 1e-6));
        trainer.Epoch.Should().Be(1);
        trainer.Position.Should().Be(0);
    }

    [Fact]
    public void Shorter_windows_count_in_the_smooth_loss_as_if_they_were_full()
    {
        RnnModel<T> model = Networks.Constant<T>(Characters, 0.25, 0.25, 0.25, 0.25);
        var trainer = new Trainer<T>(model, new Sgd<T>(model.Rnn.Parameters.Architecture, 1e-30), new() { SequenceLength = 10, EndOfText = "d" });
        for (int i = 0; i < 20; i++)
        {
            trainer.Step(_text).SmoothLoss.Should().BeApproximately(10 * Math.Log(4), Numbers.Choose<T>(1e-12, 1e-5));
        }
    }

    [Fact]
    public void Smooth_loss_goes_on_per_character_when_the_sequence_length_changes()
    {
        RnnModel<T> model = Networks.Constant<T>(Characters, 0.25, 0.25, 0.25, 0.25);
        var trainer = new Trainer<T>(model, new Sgd<T>(model.Rnn.Parameters.Architecture, 1e-30), new() { SequenceLengths = [4, 20], Epochs = 2 });
        List<TrainingProgress> all = [];
        TrainingResult<T> result = trainer.Train(_text, new ImmediateProgress<TrainingProgress>(all.Add));
        all.Should().OnlyContain(progress => Math.Abs(progress.NatsPerCharacter - Math.Log(4)) < 1e-6);
        all[49].CharactersPerUpdate.Should().Be(4);
        all[50].CharactersPerUpdate.Should().Be(20);
        all[^1].SmoothLoss.Should().BeApproximately(20 * Math.Log(4), 1e-5);
        result.BestSmoothLoss.Should().BeApproximately(20 * Math.Log(4), 1e-5);
        result.EpochHistory.Select(epoch => epoch.SequenceLength).Should().Equal(4, 20);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Step_allocates_nothing_within_an_epoch(TrainingOptions options)
    {
        RnnModel<T> model = Networks.RandomModel<T>(Characters, 6, seed: 1);
        Trainer<T> trainer = NewTrainer(model, options with { HistoryEvery = 0 });
        int[] text = [.. Enumerable.Repeat(_text, 30).SelectMany(part => part)];
        Allocations.Of(() => trainer.Step(text)).Should().Be(0);
        trainer.Epoch.Should().Be(0, "the measured updates lie within the first epoch");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Train_repeats_itself_bit_for_bit(TrainingOptions options)
    {
        RnnModel<T> first = Networks.RandomModel<T>(Characters, 6, seed: 1), second = Networks.RandomModel<T>(Characters, 6, seed: 1);
        NewTrainer(first, options with { Epochs = 3 }).Train(_text);
        NewTrainer(second, options with { Epochs = 3 }).Train(_text);
        Numbers.ShouldBeSame(first.Rnn.Parameters, second.Rnn.Parameters, "the network");
    }

    [Fact]
    public void Trainer_refuses_patience_without_validation_and_a_symbol_that_the_vocabulary_lacks()
    {
        RnnModel<T> model = Networks.RandomModel<T>(Characters, 6, seed: 1);
        FluentActions.Invoking(() => NewTrainer(model, new() { Patience = 1 })).Should().Throw<ArgumentException>().WithParameterName("options");
        FluentActions.Invoking(() => NewTrainer(model, new() { EndOfText = "|" })).Should().Throw<ArgumentException>()
            .WithParameterName("options").WithMessage("*'|' (U+007C)*");
    }

    private static Trainer<T> NewTrainer(RnnModel<T> model, TrainingOptions options)
        => new(model, new AdaGrad<T>(model.Rnn.Parameters.Architecture, 0.01, initialAccumulator: 1), options);
}
