using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Kernels;

namespace CharRnn.Tests.Network;

public abstract class BlockLoopTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>K and m of which no array is a whole number of cache lines, and some are shorter than one for each part.</summary>
    private static readonly RnnArchitecture _architecture = Networks.Architecture(9, 21);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    public void Run_any_number_of_parts_sees_every_element_once(int threadCount)
    {
        RnnParameters<T> gradients = Backpropagated([3, 5, 3]);
        foreach (bool withZeros in (ReadOnlySpan<bool>)[true, false])
        {
            Dictionary<int, int[]> seen = Seen(gradients, threadCount, withZeros);
            foreach ((int block, int[] counts) in seen)
            {
                int m = _architecture.HiddenSize;
                int[] expected = [.. counts.Select((_, i) => block > 0 || withZeros || i / m is 3 or 5 ? 1 : 0)];
                Assert.Equal(expected, counts);
            }
        }
    }

    /// <summary>Once a caller may have written to U, no column of it is known to be zero.</summary>
    [Fact]
    public void Run_after_the_values_were_handed_out_sees_every_element()
    {
        RnnParameters<T> gradients = Backpropagated([3, 5, 3]);
        gradients.Blocks[0].Values[0] = T.One;
        Assert.All(Seen(gradients, threadCount: 2, withZeros: false).Values, counts => Assert.All(counts, count => Assert.Equal(1, count)));
    }

    /// <summary>Two processors must not write to the same cache line, and AdaGrad processes vectors in pairs.</summary>
    [Fact]
    public void Run_several_parts_share_a_block_by_pairs_of_cache_lines_and_evenly()
    {
        const int Parts = 3;
        int pair = 128 / Unsafe.SizeOf<T>();
        var gradients = new RnnParameters<T>(_architecture);
        gradients.Loop.Phases = new ParallelPhases(Parts);
        var pieces = new System.Collections.Concurrent.ConcurrentBag<(int Block, int Start, int Count)>();
        gradients.Loop.Run((_, _, block, start, count) => pieces.Add((block, start, count)), this, T.Zero, withZeros: true);

        Assert.All(pieces, piece => Assert.Equal(0, piece.Start % pair));
        foreach (IGrouping<int, (int Block, int Start, int Count)> block in pieces.GroupBy(piece => piece.Block))
        {
            int pairs = (gradients.Blocks[block.Key].RowCount * gradients.Blocks[block.Key].ColumnCount + pair - 1) / pair;
            Assert.Equal(Math.Min(Parts, pairs), block.Count());
            Assert.All(block, piece => Assert.InRange((piece.Count + pair - 1) / pair, pairs / Parts, (pairs + Parts - 1) / Parts));
        }
    }

    [Fact]
    public void Run_hands_over_state_and_argument()
    {
        var gradients = new RnnParameters<T>(_architecture);
        T argument = T.CreateChecked(7);
        int calls = 0;
        gradients.Loop.Run((state, value, _, _, _) => calls += ReferenceEquals(state, gradients) && value == argument ? 1 : 100, gradients, argument, withZeros: true);
        Assert.Equal(gradients.Blocks.Count, calls);
    }

    private static RnnParameters<T> Backpropagated(int[] inputs)
    {
        var rnn = new Rnn<T>(new RnnParameters<T>(_architecture));
        var workspace = new RnnWorkspace<T>(_architecture, inputs.Length, threadCount: 1);
        var gradients = new RnnParameters<T>(_architecture);
        rnn.Forward(inputs, inputs, new T[_architecture.HiddenSize], workspace);
        rnn.Backward(workspace, gradients);
        return gradients;
    }

    private static Dictionary<int, int[]> Seen(RnnParameters<T> gradients, int threadCount, bool withZeros)
    {
        gradients.Loop.Phases = threadCount == 0 ? null : new ParallelPhases(threadCount);
        Dictionary<int, int[]> seen = gradients.Blocks.Select((block, i) => (i, new int[block.RowCount * block.ColumnCount])).ToDictionary();
        gradients.Loop.Run(
            (_, _, block, start, count) =>
            {
                foreach (ref int element in seen[block].AsSpan(start, count))
                {
                    Interlocked.Increment(ref element);
                }
            },
            seen,
            T.Zero,
            withZeros);
        return seen;
    }
}

public sealed class BlockLoopTestsDouble : BlockLoopTests<double>;

public sealed class BlockLoopTestsSingle : BlockLoopTests<float>;
