using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Tests;

/// <summary>The effects of the number of threads and the number of streams on the results.</summary>
/// <remarks>Not in parallel with other tests, which would use the threads of the pool, so that no helper could start.</remarks>
public abstract class RnnThreadsTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int K = 23;
    private const int Steps = 6;

    protected abstract double Tolerance { get; }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 100)]
    [InlineData(3, 33)]
    [InlineData(5, 100)]
    [InlineData(7, 150)]
    [InlineData(16, 64)]
    [InlineData(1, 300)]
    [InlineData(3, 259)]
    public void Pass_any_number_of_threads_gives_the_same_bits(int batch, int m)
    {
        Pass<T> expected = Run(m, batch, threadCount: 1);

        // Repeated, because the number of helpers that start in time varies.
        foreach (int threadCount in (ReadOnlySpan<int>)[2, 2, 2, 3, 3, 4, 5, 8])
        {
            Run(m, batch, threadCount).ShouldBeSame(expected, $"m {m}, B {batch}, {threadCount} threads");
        }
    }

    /// <summary>Backward pass, clipping and every rule, several times in a row, including the state of the optimiser.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public void Update_any_number_of_threads_gives_the_same_bits(OptimizerKind kind, double momentum)
    {
        var options = new OptimizerOptions { Kind = kind, Momentum = momentum, LearningRate = 0.01 };
        RnnParameters<T>[] expected = Train(options, threadCount: 1);
        foreach (int threadCount in (ReadOnlySpan<int>)[2, 3, 8])
        {
            RnnParameters<T>[] actual = Train(options, threadCount);
            for (int array = 0; array < expected.Length; array++)
            {
                Assert.All(expected[array].Blocks.Zip(actual[array].Blocks), pair => Assert.Equal(pair.First.Values.ToArray(), pair.Second.Values.ToArray()));
            }
        }
    }

    public static TheoryData<OptimizerKind, double> Rules => new()
    {
        { OptimizerKind.AdaGrad, 0 }, { OptimizerKind.Adam, 0 }, { OptimizerKind.RmsProp, 0 }, { OptimizerKind.Sgd, 0 }, { OptimizerKind.Sgd, 0.9 },
    };

    [Theory]
    [InlineData(2, 17)]
    [InlineData(3, 100)]
    [InlineData(8, 70)]
    public void Pass_over_streams_together_is_the_sum_of_passes_over_each(int batch, int m)
    {
        Pass<T> together = Run(m, batch, threadCount: 2);
        RnnParameters<T> parameters = Parameters(m);
        var gradients = new double[parameters.Blocks.Count][];
        double loss = 0;
        for (int i = 0; i < batch; i++)
        {
            int[] inputs = Pass<T>.OneStream(Window(batch, seed: 1), batch, i), targets = Pass<T>.OneStream(Window(batch, seed: 2), batch, i);
            T[] state = State(m, batch)[(i * m)..((i + 1) * m)];
            Pass<T> alone = Run(parameters, inputs, targets, state, batch: 1, threadCount: 1);
            loss += double.CreateTruncating(alone.Loss);
            Close(together.State.AsSpan(i * m, m), [.. alone.State.Select(double.CreateTruncating)], "state");
            for (int block = 0; block < gradients.Length; block++)
            {
                double[] values = [.. alone.Gradients.Blocks[block].Values.ToArray().Select(double.CreateTruncating)];
                gradients[block] = gradients[block] is { } sum ? [.. sum.Zip(values, (a, b) => a + b)] : values;
            }
        }

        double.CreateTruncating(together.Loss).Should().BeApproximately(loss, Tolerance * loss);
        for (int block = 0; block < gradients.Length; block++)
        {
            Close(together.Gradients.Blocks[block].Values, gradients[block], parameters.Blocks[block].Name);
        }
    }

    /// <summary>A diverged pass leaves NaN wherever it wrote, padding included; the next pass must not see it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pass_after_one_that_gave_NaN_is_not_affected(int batch)
    {
        const int M = 37;
        RnnParameters<T> parameters = Parameters(M);
        var rnn = new Rnn<T>(parameters);
        var workspace = new RnnWorkspace<T>(parameters.Architecture, Steps, batch, threadCount: 1);
        var gradients = new RnnParameters<T>(parameters.Architecture);
        T[] damaged = State(M, batch);
        Array.Fill(damaged, T.NaN);
        Assert.True(T.IsNaN(rnn.Forward(Window(batch, seed: 1), Window(batch, seed: 2), damaged, workspace)));
        rnn.Backward(workspace, gradients);

        T[] state = State(M, batch);
        T loss = rnn.Forward(Window(batch, seed: 1), Window(batch, seed: 2), state, workspace);
        rnn.Backward(workspace, gradients);
        Pass<T> expected = Run(M, batch, threadCount: 1);
        new Pass<T>(loss, state, gradients).ShouldBeSame(expected, $"B {batch}");
    }

    private static Pass<T> Run(int m, int batch, int threadCount)
        => Run(Parameters(m), Window(batch, seed: 1), Window(batch, seed: 2), State(m, batch), batch, threadCount);

    private static Pass<T> Run(RnnParameters<T> parameters, int[] inputs, int[] targets, T[] state, int batch, int threadCount)
    {
        var rnn = new Rnn<T>(parameters);
        var workspace = new RnnWorkspace<T>(parameters.Architecture, Steps, batch, threadCount);
        var gradients = new RnnParameters<T>(parameters.Architecture);
        T loss = default;
        T[] after = [];

        // Repeated: the helpers start during the first pass and are present for the others.
        for (int pass = 0; pass < (threadCount > 1 ? 20 : 1); pass++)
        {
            after = [.. state];
            loss = rnn.Forward(inputs, targets, after, workspace);
            rnn.Backward(workspace, gradients);
        }

        return new Pass<T>(loss, after, gradients);
    }

    /// <summary>The parameters after some updates, and the state of the optimiser.</summary>
    private static RnnParameters<T>[] Train(OptimizerOptions options, int threadCount)
    {
        const int M = 101, Batch = 3, Updates = 20;
        RnnParameters<T> parameters = Parameters(M);
        var rnn = new Rnn<T>(parameters);
        var workspace = new RnnWorkspace<T>(parameters.Architecture, Steps, Batch, threadCount);
        var gradients = new RnnParameters<T>(parameters.Architecture);
        Optimizer<T> optimizer = Optimizer.Create<T>(parameters.Architecture, options);
        T[] state = State(M, Batch);
        for (int i = 0; i < Updates; i++)
        {
            rnn.Forward(Window(Batch, seed: i), Window(Batch, seed: i + 1), state, workspace);
            rnn.Backward(workspace, gradients);
            GradientClipping.ClipGlobalNorm(gradients, T.CreateChecked(3));
            GradientClipping.ClipElements(gradients, T.CreateChecked(0.1));
            optimizer.Apply(parameters, gradients);
        }

        return [parameters, .. optimizer.State.Select(state => state.Values)];
    }

    private static RnnParameters<T> Parameters(int m)
    {
        var parameters = new RnnParameters<T>(Networks.Architecture(K, m));
        parameters.Randomize(new Random(3), standardDeviation: 0.3 / Math.Sqrt(m / 10.0));
        return parameters;
    }

    private static int[] Window(int batch, int seed) => Pass<T>.Indexes(Steps * batch, K, seed);

    private static T[] State(int m, int batch) => Pass<T>.RandomState(m * batch);

    private void Close(ReadOnlySpan<T> actual, double[] expected, string what)
    {
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
        {
            double.CreateTruncating(actual[i]).Should().BeApproximately(expected[i], Tolerance * scale, $"{what}[{i}]");
        }
    }
}

[Collection(nameof(WholeProcess))]
public sealed class RnnThreadsTestsSingle : RnnThreadsTests<float>
{
    protected override double Tolerance => 1e-5;
}

[Collection(nameof(WholeProcess))]
public sealed class RnnThreadsTestsDouble : RnnThreadsTests<double>
{
    protected override double Tolerance => 1e-13;
}
