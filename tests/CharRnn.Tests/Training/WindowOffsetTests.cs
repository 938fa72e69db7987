using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tests.Training;

/// <summary>Windows that begin at a different offset in every epoch: no character is left out or read twice.</summary>
public sealed class WindowOffsetTests
{
    private const int Symbol = 0;

    public static TheoryData<int, int, ChunkOrder, int> Ways
    {
        get
        {
            var ways = new TheoryData<int, int, ChunkOrder, int>();
            foreach (int length in (int[])[40, 41, 200, 997])
            {
                foreach (int batch in (int[])[1, 3])
                {
                    ways.Add(length, batch, ChunkOrder.Sequential, 0);
                    ways.Add(length, batch, ChunkOrder.Sequential, 13);
                    ways.Add(length, batch, ChunkOrder.Shuffled, 0);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Random_offset_reads_the_same_characters_in_windows_that_fit_each_other(int length, int batch, ChunkOrder order, int documentLength)
    {
        int[] text = [.. Enumerable.Range(0, length).Select(i => documentLength > 0 && i % documentLength == 0 ? Symbol : 1 + (i % 5))];
        int? symbol = documentLength > 0 ? Symbol : null;
        var options = new TrainingOptions { SequenceLength = 7, BatchSize = batch, ChunkOrder = order, ChunkLength = 20, WindowOffset = WindowOffset.Random, ShuffleSeed = 3 };
        WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(text), options, symbol, "text");
        HashSet<int> firstLengths = [];
        for (int epoch = 1; epoch < 31; epoch++)
        {
            schedule.BeginEpoch(epoch);
            firstLengths.Add(schedule.LengthOf(0));
            for (int i = 0; i < batch; i++)
            {
                int[] read = [.. Enumerable.Range(0, schedule.WindowCount).SelectMany(window => Positions(schedule, window, i))];
                read.Should().OnlyHaveUniqueItems();
                int share = length / batch, missing = share - 1 - read.Length;
                missing.Should().BeInRange(documentLength > 0 || order != ChunkOrder.Sequential ? -1 : 0, 6, "a last window that is not full is left out where the text is read as a whole");
                Enumerable.Range(0, schedule.WindowCount).Skip(1).SkipLast(1).All(window => schedule.LengthOf(window) == 7).Should().BeTrue();
            }
        }

        firstLengths.Should().BeEquivalentTo([1, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public void Random_offset_begins_with_the_second_epoch()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(new int[100]), new TrainingOptions { SequenceLength = 7, WindowOffset = WindowOffset.Random, ShuffleSeed = seed }, null, "text");
            schedule.BeginEpoch(0);
            schedule.LengthOf(0).Should().Be(7);
        }
    }

    [Fact]
    public void Fixed_offset_is_the_default_and_begins_with_a_full_window()
    {
        WindowSchedule schedule = WindowSchedule.Create(new IndexSpan(new int[100]), new TrainingOptions { SequenceLength = 7 }, null, "text");
        schedule.BeginEpoch(5);
        schedule.LengthOf(0).Should().Be(7);
        schedule.WindowCount.Should().Be(14);
    }

    [Fact]
    public void Planned_updates_are_those_of_the_run()
    {
        EncodedText text = EncodedText.FromText(string.Concat(Enumerable.Repeat("the cat sat on the mat. ", 12)));
        var options = new TrainingOptions { SequenceLength = 9, BatchSize = 2, Epochs = 7, WindowOffset = WindowOffset.Random };
        RnnModel<float> model = new TrialSettings { HiddenSize = 4 }.CreateModel<float>(text.Vocabulary);
        var trainer = new Trainer<float>(model, new AdaGrad<float>(model.Rnn.Parameters.Architecture), options);
        trainer.Train(text).Updates.Should().Be(options.PlannedUpdates(text));
    }

    private static IEnumerable<int> Positions(WindowSchedule schedule, int window, int stream)
        => schedule.RunsOf(window, stream).ToArray().SelectMany(run => Enumerable.Range(run.Start, run.Length));
}
