using CharRnn.Training;

namespace CharRnn.Tests.Training;

public sealed class WindowScheduleTests
{
    private const int Symbol = 0;

    /// <summary>Three documents of 4, 0 and 9 characters, the symbol around each.</summary>
    private static readonly int[] _documents = [Symbol, 1, 2, 3, 4, Symbol, Symbol, 5, 6, 7, 8, 9, 1, 2, 3, 4, Symbol];

    public static TheoryData<ChunkOrder, int> Orders => new()
    {
        { ChunkOrder.Sequential, 1 },
        { ChunkOrder.Sequential, 3 },
        { ChunkOrder.Shuffled, 1 },
        { ChunkOrder.Shuffled, 3 },
        { ChunkOrder.Random, 1 },
        { ChunkOrder.Random, 3 },
    };

    [Fact]
    public void Documents_end_at_the_symbol_and_begin_with_it_afresh()
    {
        WindowSchedule schedule = Create(_documents, new() { SequenceLength = 3 }, Symbol);
        Windows(schedule).Should().Equal(
            (0, 3, true), (3, 2, false), // the four characters and the symbol behind them, which is a target here
            (5, 1, true),                // the empty document, in the same window
            (6, 3, true), (9, 3, false), (12, 3, false), (15, 1, false));
    }

