using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Training.Search;

/// <summary>A run that is kept to a time limit, with a clock controlled by the test.</summary>
public sealed class TimeKeeperTests
{
    private static readonly EncodedText _text = EncodedText.FromText(string.Concat(Enumerable.Repeat("the cat sat on the mat; a bat ate the rat. ", 40)));

    /// <summary>Seconds of an update by the time: planned for 0.1 s, so that 100 of them fill 10 seconds.</summary>
    public static TheoryData<string, double> Machines => new()
    {
        { "as planned", 0.1 },
        { "twice as fast", 0.05 },
        { "three times as slow", 0.3 },
        { "slows down halfway", 0 },
        { "a long pause", -1 },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void Run_ends_within_three_per_cent_of_the_time_and_is_repeated_bit_for_bit_from_its_turns(string machine, double seconds)
    {
        var clock = new Clock();
        Trainer<float> trainer = Settings(100).CreateTrainer<float>(_text);
        var keeper = new TimeKeeper<float>(trainer, TimeSpan.FromSeconds(10), clock: clock);
        trainer.Train(_text, new ImmediateProgress<TrainingProgress>(progress =>
        {
            clock.Elapsed += machine switch
            {
                "slows down halfway" => clock.Elapsed < 5 ? 0.1 : 0.2,
                "a long pause" => progress.Update == 50 ? 3 : 0.1,
                _ => seconds,
            };
            keeper.Report(progress);
        }));

        clock.Elapsed.Should().BeInRange(9.7, 10.3, machine);
        LearningRateSchedule schedule = ((Optimizer<float>)trainer.Optimizer).Schedule;
        schedule.LastUpdate.Should().Be(trainer.Update);
        schedule.FactorAt(trainer.Update).Should().BeLessThan(0.01);
        TrialSettings settings = Settings(trainer.Update);
        Trainer<float> again = (settings with { Optimizer = settings.Optimizer with { Schedule = schedule } }).CreateTrainer<float>(_text);
        again.Train(_text);
        Numbers.ShouldBeSame(again.Model.Rnn.Parameters, trainer.Model.Rnn.Parameters, machine);
    }

    [Fact]
    public void Fast_machine_makes_no_more_updates_than_are_good()
    {
        var clock = new Clock();
        Trainer<float> trainer = Settings(100).CreateTrainer<float>(_text);
        var keeper = new TimeKeeper<float>(trainer, TimeSpan.FromSeconds(10), mostUpdates: 120, clock);
        trainer.Train(_text, new ImmediateProgress<TrainingProgress>(progress =>
        {
            clock.Elapsed += 0.02;
            keeper.Report(progress);
        }));

        trainer.Update.Should().Be(120);
    }

    [Fact]
    public void Run_that_ends_after_its_epochs_keeps_its_end()
    {
        var clock = new Clock();
        TrialSettings settings = Settings(0);
        Trainer<float> trainer = (settings with { ScheduleSpansJob = false, Training = settings.Training with { Epochs = 1 } }).CreateTrainer<float>(_text);
        var keeper = new TimeKeeper<float>(trainer, TimeSpan.FromSeconds(10), clock: clock);
        TrainingResult<float> result = trainer.Train(_text, new ImmediateProgress<TrainingProgress>(progress =>
        {
            clock.Elapsed += 1;
            keeper.Report(progress);
        }));

        result.Epochs.Should().Be(1);
        result.Updates.Should().BeGreaterThan(20);
        ((Optimizer<float>)trainer.Optimizer).Schedule.Turns.Should().BeEmpty();
    }

    [Fact]
    public void Checkpoint_of_a_run_whose_end_was_moved_goes_on_with_the_same_bits()
    {
        using var folder = new Persistence.TemporaryFolder();
        Trainer<float> trainer = Settings(100).CreateTrainer<float>(_text);
        StepTo(trainer, 40);
        trainer.EndAt(70);
        StepTo(trainer, 50);
        CharRnn.Persistence.Checkpoint.Save(folder["c"], trainer, _text);
        Trainer<float> resumed = CharRnn.Persistence.Checkpoint.Resume<float>(folder["c"], _text);
        trainer.Train(_text).Updates.Should().Be(70);
        resumed.Train(_text).Updates.Should().Be(70);
        Numbers.ShouldBeSame(resumed.Model.Rnn.Parameters, trainer.Model.Rnn.Parameters, "the resumed run");
        FluentActions.Invoking(() => trainer.EndAt(70)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("lastUpdate");
    }

    [Fact]
    public void The_end_of_a_run_with_a_custom_optimiser_moves_too()
    {
        TrialSettings settings = Settings(100);
        RnnModel<float> model = settings.CreateTrainer<float>(_text).Model;
        var trainer = new Trainer<float>(model, new Still(), settings.Training);
        StepTo(trainer, 2);
        trainer.EndAt(5);
        trainer.Train(_text).Updates.Should().Be(5);
    }

    private sealed class Still : IOptimizer<float>
    {
        public void Apply(RnnParameters<float> parameters, RnnParameters<float> gradients)
        {
        }
    }

    private static void StepTo(Trainer<float> trainer, long update)
    {
        while (trainer.Update < update)
        {
            trainer.Step(_text);
        }
    }

    private static TrialSettings Settings(long updates)
    {
        TrialSettings settings = TrialSettings.For(_text, 6, RnnCell.Gru, sequenceLength: 20, batchSize: 2);
        LearningRateSchedule schedule = settings.Optimizer.Schedule with { WarmUp = 10 };
        return settings with { Training = settings.Training with { Epochs = 0, MaxUpdates = updates }, Optimizer = settings.Optimizer with { Schedule = schedule } };
    }

    private sealed class Clock : TimeProvider
    {
        internal double Elapsed { get; set; }

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)Math.Round(Elapsed * 1_000_000);
    }
}
