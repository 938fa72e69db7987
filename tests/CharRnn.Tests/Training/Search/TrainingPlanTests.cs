using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Training.Search;

/// <summary>The settings chosen for a text and a time.</summary>
public sealed class TrainingPlanTests
{
    private static readonly Vocabulary _letters = Vocabulary.FromText("abcdefghijklmnopqrstuvwxyz ");
    private static readonly EncodedText _long = Text(1_000_000);
    private static readonly EncodedText _short = Text(60_000);

    public static TheoryData<int, double> Times
    {
        get
        {
            var times = new TheoryData<int, double>();
            foreach (int length in (int[])[2_000, 60_000, 1_000_000])
            {
                foreach (double seconds in (double[])[1, 5, 15, 60, 300, 1200])
                {
                    times.Add(length, seconds);
                }
            }

            return times;
        }
    }

    [Theory]
    [MemberData(nameof(Times))]
    public void Plan_fills_the_time_or_makes_as_many_passes_as_are_good(int length, double seconds)
    {
        TrainingPlan plan = TrainingPlan.For(Text(length), TimeSpan.FromSeconds(seconds));

        plan.Settings.Training.MaxUpdates.Should().Be(plan.Updates);
        plan.Settings.Training.Epochs.Should().Be(0);
        plan.Duration.TotalSeconds.Should().BeLessThanOrEqualTo(seconds);
        (plan.Updates == plan.MostUpdates || plan.Duration.TotalSeconds > 0.95 * seconds).Should().BeTrue();
        plan.Settings.Optimizer.Schedule.WarmUp.Should().BeLessThanOrEqualTo((plan.Updates / 10) + 1);
        plan.Settings.Training.PlannedUpdates(Text(length)).Should().Be(plan.Updates);
    }

    [Fact]
    public void More_time_or_a_faster_machine_never_gets_a_smaller_network()
    {
        foreach (EncodedText text in (EncodedText[])[_short, _long])
        {
            long[] sizes = [.. Enumerable.Range(0, 14).Select(i => Parameters(text, TrainingPlan.For(text, TimeSpan.FromSeconds(Math.Pow(2, i)))))];
            sizes.Should().BeInAscendingOrder();
            sizes.Distinct().Count().Should().BeGreaterThan(2);
        }

        Func<TrialSettings, double> tenTimes = settings => Parameters(_long, settings) * settings.Training.SequenceLength * settings.Training.BatchSize / (10 * TrainingPlan.ReferenceSpeed);
        TrainingPlan fast = TrainingPlan.For(_long, TimeSpan.FromSeconds(15), secondsPerUpdate: tenTimes), slow = TrainingPlan.For(_long, TimeSpan.FromSeconds(150));
        (fast.Settings.HiddenSize, fast.Settings.LayerCount, fast.Settings.Training.BatchSize).Should().Be((slow.Settings.HiddenSize, slow.Settings.LayerCount, slow.Settings.Training.BatchSize));
        ((double)fast.Updates).Should().BeApproximately(slow.Updates, 1 + (1e-6 * slow.Updates));
    }

    [Theory]
    [InlineData(RnnCell.Tanh, null, null)]
    [InlineData(RnnCell.Lstm, null, null)]
    [InlineData(null, 3, null)]
    [InlineData(null, null, 77)]
    [InlineData(RnnCell.Lstm, 2, 50)]
    public void What_is_asked_for_is_kept(RnnCell? cell, int? layers, int? hidden)
    {
        foreach (EncodedText text in (EncodedText[])[_short, _long])
        {
            TrialSettings settings = TrainingPlan.For(
                text, TimeSpan.FromSeconds(20), new PlanRequest { Cell = cell, LayerCount = layers, HiddenSize = hidden, SequenceLength = 33, BatchSize = 4 }).Settings;

            settings.Cell.Should().Be(cell ?? RnnCell.Gru);
            settings.LayerCount.Should().Be(layers ?? (hidden is null ? settings.LayerCount : 1));
            settings.HiddenSize.Should().Be(hidden ?? settings.HiddenSize);
            (settings.Training.SequenceLength, settings.Training.BatchSize).Should().Be((33, 4));
        }
    }