    [Fact]
    public void A_document_that_ends_inside_a_window_is_followed_by_the_next_one_in_the_same_window()
    {
        // Two shares of eight characters; the second begins within the last document.
        WindowSchedule schedule = Create(_documents, new() { SequenceLength = 3, BatchSize = 2 }, Symbol);
        Enumerable.Range(0, schedule.WindowCount).Select(schedule.LengthOf).Should().Equal(3, 3, 1);
        Runs(schedule, 0, 0).Should().Equal((0, 3, true));
        Runs(schedule, 1, 0).Should().Equal((3, 2, false), (5, 1, true));
        Runs(schedule, 2, 0).Should().Equal((6, 1, true));
        Windows(schedule, 1).Should().Equal((8, 3, true), (11, 3, false), (14, 1, false));
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void Held_out_chunks_are_never_read_and_all_measured(ChunkOrder order, int batch)
    {
        int[] text = [.. Enumerable.Range(0, 1000).Select(i => 1 + (i % 9))];
        TrainingOptions options = new()
        {
            SequenceLength = 7,
            BatchSize = batch,
            ChunkOrder = order,
            ChunkLength = 21,
            Validation = ValidationSplit.EveryNth(4, 50),
        };
        WindowSchedule schedule = Create(text, options);
        schedule.HeldOut.Should().Equal(Enumerable.Range(0, 5).Select(n => new TextSegment((n * 200) + 150, (n * 200) + 199)));
        for (int epoch = 0; epoch < 3; epoch++)
        {
            schedule.BeginEpoch(epoch);
            for (int stream = 0; stream < batch; stream++)
            {
                foreach ((int start, int length, _) in Windows(schedule, stream))
                {
                    // Input and target positions, end included.
                    Enumerable.Range(start, length + 1).Should().OnlyContain(position => position % 200 < 150);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void The_tail_is_never_read(ChunkOrder order, int batch)
    {
        int[] text = [.. Enumerable.Range(0, 1000).Select(i => 1 + (i % 9))];
        WindowSchedule schedule = Create(text, new() { SequenceLength = 7, BatchSize = batch, ChunkOrder = order, ChunkLength = 30, Validation = ValidationSplit.Tail(0.25) });
        schedule.HeldOut.Should().Equal(new TextSegment(750, 999));
        foreach ((int start, int length, _) in Enumerable.Range(0, batch).SelectMany(stream => Windows(schedule, stream)))
        {
            (start + length).Should().BeLessThan(750);
        }
    }

    [Fact]
    public void A_tail_begins_with_the_next_document()
    {
        WindowSchedule schedule = Create(_documents, new() { SequenceLength = 2, Validation = ValidationSplit.Tail(0.75) }, Symbol);
        schedule.HeldOut.Should().Equal(new TextSegment(5, 6), new TextSegment(6, 16));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Shuffled_chunks_read_every_character_once_in_another_order_each_epoch(int batch)
    {
        int[] text = [.. Enumerable.Range(0, 400).Select(i => i % 9)];
        WindowSchedule schedule = Create(text, new() { SequenceLength = 5, BatchSize = batch, ChunkOrder = ChunkOrder.Shuffled, ChunkLength = 15, ShuffleSeed = 1 });
        var orders = new List<(int, int, bool)[]>();
        for (int epoch = 0; epoch < 2; epoch++)
        {
            schedule.BeginEpoch(epoch);
            orders.Add([.. Windows(schedule)]);
            IEnumerable<int> targets = Enumerable.Range(0, batch).SelectMany(stream => Windows(schedule, stream)).SelectMany(w => Enumerable.Range(w.Start + 1, w.Length));
            int[] expected = [.. Enumerable.Range(0, 400).Where(position => position % (400 / batch) != 0)];
            if (batch == 1)
            {
                targets.Order().Should().Equal(expected);
            }
            else
            {
                // The streams' last, shorter chunks fall on different windows, so the first stream to finish may leave some out.
                targets.Should().OnlyHaveUniqueItems().And.BeSubsetOf(expected);
            }
        }

        orders[1].Should().NotEqual(orders[0]);
        orders[0].Should().Contain(window => window.Item3, "each chunk begins afresh").And.Contain(window => !window.Item3, "and goes on");
    }

    [Theory]
    [InlineData(ChunkOrder.Shuffled)]
    [InlineData(ChunkOrder.Random)]
    public void An_epoch_is_a_function_of_seed_and_number_alone(ChunkOrder order)
    {
        int[] text = [.. Enumerable.Range(0, 400).Select(i => i % 9)];
        TrainingOptions options = new() { SequenceLength = 5, BatchSize = 2, ChunkOrder = order, ChunkLength = 15, ShuffleSeed = 3 };
        WindowSchedule all = Create(text, options), resumed = Create(text, options), other = Create(text, options with { ShuffleSeed = 4 });
        for (int epoch = 0; epoch <= 6; epoch++)
        {
            all.BeginEpoch(epoch);
        }

        resumed.BeginEpoch(6);
        other.BeginEpoch(6);
        Windows(resumed, 1).Should().Equal(Windows(all, 1));
        Windows(other, 1).Should().NotEqual(Windows(all, 1));
    }

    [Fact]
    public void Random_chunks_begin_everywhere_and_are_as_many_as_there_is_room_for()
    {
        int[] text = new int[101];
        WindowSchedule schedule = Create(text, new() { SequenceLength = 5, ChunkOrder = ChunkOrder.Random, ChunkLength = 10 });
        var starts = new HashSet<int>();
        for (int epoch = 0; epoch < 200; epoch++)
        {
            schedule.BeginEpoch(epoch);
            List<(int Start, int Length, bool Fresh)> windows = [.. Windows(schedule)];
            windows.Should().HaveCount(20, "ten chunks of two windows predict a hundred characters");
            starts.UnionWith(windows.Where(window => window.Fresh).Select(window => window.Start));
        }

        starts.Should().BeEquivalentTo(Enumerable.Range(0, 91));
    }

    [Fact]
    public void SequenceLengths_give_each_epoch_its_own_and_the_last_one_stays()
    {
        WindowSchedule schedule = Create(new int[25], new() { SequenceLengths = [4, 8, 12] });
        int[] counts = [.. Enumerable.Range(0, 5).Select(epoch =>
        {
            schedule.BeginEpoch(epoch);
            return schedule.WindowCount;
        })];
        counts.Should().Equal(6, 3, 2, 2, 2);
    }

    [Fact]
    public void Windows_of_a_stream_follow_each_other_from_the_start_of_its_share()
    {
        WindowSchedule schedule = Create(new int[26], new() { SequenceLength = 4, BatchSize = 2 });
        Windows(schedule, 0).Should().Equal((0, 4, true), (4, 4, false), (8, 4, false));
        Windows(schedule, 1).Should().Equal((13, 4, true), (17, 4, false), (21, 4, false));
    }

    [Fact]
    public void Create_wants_a_window_and_the_character_after_it_in_every_stream()
    {
        TrainingOptions options = new() { SequenceLength = 4, BatchSize = 2 };
        Create(new int[10], options).WindowCount.Should().Be(1);
        FluentActions.Invoking(() => Create(new int[9], options)).Should().Throw<ArgumentException>().WithMessage("*9 characters; 10 are needed*");
    }

    [Theory]
    [InlineData(ChunkOrder.Sequential)]
    [InlineData(ChunkOrder.Shuffled)]
    public void Create_refuses_a_text_without_room_by_name(ChunkOrder order)
        => FluentActions.Invoking(() => Create(new int[3], new() { SequenceLength = 4, BatchSize = 2, ChunkOrder = order }))
            .Should().Throw<ArgumentException>().WithParameterName("text").WithMessage("*3 characters; 10 are needed*");

    [Fact]
    public void Create_refuses_a_text_too_short_to_hold_anything_out()
        => FluentActions.Invoking(() => Create(new int[20], new() { SequenceLength = 4, Validation = ValidationSplit.Tail(0.01) }))
            .Should().Throw<ArgumentException>().WithParameterName("text").WithMessage("*20 characters*");

    private static WindowSchedule Create(int[] text, TrainingOptions options, int? symbol = null)
    {
        WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(text), options, symbol, "text");
        schedule.BeginEpoch(0);
        return schedule;
    }

    private static IEnumerable<(int Start, int Length, bool Fresh)> Windows(WindowSchedule schedule, int stream = 0)
        => Enumerable.Range(0, schedule.WindowCount).SelectMany(w => Runs(schedule, w, stream));

    private static (int Start, int Length, bool Fresh)[] Runs(WindowSchedule schedule, int window, int stream)
        => [.. schedule.RunsOf(window, stream).ToArray().Select(run => (run.Start, run.Length, run.StartsAfresh))];
}
