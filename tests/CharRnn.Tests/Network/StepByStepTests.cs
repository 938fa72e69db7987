using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Network;

namespace CharRnn.Tests.Network;

/// <summary>Layers pass each step on to the next layer at once if the sums of a window are large, and otherwise the whole window.</summary>
/// <remarks>Not in parallel with other tests, which would use the threads of the pool, so that no helper could start.</remarks>
public abstract class StepByStepTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int K = 11;
    private const int M = 66;
    private const int Batch = 35;

    /// <summary>Steps after which the sums of one layer have 8 MB.</summary>
    private static int Steps(RnnCell cell) => ((8 << 20) / (CellShape.Of(cell).PartCount * M * Batch * Unsafe.SizeOf<T>())) + 1;

    [Theory]
    [InlineData(RnnCell.Tanh, 1, true)]
    [InlineData(RnnCell.Lstm, 1, true)]
    [InlineData(RnnCell.Lstm, 2, true)]
    [InlineData(RnnCell.Lstm, 3, false)]
    public void PassesEachStep_depends_on_the_streams_of_a_thread_and_the_size_of_the_window(RnnCell cell, int threadCount, bool expected)
    {
        RnnArchitecture architecture = Networks.Architecture(K, M, cell, layerCount: 2);
        Assert.Equal(expected, new WindowThreads(architecture, Steps(cell), Batch, threadCount, Unsafe.SizeOf<T>()).PassesEachStep);
        Assert.False(new WindowThreads(architecture, Steps(cell) - 2, Batch, threadCount, Unsafe.SizeOf<T>()).PassesEachStep);
    }

    /// <summary>Three threads have too few streams each, and work on the whole window.</summary>
    [Theory]
    [InlineData(RnnCell.Tanh, 0)]
    [InlineData(RnnCell.Gru, 0)]
    [InlineData(RnnCell.Lstm, 0)]
    [InlineData(RnnCell.Lstm, 0.25)]
    public void Pass_step_by_step_has_the_bits_of_the_whole_window(RnnCell cell, double rate)
    {
        var network = new Rnn<T>(Networks.Random<T>(K, M, seed: 3, cell: cell, layerCount: 2));
        Pass<T> expected = Run(network, Steps(cell), threadCount: 3, rate);
        foreach (int threadCount in (ReadOnlySpan<int>)[1, 2])
        {
            Run(network, Steps(cell), threadCount, rate).ShouldBeSame(expected, $"{cell}, {threadCount} threads, dropout {rate}");
        }
    }

    /// <summary>A pass in which some streams start afresh inside the window.</summary>
    private static Pass<T> Run(Rnn<T> network, int steps, int threadCount, double rate)
    {
        var workspace = new RnnWorkspace<T>(network.Parameters.Architecture, steps, Batch, threadCount);
        var gradients = new RnnParameters<T>(network.Parameters.Architecture);
        var random = new Random(1);
        int[] inputs = [.. Enumerable.Range(0, steps * Batch).Select(_ => random.Next(K))], targets = [.. inputs.Select(_ => random.Next(K))];
        bool[] restarts = [.. inputs.Select((_, n) => n >= Batch && random.Next(50) == 0)];
        T[] state = [.. Enumerable.Range(0, network.StateSize * Batch).Select(_ => T.CreateTruncating((2 * random.NextDouble()) - 1))];
        T loss = network.ForwardInTraining(inputs, targets, restarts, state, workspace, new Dropout(rate, Seed: 5, Update: 6));
        network.Backward(workspace, gradients);
        return new Pass<T>(loss, state, gradients);
    }
}

[Collection(nameof(WholeProcess))]
public sealed class StepByStepTestsSingle : StepByStepTests<float>;

[Collection(nameof(WholeProcess))]
public sealed class StepByStepTestsDouble : StepByStepTests<double>;