    /// <summary>The work at which an LSTM takes over from a GRU is no guide for a size that is asked for.</summary>
    [Fact]
    public void Size_that_is_asked_for_is_that_of_a_GRU_however_long_the_time()
    {
        TrainingPlan.For(_long, TimeSpan.FromMinutes(20)).Settings.Cell.Should().Be(RnnCell.Lstm);
        foreach (PlanRequest request in (PlanRequest[])[new() { LayerCount = 1 }, new() { HiddenSize = 100 }])
        {
            TrainingPlan.For(_long, TimeSpan.FromMinutes(20), request).Settings.Cell.Should().Be(RnnCell.Gru);
        }
    }

    [Fact]
    public void Adjustments_reach_what_is_measured_and_the_settings()
    {
        List<TrialSettings> measured = [];
        var request = new PlanRequest { Adjust = trial => trial with { Training = trial.Training with { Validation = ValidationSplit.Tail() } } };

        TrainingPlan plan = TrainingPlan.For(_long, TimeSpan.FromSeconds(10), request, settings =>
        {
            measured.Add(settings);
            return 0.02;
        });

        measured.Should().HaveCountLessThanOrEqualTo(2).And.OnlyContain(settings => settings.Training.Validation.Kind == ValidationKind.Tail);
        plan.Settings.Training.Validation.Kind.Should().Be(ValidationKind.Tail);
        plan.Updates.Should().Be(500);
        plan.SecondsPerUpdate.Should().BeApproximately(0.02, 1e-9);
    }

    [Theory]
    [InlineData(2.4, 0)]
    [InlineData(6, 0.15)]
    [InlineData(11, 0.35)]
    [InlineData(30, 0.5)]
    public void Dropout_grows_with_the_passes(double passes, double expected)
        => TrialSettings.For(_long, 384, RnnCell.Gru, 2, passes: passes).Training.Dropout.Should().Be(expected);

    [Fact]
    public void Small_tanh_layers_keep_their_settings_whatever_the_passes()
        => TrialSettings.For(_long, 100, passes: 40).Should().Be(TrialSettings.For(_long, 100) with { Training = TrialSettings.For(_long, 100).Training with { Epochs = 40 } });

    [Fact]
    public void Table_ascends()
    {
        foreach (RnnCell? cell in (RnnCell?[])[null, RnnCell.Tanh, RnnCell.Gru, RnnCell.Lstm])
        {
            foreach (int length in (ReadOnlySpan<int>)[1_000_000, 50_000])
            {
                TrainingPlan.NetworksFor(length, cell).Select(Work).Should().BeInAscendingOrder($"the last of {cell} that the time is enough for is taken").And.OnlyHaveUniqueItems();
            }
        }

        TrainingPlan.NetworksFor(50_000).Should().OnlyContain(network => network.LayerCount == 1);
        foreach (RnnCell cell in Enum.GetValues<RnnCell>())
        {
            TrainingPlan.NetworksFor(1_000_000, cell).Concat(TrainingPlan.NetworksFor(50_000, cell)).Should().OnlyContain(network => network.Cell == cell);
            TrainingPlan.NetworksFor(50_000, cell)[0].LeastCharacters.Should().Be(0, "the smallest network needs no time at all");
        }

        static double Work(PlannedNetwork network)
            => network.LeastCharacters * new RnnArchitecture { VocabularySize = 65, Cell = network.Cell, LayerCount = network.LayerCount, HiddenSize = network.HiddenSize }.ParameterCount;
    }

    [Theory]
    [InlineData(5, 32, 32)]
    [InlineData(15, 64, 16)]
    [InlineData(60, 64, 32)]
    [InlineData(300, 64, 32)]
    public void Few_updates_get_fewer_streams_or_shorter_windows(double seconds, int sequenceLength, int batchSize)
    {
        TrainingOptions training = TrainingPlan.For(_long, TimeSpan.FromSeconds(seconds)).Settings.Training;

        (training.SequenceLength, training.BatchSize).Should().Be((sequenceLength, batchSize));
    }

