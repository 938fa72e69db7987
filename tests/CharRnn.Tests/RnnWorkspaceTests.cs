using System.Numerics;
using CharRnn.Tests.Fixtures;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn.Tests;

public abstract class RnnWorkspaceTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static TheoryData<string> Cases => [.. GradientsFixture.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Activations_of_the_last_pass_are_readable(string name)
    {
        GradientCase @case = GradientsFixture.Case(name);
        RnnWorkspace<T> workspace = Fill(@case);

        (workspace.Architecture, workspace.SequenceLength, workspace.BatchSize).Should().Be((@case.Network<T>().Parameters.Architecture, @case.Tau, @case.Batch));
        workspace.StepCount.Should().Be(@case.Tau);
        for (int stream = 0; stream < @case.Batch; stream++)
        {
            Numbers.ShouldBeClose(
                workspace.GetHiddenState(@case.Tau - 1, stream), @case.FinalState.AsSpan(stream * @case.M, @case.M), Numbers.Tolerance<T>(), "h");
            for (int t = 0; t < @case.Tau; t++)
            {
                ReadOnlySpan<T> p = workspace.GetProbabilities(t, stream);
                int n = (t * @case.Batch) + stream;
                p.ToArray().Sum(Numbers.ToDouble).Should().BeApproximately(1, Numbers.Tolerance<T>());
                Numbers.ToDouble(p[@case.Targets[n]])
                    .Should().BeApproximately(Math.Exp(-@case.CharacterLosses[n]), Numbers.Tolerance<T>());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Copies_hold_one_column_for_each_step_of_each_stream(string name)
    {
        GradientCase @case = GradientsFixture.Case(name);
        RnnWorkspace<T> workspace = Fill(@case);

        Matrix<T> hidden = workspace.CopyHiddenStates(), probabilities = workspace.CopyProbabilities();

        (hidden.RowCount, hidden.ColumnCount).Should().Be((@case.M, @case.Tau * @case.Batch));
        (probabilities.RowCount, probabilities.ColumnCount).Should().Be((@case.K, @case.Tau * @case.Batch));
        for (int t = 0; t < @case.Tau; t++)
        {
            for (int stream = 0; stream < @case.Batch; stream++)
            {
                int column = (t * @case.Batch) + stream;
                hidden.Column(column).Should().Equal(workspace.GetHiddenState(t, stream).ToArray());
                probabilities.Column(column).Should().Equal(workspace.GetProbabilities(t, stream).ToArray());
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ThreadCount_is_the_one_that_was_asked_for(int threadCount)
        => new RnnWorkspace<T>(Networks.Architecture(3, 4), sequenceLength: 2, batchSize: 5, threadCount).ThreadCount.Should().Be(threadCount);

    [Theory]
    [InlineData(100, 25, 1, 1)]
    [InlineData(160, 50, 1, 1)]
    [InlineData(256, 50, 1, 2)] // its rows are worth sharing
    [InlineData(512, 50, 1, 8)]
    [InlineData(100, 25, 32, 3)]
    [InlineData(128, 50, 8, 2)]
    [InlineData(20, 10, 64, 1)] // many streams, but little to do
    public void ThreadCount_that_is_not_asked_for_follows_streams_and_work(int m, int steps, int streams, int expected)
        => new RnnWorkspace<T>(Networks.Architecture(80, m), steps, streams).ThreadCount
            .Should().Be(Math.Min(expected, Environment.ProcessorCount));

    [Fact]
    public void Copies_are_copies()
    {
        RnnWorkspace<T> workspace = Fill(GradientsFixture.Case("small"));
        Matrix<T> hidden = workspace.CopyHiddenStates();
        T before = workspace.GetHiddenState(0)[0];

        hidden.Clear();

        workspace.GetHiddenState(0)[0].Should().Be(before);
    }

    [Fact]
    public void Backward_leaves_the_activations_as_they_were()
    {
        GradientCase @case = GradientsFixture.Case("four streams");
        Rnn<T> rnn = @case.Network<T>();
        RnnWorkspace<T> workspace = @case.Workspace<T>();
        rnn.Forward(@case.Inputs, @case.Targets, Numbers.To<T>(@case.InitialState), workspace);
        Matrix<T> hidden = workspace.CopyHiddenStates(), probabilities = workspace.CopyProbabilities();

        rnn.Backward(workspace, new RnnParameters<T>(@case.Architecture));

        workspace.CopyHiddenStates().Equals(hidden).Should().BeTrue();
        workspace.CopyProbabilities().Equals(probabilities).Should().BeTrue();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_number_of_threads_does_not_change_a_bit(int threadCount)
    {
        RnnArchitecture architecture = Networks.Architecture(23, 37);
        var rnn = new Rnn<T>(Networks.Random<T>(23, 37, seed: 6, standardDeviation: 0.4));
        var random = new Random(2);
        int[] inputs = [.. Enumerable.Range(0, 45).Select(_ => random.Next(23))], targets = [.. inputs.Reverse()];

        (T Loss, T[] State, RnnParameters<T> Gradients) Run(int threads)
        {
            var workspace = new RnnWorkspace<T>(architecture, 9, 5, threads);
            var state = new T[37 * 5];
            var gradients = new RnnParameters<T>(architecture);
            T loss = rnn.Forward(inputs, targets, state, workspace);
            rnn.Backward(workspace, gradients);
            return (loss, state, gradients);
        }

        (T loss, T[] state, RnnParameters<T> gradients) = Run(1);
        (T otherLoss, T[] otherState, RnnParameters<T> otherGradients) = Run(threadCount);

        otherLoss.Should().Be(loss);
        Numbers.SameBits<T>(otherState, state).Should().BeTrue();
        Numbers.ShouldBeSame(otherGradients, gradients, "the gradient");
    }

    private static RnnWorkspace<T> Fill(GradientCase @case)
    {
        RnnWorkspace<T> workspace = @case.Workspace<T>();
        @case.Network<T>().Forward(@case.Inputs, @case.Targets, Numbers.To<T>(@case.InitialState), workspace);
        return workspace;
    }
}

public sealed class RnnWorkspaceTestsDouble : RnnWorkspaceTests<double>;

public sealed class RnnWorkspaceTestsSingle : RnnWorkspaceTests<float>;

/// <summary>Arguments that a workspace refuses. The checks do not depend on the element type.</summary>
public class RnnWorkspaceArgumentTests
{
    private static readonly RnnArchitecture _architecture = Networks.Architecture(4, 3);

    [Theory]
    [InlineData(0, 1, 0, "sequenceLength")]
    [InlineData(-5, 1, 0, "sequenceLength")]
    [InlineData(1, 0, 0, "batchSize")]
    [InlineData(1, -1, 0, "batchSize")]
    [InlineData(1, 1, -1, "threadCount")]
    [InlineData(1, 1, 1025, "threadCount")]
    public void Sizes_out_of_range_are_refused(int steps, int streams, int threads, string name)
    {
        Action act = () => _ = new RnnWorkspace<float>(_architecture, steps, streams, threads);

        act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);
    }

    [Theory]
    [InlineData(int.MaxValue, 1)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(100_000, 100_000)]
    public void A_window_beyond_the_largest_array_is_refused(int steps, int streams)
    {
        Action act = () => _ = new RnnWorkspace<float>(_architecture, steps, streams);

        act.Should().Throw<ArgumentException>().WithParameterName("sequenceLength").WithMessage("*2147483591*");
    }

    [Theory]
    [InlineData(2, int.MaxValue)]
    [InlineData(int.MaxValue, 2)]
    [InlineData(2, 100_000)]
    public void An_architecture_beyond_the_largest_array_is_refused(int k, int m)
    {
        Action act = () => _ = new RnnWorkspace<float>(Networks.Architecture(k, m), 1);

        act.Should().Throw<ArgumentException>().WithParameterName("architecture").WithMessage("*2147483591*");
    }

    [Fact]
    public void A_missing_architecture_is_refused()
    {
        Action act = () => _ = new RnnWorkspace<float>(null!, 1);

        act.Should().Throw<ArgumentNullException>().WithParameterName("architecture");
    }

    [Fact]
    public void Before_the_first_pass_there_is_nothing_to_read()
    {
        var workspace = new RnnWorkspace<float>(_architecture, 3, 2);

        workspace.StepCount.Should().Be(0);
        workspace.Losses.Length.Should().Be(0);
        FluentActions.Invoking(() => workspace.CopyHiddenStates()).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => workspace.CopyProbabilities()).Should().Throw<InvalidOperationException>();
        FluentActions.Invoking(() => workspace.GetHiddenState(0)[0]).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("step");
    }

    [Theory]
    [InlineData(2, 0, "step")] // the window had two steps, the workspace has room for three
    [InlineData(-1, 0, "step")]
    [InlineData(0, 2, "stream")]
    [InlineData(0, -1, "stream")]
    public void A_step_or_stream_that_the_last_window_lacks_is_refused(int step, int stream, string name)
    {
        var workspace = new RnnWorkspace<float>(_architecture, 3, 2);
        new Rnn<float>(Networks.Random<float>(4, 3, seed: 1)).Forward([0, 1, 2, 3], [1, 2, 3, 0], new float[6], workspace);

        FluentActions.Invoking(() => workspace.GetHiddenState(step, stream)[0]).Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);
        FluentActions.Invoking(() => workspace.GetProbabilities(step, stream)[0]).Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);
    }
}
