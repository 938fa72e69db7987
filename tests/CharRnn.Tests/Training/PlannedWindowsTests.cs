using CharRnn.Training;

namespace CharRnn.Tests.Training;

/// <summary>Corners of the windows over a text in pieces: pieces shorter than a chunk, the last characters of an epoch, an epoch after another.</summary>
public sealed class PlannedWindowsTests
{
    private const int Symbol = 0;

    /// <summary>Three documents of 4, 0 and 9 characters, the symbol around each.</summary>
    private static readonly int[] _documents = [Symbol, 1, 2, 3, 4, Symbol, Symbol, 5, 6, 7, 8, 9, 1, 2, 3, 4, Symbol];

    [Fact]
    public void Random_chunks_longer_than_the_documents_are_whole_documents()
    {
        TrainingOptions options = new() { SequenceLength = 20, ChunkOrder = ChunkOrder.Random, ChunkLength = 20 };
        WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(_documents), options, Symbol, "text");
        var windows = new HashSet<(int Start, int Length, bool Fresh)>();
        for (int epoch = 0; epoch < 50; epoch++)
        {
            schedule.BeginEpoch(epoch);
            windows.UnionWith(Pieces(schedule));
        }

        windows.Should().BeEquivalentTo([(0, 5, true), (5, 1, true), (6, 10, true)]);
    }

    [Fact]
    public void Shuffled_chunks_that_divide_the_text_are_all_whole()
    {
        TrainingOptions options = new() { SequenceLength = 7, ChunkOrder = ChunkOrder.Shuffled, ChunkLength = 20 };
        WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(new int[101]), options, null, "text");
        schedule.BeginEpoch(0);

        (int Start, int Length, bool Fresh)[] pieces = [.. Windows(schedule)];
        pieces.Should().OnlyContain(piece => piece.Length > 0);
        pieces.Where(piece => piece.Fresh).Select(piece => piece.Start).Should().BeEquivalentTo([0, 20, 40, 60, 80]);
    }

    [Fact]
    public void Random_chunks_are_drawn_until_no_character_is_missing()
    {
        // 100 characters to predict in chunks of 99: after the first, one is missing.
        TrainingOptions options = new() { SequenceLength = 99, ChunkOrder = ChunkOrder.Random, ChunkLength = 99 };
        WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(new int[101]), options, null, "text");
        schedule.BeginEpoch(0);
        Windows(schedule).Should().HaveCount(2);
    }

    [Fact]
    public void BeginEpoch_forgets_where_the_epoch_before_began_afresh()
    {
        WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(_documents), new() { SequenceLengths = [3, 20] }, Symbol, "text");
        schedule.BeginEpoch(0);
        Windows(schedule).Select(window => window.Fresh).Should().Equal(true, false, true, true, false, false, false);
        schedule.BeginEpoch(1);
        Windows(schedule).Should().Equal((0, 5, true), (5, 1, true), (6, 10, true));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public void Shuffled_documents_are_read_whole_in_full_windows_and_in_another_order_each_epoch(int batch)
    {
        const int Tau = 10;
        var random = new Random(batch);
        int[] text = [Symbol, .. Enumerable.Range(0, 1000).SelectMany(_ => (int[])[.. Enumerable.Repeat(1, random.Next(1, 15)), Symbol])];
        TrainingOptions options = new() { SequenceLength = Tau, BatchSize = batch, ChunkOrder = ChunkOrder.Shuffled, ChunkLength = 1000 };
        WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(text), options, Symbol, "text");
        var orders = new List<int[]>();
        for (int epoch = 0; epoch < 2; epoch++)
        {
            schedule.BeginEpoch(epoch);
            (int Start, int Length, bool Fresh)[] pieces = [.. Enumerable.Range(0, batch).SelectMany(stream => Pieces(schedule, stream))];
            orders.Add([.. pieces.Select(piece => piece.Start)]);

            Enumerable.Range(0, schedule.WindowCount - 1).Should().OnlyContain(window => schedule.LengthOf(window) == Tau);
            pieces.SelectMany(piece => Enumerable.Range(piece.Start + 1, piece.Length)).Should().OnlyHaveUniqueItems().And.HaveCount(batch * ((text.Length / batch) - 1));

            // The shares of the streams cut a document at each of their ends.
            pieces.Count(piece => text[piece.Start] == Symbol && text[piece.Start + piece.Length] == Symbol).Should().BeGreaterThanOrEqualTo(1000 - (2 * batch));
        }

        orders[1].Should().NotEqual(orders[0]);
    }

    private static IEnumerable<(int Start, int Length, bool Fresh)> Pieces(WindowSchedule schedule, int stream = 0)
    {
        (int Start, int Length, bool Fresh)? piece = null;
        foreach (WindowRun run in Enumerable.Range(0, schedule.WindowCount).SelectMany(w => schedule.RunsOf(w, stream).ToArray()))
        {
            if (piece is { } open && !run.StartsAfresh)
            {
                run.Start.Should().Be(open.Start + open.Length);
                piece = open with { Length = open.Length + run.Length };
                continue;
            }

            if (piece is { } complete)
            {
                yield return complete;
            }

            piece = (run.Start, run.Length, run.StartsAfresh);
        }

        yield return piece!.Value;
    }

    private static IEnumerable<(int Start, int Length, bool Fresh)> Windows(WindowSchedule schedule)
        => Enumerable.Range(0, schedule.WindowCount).SelectMany(w => schedule.RunsOf(w, 0).ToArray()).Select(run => (run.Start, run.Length, run.StartsAfresh));
}