    [Fact]
    public void Typical_loss_falls_with_the_time_and_is_known_for_long_texts_only()
    {
        double?[] losses = [.. Enumerable.Range(3, 10).Select(i => TrainingPlan.For(_long, TimeSpan.FromSeconds(Math.Pow(2, i))).TypicalLoss)];

        losses.Should().BeInDescendingOrder().And.OnlyContain(loss => loss > 1.4 && loss < 1.8);
        TrainingPlan.For(_long, TimeSpan.FromMilliseconds(10)).TypicalLoss.Should().BeNull();
        TrainingPlan.For(_short, TimeSpan.FromSeconds(15)).TypicalLoss.Should().BeNull();
        TrainingPlan.For(_long, TimeSpan.FromSeconds(15), new PlanRequest { Cell = RnnCell.Tanh }).TypicalLoss.Should().BeNull();
    }

    /// <summary>The measurements of docs/decisions/0030-training-plan.md, and halfway between two of them on the scale of the logarithm.</summary>
    [Theory]
    [InlineData(39e9, null)]
    [InlineData(40e9, 1.77)]
    [InlineData(110e9, 1.64)]
    [InlineData(1.4e12, 1.48)]
    [InlineData(3.7e12, 1.435)]
    [InlineData(1e15, 1.435)]
    [InlineData(66.3325e9, 1.705)]
    public void Typical_loss_passes_through_the_measurements(double work, double? nats)
        => (TypicalLoss.After(work) is { } loss ? Math.Round(loss, 5) : (double?)null).Should().Be(nats);

    [Theory]
    [InlineData(299_999, 8)]
    [InlineData(300_000, 5)]
    public void Texts_of_300_000_characters_are_long(int length, int networks) => TrainingPlan.NetworksFor(length).Should().HaveCount(networks);

    /// <summary>A network pays on a short text when the time is enough for all passes, and if it has at most 2.5 parameters for each character.</summary>
    [Theory]
    [InlineData(2_000)]
    [InlineData(20_000)]
    [InlineData(60_000)]
    [InlineData(200_000)]
    public void Endless_time_gets_the_largest_network_that_does_not_know_the_text_by_heart(int length)
    {
        EncodedText text = Text(length);
        int[] fitting = [.. TrainingPlan.NetworksFor(length).Select(network => network.HiddenSize).Where(size => Parameters(text, TrialSettings.For(text, size, RnnCell.Gru)) <= 2.5 * length)];

        TrainingPlan.For(text, TimeSpan.FromDays(1)).Settings.HiddenSize.Should().Be(fitting.DefaultIfEmpty(32).Last());
    }

    [Fact]
    public void Update_is_measured_again_only_for_another_network()
    {
        List<TrialSettings> Measured(double seconds)
        {
            List<TrialSettings> measured = [];
            TrainingPlan plan = TrainingPlan.For(_long, TimeSpan.FromSeconds(15), secondsPerUpdate: settings =>
            {
                measured.Add(settings);
                return seconds;
            });
            measured[^1].Should().BeEquivalentTo(plan.Settings, options => options.Excluding(settings => settings.Training).Excluding(settings => settings.Optimizer));
            plan.SecondsPerUpdate.Should().BeApproximately(Math.Max(seconds, 1e-9), 1e-9 * seconds);
            return measured;
        }

        TrainingPlan reference = TrainingPlan.For(_long, TimeSpan.FromSeconds(15));
        Measured(reference.SecondsPerUpdate).Should().ContainSingle();
        Measured(100 * reference.SecondsPerUpdate).Should().HaveCount(2).And.OnlyHaveUniqueItems(settings => settings.HiddenSize);

        // The clock did not move: a network is found all the same.
        Measured(0).Should().HaveCount(2);
    }

