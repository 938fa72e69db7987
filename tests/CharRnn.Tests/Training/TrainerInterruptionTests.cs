using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>A user's code that throws during training: the run either continues with the same bits or reports that it cannot.</summary>
public abstract class TrainerInterruptionTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly TrainingOptions _options = new()
    {
        SequenceLength = 5,
        BatchSize = 2,
        MaxUpdates = 60,
        SampleEvery = 7,
        ReportEvery = 1,
        HistoryEvery = 1,
        KeepBest = true,
        Validation = ValidationSplit.Tail(0.2),
    };

    private static readonly int[] _text = Texts.Random(100, 5, seed: 2);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(30)]
    public void A_progress_handler_that_throws_costs_nothing(int at)
        => RequireSameBits(trainer => new ImmediateProgress<TrainingProgress>(progress =>
        {
            if (progress.Update == at)
            {
                throw new IOException("full");
            }
        }));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_sample_handler_that_throws_costs_nothing(int at)
        => RequireSameBits(trainer =>
        {
            int count = 0;
            trainer.SampleDue += (_, _) => ThrowAt(++count, at);
            return null;
        });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_epoch_handler_that_throws_costs_nothing(int at)
        => RequireSameBits(trainer =>
        {
            int count = 0;
            trainer.EpochCompleted += (_, _) => ThrowAt(++count, at);
            return null;
        });

    [Fact]
    public void A_text_that_is_replaced_by_one_with_a_wrong_index_costs_nothing()
    {
        Trainer<T> whole = NewTrainer(), interrupted = NewTrainer();
        TrainingResult<T> expected = whole.Train(_text);
        for (int i = 0; i < 10; i++)
        {
            interrupted.Step(_text);
        }

        int[] damaged = [.. _text.Select(_ => 99)];
        FluentActions.Invoking(() => interrupted.Step(damaged)).Should().Throw<ArgumentOutOfRangeException>();

        RequireSame(interrupted, interrupted.Train(_text), whole, expected);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(20, false)]
    [InlineData(20, true)]
    public void An_optimiser_that_throws_ends_the_run_and_says_why(int at, bool afterwards)
    {
        var trainer = new Trainer<T>(NewModel(), new Throwing(NewOptimizer(), at, afterwards), _options);
        FluentActions.Invoking(() => trainer.Train(_text)).Should().Throw<IOException>();

        foreach (Action act in (Action[])[() => trainer.Train(_text), () => trainer.Step(_text)])
        {
            act.Should().Throw<InvalidOperationException>().WithMessage($"*optimiser interrupted update {at}*");
        }

        trainer.Update.Should().Be(at - 1);
    }

    private static void ThrowAt(int count, int at)
    {
        if (count == at)
        {
            throw new IOException("full");
        }
    }

    private static void RequireSameBits(Func<Trainer<T>, IProgress<TrainingProgress>?> arrange)
    {
        Trainer<T> whole = NewTrainer(), interrupted = NewTrainer();
        TrainingResult<T> expected = whole.Train(_text);
        IProgress<TrainingProgress>? progress = arrange(interrupted);

        FluentActions.Invoking(() => interrupted.Train(_text, progress)).Should().Throw<IOException>();
        TrainingResult<T> actual = interrupted.Train(_text);

        RequireSame(interrupted, actual, whole, expected);
    }

    private static void RequireSame(Trainer<T> interrupted, TrainingResult<T> actual, Trainer<T> whole, TrainingResult<T> expected)
    {
        actual.Updates.Should().Be(expected.Updates);
        actual.SmoothLoss.Should().Be(expected.SmoothLoss);
        actual.LossHistory.Should().Equal(expected.LossHistory);
        actual.EpochHistory.Should().Equal(expected.EpochHistory);
        interrupted.State.ToArray().Should().Equal(whole.State.ToArray());
        for (int block = 0; block < whole.Model.Rnn.Parameters.Blocks.Count; block++)
        {
            interrupted.Model.Rnn.Parameters.Blocks[block].Elements.SequenceEqual(whole.Model.Rnn.Parameters.Blocks[block].Elements).Should().BeTrue();
            actual.BestParameters!.Blocks[block].Elements.SequenceEqual(expected.BestParameters!.Blocks[block].Elements).Should().BeTrue();
        }
    }

    private static Trainer<T> NewTrainer() => new(NewModel(), NewOptimizer(), _options);

    private static RnnModel<T> NewModel() => Networks.RandomModel<T>("abcde", 6, seed: 1);

    private static Adam<T> NewOptimizer() => new(NewModel().Rnn.Parameters.Architecture, 0.01);

    /// <summary>An optimiser of a user, which fails once.</summary>
    private sealed class Throwing(IOptimizer<T> inner, int at, bool afterwards) : IOptimizer<T>
    {
        private int _count;

        public void Apply(RnnParameters<T> parameters, RnnParameters<T> gradients)
        {
            _count++;
            if (!afterwards)
            {
                ThrowAt(_count, at);
            }

            inner.Apply(parameters, gradients);
            ThrowAt(_count, at);
        }
    }
}

public sealed class TrainerInterruptionTestsDouble : TrainerInterruptionTests<double>;

public sealed class TrainerInterruptionTestsSingle : TrainerInterruptionTests<float>;
