using CharRnn.Network;

namespace CharRnn.Tests.Network;

/// <summary>The sizes of docs/decisions/0014-threads.md, on a machine of sixteen processors unless stated.</summary>
public sealed class ThreadChoiceTests
{
    [Theory]
    [InlineData(100, 80, 25, 1, 1)]
    [InlineData(252, 80, 50, 1, 1)]
    [InlineData(253, 80, 50, 1, 2)]
    [InlineData(512, 96, 50, 1, 8)]
    [InlineData(1024, 96, 50, 1, 16)]
    [InlineData(512, 96, 1, 1, 8)]
    [InlineData(192, 80, 50, 3, 3)]
    [InlineData(128, 80, 50, 7, 1)]
    [InlineData(128, 80, 50, 8, 2)]
    [InlineData(100, 80, 25, 8, 1)]
    [InlineData(100, 80, 25, 32, 3)]
    [InlineData(100, 80, 25, 17, 1)]
    [InlineData(100, 80, 25, 18, 2)]
    [InlineData(512, 96, 50, 32, 16)]
    [InlineData(300, 96, 50, 20, 16)]
    [InlineData(64, 80, 50, 64, 7)]
    [InlineData(64, 80, 500, 64, 16)]
    public void ForWindow_one_stream_is_by_the_size_of_W_and_many_are_by_their_number_and_work(int m, int k, int tau, int batch, int expected)
        => ThreadChoice.ForWindow(Networks.Architecture(k, m), tau, batch, 16).Should().Be(expected);

    [Theory]
    [InlineData(100, 80, 1, 1)]
    [InlineData(246, 80, 1, 2)]
    [InlineData(245, 80, 1, 1)]
    [InlineData(512, 80, 1, 7)]
    [InlineData(512, 2000, 1, 16)]
    [InlineData(100, 80, 9, 4)]
    public void ForCharacter_is_by_the_multiply_adds_of_all_streams(int m, int k, int streams, int expected)
        => ThreadChoice.ForCharacter(Networks.Architecture(k, m), streams, 16).Should().Be(expected);

    /// <summary>A cell of G gates has G times the work; a layer above the first twice that of the first.</summary>
    [Theory]
    [InlineData(RnnCell.Lstm, 1, 126, 1, 1)]
    [InlineData(RnnCell.Lstm, 1, 127, 1, 2)]
    [InlineData(RnnCell.Gru, 1, 146, 1, 1)]
    [InlineData(RnnCell.Gru, 1, 147, 1, 2)]
    [InlineData(RnnCell.Tanh, 3, 252, 1, 1)]
    [InlineData(RnnCell.Lstm, 2, 64, 16, 4)]
    [InlineData(RnnCell.Lstm, 2, 50, 16, 4)]
    [InlineData(RnnCell.Gru, 1, 50, 16, 2)]
    public void ForWindow_knows_gates_and_layers(RnnCell cell, int layers, int m, int batch, int expected)
        => ThreadChoice.ForWindow(Networks.Architecture(80, m, cell, layers), 50, batch, 16).Should().Be(expected);

    [Theory]
    [InlineData(RnnCell.Lstm, 1, 128, 1)]
    [InlineData(RnnCell.Lstm, 1, 140, 2)]
    [InlineData(RnnCell.Tanh, 2, 128, 1)]
    [InlineData(RnnCell.Tanh, 2, 256, 3)]
    [InlineData(RnnCell.Lstm, 2, 512, 16)]
    public void ForCharacter_knows_gates_and_layers(RnnCell cell, int layers, int m, int expected)
        => ThreadChoice.ForCharacter(Networks.Architecture(80, m, cell, layers), 1, 16).Should().Be(expected);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_more_threads_than_processors(int processorCount)
    {
        RnnArchitecture wide = Networks.Architecture(100, 4000);
        ThreadChoice.ForWindow(wide, 50, 1, processorCount).Should().Be(processorCount);
        ThreadChoice.ForWindow(wide, 50, 1000, processorCount).Should().Be(processorCount);
        ThreadChoice.ForCharacter(wide, 1, processorCount).Should().Be(processorCount);
    }

    /// <summary>The largest arrays that there are.</summary>
    [Fact]
    public void Sizes_without_measure_do_not_overflow()
    {
        ThreadChoice.ForWindow(Networks.Architecture(46_000, 46_000), 40_000, 1, 16).Should().Be(16);
        ThreadChoice.ForWindow(Networks.Architecture(46_000, 46_000), 10, 4_000, 16).Should().Be(16);
        ThreadChoice.ForCharacter(Networks.Architecture(46_000, 46_000), 40_000, 16).Should().Be(16);
        ThreadChoice.ForWindow(Networks.Architecture(46_000, 20_000, RnnCell.Lstm, 100), 40_000, 40_000, 16).Should().Be(16);
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(3, 2, true)]
    [InlineData(4, 2, false)]
    [InlineData(32, 16, false)]
    [InlineData(31, 16, true)]
    public void SharesRows_below_two_streams_for_each_thread(int batch, int threadCount, bool expected)
        => ThreadChoice.SharesRows(batch, threadCount).Should().Be(expected);
}