    /// <summary>7,400/√N passes, and at least 16.</summary>
    [Theory]
    [InlineData(60_000, 30)]
    [InlineData(1_000_000, 16)]
    public void Endless_time_makes_as_many_passes_as_are_good(int length, double passes)
        => TrainingPlan.For(Text(length), TimeSpan.FromDays(30)).Passes.Should().Be(passes);

    [Fact]
    public void Time_for_less_than_an_update_makes_one()
        => TrainingPlan.For(_long, TimeSpan.FromMilliseconds(1), secondsPerUpdate: _ => 1).Updates.Should().Be(1);

    /// <summary>The rate rises over a tenth of a run of few updates, and over 100 updates otherwise.</summary>
    [Theory]
    [InlineData(5, 1)]
    [InlineData(25, 3)]
    [InlineData(990, 99)]
    [InlineData(1500, 100)]
    public void Short_runs_have_a_shorter_warm_up(int updates, long expected)
    {
        TrainingPlan plan = TrainingPlan.For(_long, TimeSpan.FromSeconds(updates), secondsPerUpdate: _ => 1);

        (plan.Updates, plan.Settings.Optimizer.Schedule.WarmUp).Should().Be((updates, expected));
    }

    /// <summary>Training then says what is missing.</summary>
    [Theory]
    [InlineData(40, null, null)]
    [InlineData(500, 64, 32)]
    [InlineData(2079, 64, 32)]
    public void Text_without_room_for_one_window_has_a_plan_of_as_many_updates_as_passes(int length, int? sequenceLength, int? batchSize)
    {
        TrainingPlan plan = TrainingPlan.For(Text(length), TimeSpan.FromSeconds(5), new PlanRequest { SequenceLength = sequenceLength, BatchSize = batchSize });

        (plan.Settings.Training.SequenceLength * plan.Settings.Training.BatchSize).Should().BeGreaterThan(length - 32);
        plan.Passes.Should().Be(plan.Updates);
    }

    [Fact]
    public void Duration_without_end_is_a_number_all_the_same()
        => (TrainingPlan.For(_short, TimeSpan.FromSeconds(5)) with { SecondsPerUpdate = 1e300 }).Duration.Should().BeGreaterThan(TimeSpan.FromDays(1_000_000));

    [Fact]
    public void Streams_that_are_asked_for_are_kept_however_few_updates_they_leave()
    {
        TrainingPlan plan = TrainingPlan.For(_long, TimeSpan.FromSeconds(1), new PlanRequest { BatchSize = 64 });

        plan.Settings.Training.BatchSize.Should().Be(64);
        plan.Updates.Should().BeLessThan(600);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        FluentActions.Invoking(() => TrainingPlan.For(null!, TimeSpan.FromSeconds(1))).Should().Throw<ArgumentNullException>().WithParameterName("text");
        FluentActions.Invoking(() => TrainingPlan.For(_short, TimeSpan.Zero)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("time");
        FluentActions.Invoking(() => new PlanRequest { HiddenSize = 0 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("HiddenSize");
        FluentActions.Invoking(() => new PlanRequest { LayerCount = 101 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("LayerCount");
        FluentActions.Invoking(() => new PlanRequest { Cell = (RnnCell)9 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Cell");
    }

    [Fact]
    public void Speed_is_measured_without_changing_anything()
    {
        TrialSettings settings = TrialSettings.For(_short, 8, RnnCell.Gru);
        TrainingSpeed.Measure<float>(_short, settings, TimeSpan.FromMilliseconds(1)).Should().BeInRange(1e-7, 10);
    }

    private static long Parameters(EncodedText text, TrainingPlan plan) => Parameters(text, plan.Settings);

    private static long Parameters(EncodedText text, TrialSettings settings)
        => new RnnArchitecture { VocabularySize = text.Vocabulary.Count, HiddenSize = settings.HiddenSize, Cell = settings.Cell, LayerCount = settings.LayerCount }.ParameterCount;

    private static EncodedText Text(int length) => EncodedText.FromIndexes(new int[length], _letters);
}
