using System.Numerics;

namespace CharRnn.Tests.Network;

/// <summary>
/// Streams that start afresh inside a window. What has to come out is known without them: every piece by itself, read by another
/// workspace from the zero state. Its losses and states are those of the window, and the gradients of all pieces add up to the window's.
/// </summary>
public abstract class RestartsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int CharacterCount = 7;

    private protected abstract double Tolerance { get; }

    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Losses_states_and_gradients_are_those_of_the_pieces_by_themselves(RnnCell cell, int layers)
    {
        foreach ((int batch, int steps) in ((int, int)[])[(1, 6), (3, 9), (17, 5)])
        {
            Case c = CreateCase(cell, layers, hiddenSize: 9, batch, steps, threads: 1);

            double loss = c.Run();
            (double expectedLoss, T[] expectedState, RnnParameters<T> expected) = c.RunPieces();

            loss.Should().BeApproximately(expectedLoss, Tolerance * steps * batch);
            RequireClose(c.State, expectedState);
            for (int block = 0; block < expected.Blocks.Count; block++)
            {
                RequireClose(c.Gradients.Blocks[block].Values, expected.Blocks[block].Values);
            }
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Threads_change_no_bit(RnnCell cell, int layers)
    {
        foreach ((int batch, int hiddenSize) in ((int, int)[])[(1, 70), (2, 70), (5, 40)])
        {
            Case expected = CreateCase(cell, layers, hiddenSize, batch, steps: 7, threads: 1);
            double loss = expected.Run();
            foreach (int threads in (int[])[2, 3, 8])
            {
                Case c = CreateCase(cell, layers, hiddenSize, batch, steps: 7, threads);
                c.Run().Should().Be(loss);
                c.State.Should().Equal(expected.State);
                for (int block = 0; block < expected.Gradients.Blocks.Count; block++)
                {
                    c.Gradients.Blocks[block].Values.ToArray().Should().Equal(expected.Gradients.Blocks[block].Values.ToArray());
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void A_window_without_restarts_has_the_bits_of_Forward_whatever_came_before(RnnCell cell, int layers)
    {
        Case fresh = CreateCase(cell, layers, hiddenSize: 20, batch: 3, steps: 7, threads: 1), used = CreateCase(cell, layers, hiddenSize: 20, batch: 3, steps: 7, threads: 1);
        T[] state = [.. used.State];
        used.Run();
        used.Restarts = [];
        state.CopyTo(used.State, 0);

        double loss = used.Run();
        T expected = fresh.Rnn.Forward(fresh.Inputs, fresh.Targets, fresh.State, fresh.Workspace);
        fresh.Rnn.Backward(fresh.Workspace, fresh.Gradients);

        loss.Should().Be(double.CreateTruncating(expected));
        used.State.Should().Equal(fresh.State);
        for (int block = 0; block < fresh.Gradients.Blocks.Count; block++)
        {
            used.Gradients.Blocks[block].Values.ToArray().Should().Equal(fresh.Gradients.Blocks[block].Values.ToArray());
        }
    }

    /// <summary>The zero states of one window are where another window keeps real ones.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Restarts_at_other_places_have_the_bits_of_a_new_workspace(RnnCell cell, int layers)
    {
        Case fresh = CreateCase(cell, layers, hiddenSize: 20, batch: 3, steps: 7, threads: 1), used = CreateCase(cell, layers, hiddenSize: 20, batch: 3, steps: 7, threads: 1);
        T[] state = [.. used.State];
        used.Run();
        fresh.Restarts = used.Restarts = [.. used.Restarts.Select((restarts, n) => n >= 3 && !restarts)];
        state.CopyTo(used.State, 0);

        used.Run().Should().Be(fresh.Run());
        used.State.Should().Equal(fresh.State);
        for (int block = 0; block < fresh.Gradients.Blocks.Count; block++)
        {
            used.Gradients.Blocks[block].Values.ToArray().Should().Equal(fresh.Gradients.Blocks[block].Values.ToArray());
        }
    }

    [Fact]
    public void Passes_allocate_nothing()
    {
        Case c = CreateCase(RnnCell.Gru, 2, hiddenSize: 20, batch: 3, steps: 7, threads: 1);
        c.Run();

        Allocations.Of(() => c.Run()).Should().Be(0);
    }

    private static void RequireClose(ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, double tolerance)
    {
        double largest = 1e-3;
        foreach (T value in expected)
        {
            largest = Math.Max(largest, Math.Abs(double.CreateTruncating(value)));
        }

        for (int i = 0; i < expected.Length; i++)
        {
            double.CreateTruncating(actual[i]).Should().BeApproximately(double.CreateTruncating(expected[i]), tolerance * largest, "element {0}", i);
        }
    }

    private void RequireClose(ReadOnlySpan<T> actual, ReadOnlySpan<T> expected) => RequireClose(actual, expected, 10 * Tolerance);

    /// <summary>Pieces of every length from one step on, at different steps in different streams; the first of a stream continues from a state.</summary>
    private static Case CreateCase(RnnCell cell, int layers, int hiddenSize, int batch, int steps, int threads)
    {
        RnnArchitecture architecture = Networks.Architecture(CharacterCount, hiddenSize, cell, layers);
        var random = new Random(hiddenSize);
        var rnn = new Rnn<T>(Networks.Uniform<T>(architecture, random, 0.3));
        var restarts = new bool[steps * batch];
        for (int n = batch; n < restarts.Length; n++)
        {
            restarts[n] = random.Next(3) == 0;
        }

        return new Case(
            rnn,
            [.. Enumerable.Range(0, steps * batch).Select(_ => random.Next(CharacterCount))],
            [.. Enumerable.Range(0, steps * batch).Select(_ => random.Next(CharacterCount))],
            restarts,
            [.. Enumerable.Range(0, rnn.StateSize * batch).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5))],
            new RnnWorkspace<T>(architecture, steps, batch, threads));
    }

    private sealed class Case(Rnn<T> rnn, int[] inputs, int[] targets, bool[] restarts, T[] state, RnnWorkspace<T> workspace)
    {
        internal Rnn<T> Rnn => rnn;

        internal int[] Inputs => inputs;

        internal int[] Targets => targets;

        internal bool[] Restarts { get; set; } = restarts;

        internal T[] State => state;

        internal RnnWorkspace<T> Workspace => workspace;

        internal RnnParameters<T> Gradients { get; } = new(rnn.Parameters.Architecture);

        private readonly T[] _start = [.. state];

        internal double Run()
        {
            double loss = double.CreateTruncating(rnn.ForwardInTraining(inputs, targets, Restarts, state, workspace, dropout: default));
            rnn.Backward(workspace, Gradients);
            return loss;
        }

        internal (double Loss, T[] State, RnnParameters<T> Gradients) RunPieces()
        {
            int batch = workspace.BatchSize, steps = inputs.Length / batch;
            double loss = 0;
            var states = new List<T>();
            var sum = new RnnParameters<T>(rnn.Parameters.Architecture);
            for (int stream = 0; stream < batch; stream++)
            {
                T[] running = _start[(stream * rnn.StateSize)..((stream + 1) * rnn.StateSize)];
                for (int start = 0, end; start < steps; start = end)
                {
                    for (end = start + 1; end < steps && !Restarts[(end * batch) + stream];)
                    {
                        end++;
                    }

                    running = start == 0 ? running : new T[rnn.StateSize];
                    loss += RunPiece(stream, start, end, running, sum);
                }

                states.AddRange(running);
            }

            return (loss, [.. states], sum);
        }

        private double RunPiece(int stream, int start, int end, T[] running, RnnParameters<T> sum)
        {
            int batch = workspace.BatchSize;
            int[] columns = [.. Enumerable.Range(start, end - start).Select(t => (t * batch) + stream)];
            var one = new RnnWorkspace<T>(rnn.Parameters.Architecture, end - start);
            var gradients = new RnnParameters<T>(rnn.Parameters.Architecture);
            T loss = rnn.Forward([.. columns.Select(column => inputs[column])], [.. columns.Select(column => targets[column])], running, one);
            rnn.Backward(one, gradients);
            for (int block = 0; block < sum.Blocks.Count; block++)
            {
                Span<T> total = sum.Blocks[block].Values, part = gradients.Blocks[block].Values;
                for (int i = 0; i < total.Length; i++)
                {
                    total[i] += part[i];
                }
            }

            return double.CreateTruncating(loss);
        }
    }
}

public sealed class RestartsTestsDouble : RestartsTests<double>
{
    private protected override double Tolerance => 1e-14;
}

public sealed class RestartsTestsSingle : RestartsTests<float>
{
    private protected override double Tolerance => 2e-6;
}
