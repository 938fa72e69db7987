using System.Numerics;
using CharRnn.Network;

namespace CharRnn.Tests.Network;

/// <summary>Properties of every cell and depth, at sizes beyond one unit of hidden units and one panel of weights.</summary>
/// <remarks>Not in parallel with other tests, which would use the threads of the pool, so that no helper could start.</remarks>
public abstract class CellEngineTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int K = 19;
    private const int Steps = 5;

    public static TheoryData<RnnCell, int> CellsAndDepths => Networks.CellsAndDepths;

    protected abstract double Tolerance { get; }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Any_number_of_threads_gives_the_same_bits(RnnCell cell, int layers)
    {
        foreach ((int m, int batch) in ((int, int)[])[(100, 1), (33, 3), (70, 16)])
        {
            foreach (double rate in new[] { 0, 0.3 })
            {
                var network = new Rnn<T>(Parameters(cell, layers, m));
                Pass<T> expected = Run(network, batch, threadCount: 1, rate);
                foreach (int threadCount in new[] { 2, 3, 8 })
                {
                    // The number of helpers that start in time varies.
                    for (int attempt = 0; attempt < 3; attempt++)
                    {
                        Run(network, batch, threadCount, rate).ShouldBeSame(expected, $"m {m}, B {batch}, {threadCount} threads, dropout {rate}");
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Streams_together_are_the_sum_of_each_alone(RnnCell cell, int layers)
    {
        const int M = 37, Batch = 3;
        var network = new Rnn<T>(Parameters(cell, layers, M));
        Pass<T> together = Run(network, Batch, threadCount: 1);
        double[][] sums = [.. network.Parameters.Blocks.Select(block => new double[block.Values.Length])];
        for (int i = 0; i < Batch; i++)
        {
            T[] state = State(network, Batch).AsSpan(i * network.StateSize, network.StateSize).ToArray();
            Pass<T> alone = Run(network, Pass<T>.OneStream(Window(Batch, 1), Batch, i), Pass<T>.OneStream(Window(Batch, 2), Batch, i), state, 1, threadCount: 1);
            Numbers.ShouldBeClose(together.State.AsSpan(i * network.StateSize, network.StateSize), Wide(alone.State), Tolerance, "state");
            foreach ((double[] sum, ParameterBlock<T> block) in sums.Zip(alone.Gradients.Blocks))
            {
                double[] values = Wide(block.Values.ToArray());
                for (int j = 0; j < sum.Length; j++)
                {
                    sum[j] += values[j];
                }
            }
        }

        foreach ((double[] sum, ParameterBlock<T> block) in sums.Zip(together.Gradients.Blocks))
        {
            Numbers.ShouldBeClose(block.Values, sum, Tolerance * sum.Max(Math.Abs), block.Name);
        }
    }

    /// <summary>Step multiplies unpacked parameters; a window multiplies packed ones.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Step_after_step_is_what_a_window_computes(RnnCell cell, int layers)
    {
        foreach (int m in new[] { 1, 16, 100 })
        {
            var network = new Rnn<T>(Parameters(cell, layers, m));
            int[] inputs = Window(1, 1), targets = Window(1, 2);
            var workspace = new RnnWorkspace<T>(network.Parameters.Architecture, Steps);
            T[] expected = State(network, 1), state = State(network, 1), logits = new T[K];
            network.Forward(inputs, targets, expected, workspace);
            for (int t = 0; t < Steps; t++)
            {
                network.Step(inputs[t], state, logits);
                double[] wide = Wide(logits);
                double total = Math.Log(wide.Sum(Math.Exp));
                Numbers.ShouldBeClose(workspace.GetProbabilities(t), [.. wide.Select(logit => Math.Exp(logit - total))], Tolerance, $"probabilities of step {t}");
            }

            Numbers.ShouldBeClose<T>(state, Wide(expected), Tolerance, "state");
        }
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Passes_after_one_that_gave_NaN_are_not_affected(RnnCell cell, int layers)
    {
        foreach (int batch in (ReadOnlySpan<int>)[1, 3])
        {
            var network = new Rnn<T>(Parameters(cell, layers, 37));
            Pass<T> expected = Run(network, batch, threadCount: 1);
            var workspace = new RnnWorkspace<T>(network.Parameters.Architecture, Steps, batch, threadCount: 1);
            T[] damaged = new T[network.StateSize * batch];
            Array.Fill(damaged, T.NaN);
            Assert.True(T.IsNaN(network.Forward(Window(batch, 1), Window(batch, 2), damaged, workspace)));
            var gradients = new RnnParameters<T>(network.Parameters.Architecture);
            network.Backward(workspace, gradients);

            T[] state = State(network, batch);
            T loss = network.Forward(Window(batch, 1), Window(batch, 2), state, workspace);
            network.Backward(workspace, gradients);
            new Pass<T>(loss, state, gradients).ShouldBeSame(expected, $"B {batch}");
        }
    }

    /// <summary>A shorter window in a workspace that a longer one has used.</summary>
    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Windows_of_another_length_do_not_see_the_one_before(RnnCell cell, int layers)
    {
        var network = new Rnn<T>(Parameters(cell, layers, 33));
        int[] inputs = Window(2, 1)[..6], targets = Window(2, 2)[..6];
        Pass<T> Run(bool used)
        {
            var workspace = new RnnWorkspace<T>(network.Parameters.Architecture, Steps, 2, threadCount: 1);
            var gradients = new RnnParameters<T>(network.Parameters.Architecture);
            if (used)
            {
                network.Forward(Window(2, 5), Window(2, 6), State(network, 2), workspace);
                network.Backward(workspace, gradients);
            }

            T[] state = State(network, 2);
            T loss = network.Forward(inputs, targets, state, workspace);
            network.Backward(workspace, gradients);
            return new Pass<T>(loss, state, gradients);
        }

        Run(used: true).ShouldBeSame(Run(used: false), "used workspace");
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Hidden_states_of_every_layer_can_be_read(RnnCell cell, int layers)
    {
        const int M = 20, Batch = 2;
        var network = new Rnn<T>(Parameters(cell, layers, M));
        var workspace = new RnnWorkspace<T>(network.Parameters.Architecture, Steps, Batch);
        T[] state = State(network, Batch);
        network.Forward(Window(Batch, 1), Window(Batch, 2), state, workspace);

        int layerSize = network.StateSize / layers;
        for (int layer = 0; layer < layers; layer++)
        {
            workspace.GetHiddenState(Steps - 1, 1, layer).ToArray().Should().Equal(state.AsSpan(network.StateSize + (layer * layerSize), M).ToArray());
        }

        workspace.GetHiddenState(2, 1).ToArray().Should().Equal(workspace.GetHiddenState(2, 1, layers - 1).ToArray());
        Action beyond = () => workspace.GetHiddenState(0, 0, layers);
        beyond.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("layer");
    }

    [Theory]
    [MemberData(nameof(CellsAndDepths))]
    public void Passes_and_steps_allocate_nothing(RnnCell cell, int layers)
    {
        foreach ((int m, int batch, int threads) in ((int, int, int)[])[(33, 1, 1), (70, 5, 2), (600, 1, 1)])
        {
            var network = new Rnn<T>(Parameters(cell, layers, m));
            var workspace = new RnnWorkspace<T>(network.Parameters.Architecture, Steps, batch, threads);
            var gradients = new RnnParameters<T>(network.Parameters.Architecture);
            int[] inputs = Window(batch, 1), targets = Window(batch, 2);
            T[] state = State(network, batch), logits = new T[K];
            Action update = () =>
            {
                network.ForwardInTraining(inputs, targets, restarts: default, state, workspace, new Dropout(0.1, 1, 2));
                network.Backward(workspace, gradients);
            };
            Action step = () => network.Step(1, state.AsSpan(0, network.StateSize), logits);

            // Hundreds of calls: the large network only steps.
            (m < 100 ? Allocations.Of(update) : 0).Should().Be(0);
            Allocations.Of(step).Should().Be(0);
        }
    }

    private static RnnParameters<T> Parameters(RnnCell cell, int layers, int m)
        => Networks.Uniform<T>(Networks.Architecture(K, m, cell, layers), new Random(3), 1 / Math.Sqrt(m));

    private static int[] Window(int batch, int seed) => Pass<T>.Indexes(Steps * batch, K, seed);

    private static T[] State(Rnn<T> network, int batch) => Pass<T>.RandomState(network.StateSize * batch);

    private static Pass<T> Run(Rnn<T> network, int batch, int threadCount, double rate = 0)
        => Run(network, Window(batch, 1), Window(batch, 2), State(network, batch), batch, threadCount, rate);

    private static Pass<T> Run(Rnn<T> network, int[] inputs, int[] targets, T[] state, int batch, int threadCount, double rate = 0)
    {
        var workspace = new RnnWorkspace<T>(network.Parameters.Architecture, Steps, batch, threadCount);
        var gradients = new RnnParameters<T>(network.Parameters.Architecture);
        T[] after = [];
        T loss = default;
        for (int pass = 0; pass < (threadCount > 1 ? 5 : 1); pass++)
        {
            after = [.. state];
            loss = network.ForwardInTraining(inputs, targets, restarts: default, after, workspace, new Dropout(rate, Seed: 5, Update: 6));
            network.Backward(workspace, gradients);
        }

        return new Pass<T>(loss, after, gradients);
    }

    private static double[] Wide(T[] values) => [.. values.Select(double.CreateTruncating)];
}

[Collection(nameof(WholeProcess))]
public sealed class CellEngineTestsSingle : CellEngineTests<float>
{
    protected override double Tolerance => 1e-5;
}

[Collection(nameof(WholeProcess))]
public sealed class CellEngineTestsDouble : CellEngineTests<double>
{
    protected override double Tolerance => 1e-13;
}
