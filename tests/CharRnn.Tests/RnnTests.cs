using System.Numerics;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests;

public abstract class RnnTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static TheoryData<string> Cases => [.. GradientsFixture.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_agrees_with_PyTorch(string name)
    {
        GradientCase expected = GradientsFixture.Case(name);
        T[] state = Numbers.To<T>(expected.InitialState);
        RnnWorkspace<T> workspace = expected.Workspace<T>();

        T loss = expected.Network<T>().Forward(expected.Inputs, expected.Targets, state, workspace);

        double scale = Math.Max(1, expected.CharacterLosses.Max());
        Numbers.ToDouble(loss).Should().BeApproximately(expected.Loss, Numbers.Tolerance<T>() * expected.Loss);
        Numbers.ShouldBeClose(workspace.Losses, expected.CharacterLosses, Numbers.Tolerance<T>() * scale, "loss");
        Numbers.ShouldBeClose<T>(state, expected.FinalState, Numbers.Tolerance<T>(), "state");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_agrees_with_automatic_differentiation(string name)
    {
        GradientCase expected = GradientsFixture.Case(name);
        Rnn<T> rnn = expected.Network<T>();
        RnnWorkspace<T> workspace = expected.Workspace<T>();
        var gradients = new RnnParameters<T>(expected.Architecture);

        rnn.Forward(expected.Inputs, expected.Targets, Numbers.To<T>(expected.InitialState), workspace);
        rnn.Backward(workspace, gradients);

        Numbers.ShouldBeClose(gradients, expected.Gradients, Numbers.Tolerance<T>(), relative: true, "gradient of");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_agrees_with_PyTorch_stream_by_stream(string name)
    {
        GradientCase expected = GradientsFixture.Case(name);
        Rnn<T> rnn = expected.Network<T>();
        var logits = new T[expected.K];
        double scale = Math.Max(1, expected.CharacterLosses.Max());

        for (int stream = 0; stream < expected.Batch; stream++)
        {
            T[] state = Numbers.To<T>(expected.InitialState.AsSpan(stream * expected.M, expected.M));
            for (int t = 0; t < expected.Tau; t++)
            {
                int n = (t * expected.Batch) + stream;
                rnn.Step(expected.Inputs[n], state, logits);
                LogSumExpLoss(logits, expected.Targets[n])
                    .Should().BeApproximately(expected.CharacterLosses[n], Numbers.Tolerance<T>() * scale);
            }

            Numbers.ShouldBeClose<T>(state, expected.FinalState.AsSpan(stream * expected.M, expected.M), Numbers.Tolerance<T>(), "state");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_in_pieces_carries_the_state_over(string name)
    {
        GradientCase expected = GradientsFixture.Case(name);
        Rnn<T> rnn = expected.Network<T>();
        RnnWorkspace<T> workspace = expected.Workspace<T>();
        T[] state = Numbers.To<T>(expected.InitialState);
        int cut = expected.Tau / 2 * expected.Batch;
        double loss = 0;

        foreach (Range piece in new[] { ..cut, cut.. })
        {
            if (expected.Inputs[piece].Length > 0)
            {
                loss += Numbers.ToDouble(rnn.Forward(expected.Inputs[piece], expected.Targets[piece], state, workspace));
            }
        }

        loss.Should().BeApproximately(expected.Loss, Numbers.Tolerance<T>() * expected.Loss);
        Numbers.ShouldBeClose<T>(state, expected.FinalState, Numbers.Tolerance<T>(), "state");
    }

    [Fact]
    public void A_used_workspace_and_used_gradients_give_the_same_bits_as_new_ones()
    {
        RnnParameters<T> parameters = Networks.Random<T>(11, 19, seed: 1, standardDeviation: 0.5);
        var rnn = new Rnn<T>(parameters);
        var usedWorkspace = new RnnWorkspace<T>(parameters.Architecture, 9, 2);
        var usedGradients = new RnnParameters<T>(parameters.Architecture);
        var random = new Random(4);

        // Windows of every length, long and short in turn, each with other characters.
        foreach (int steps in new[] { 9, 1, 7, 2, 9, 3 })
        {
            int[] inputs = RandomIndexes(random, steps * 2, 11), targets = RandomIndexes(random, steps * 2, 11);
            var workspace = new RnnWorkspace<T>(parameters.Architecture, 9, 2);
            var gradients = new RnnParameters<T>(parameters.Architecture);

            T expected = rnn.Forward(inputs, targets, new T[38], workspace);
            rnn.Backward(workspace, gradients);
            T actual = rnn.Forward(inputs, targets, new T[38], usedWorkspace);
            rnn.Backward(usedWorkspace, usedGradients);

            actual.Should().Be(expected);
            foreach ((ParameterBlock<T> used, ParameterBlock<T> fresh) in usedGradients.Blocks.Zip(gradients.Blocks))
            {
                Numbers.SameBits<T>(used.Elements, fresh.Elements).Should().BeTrue("{0} at {1} steps", used.Name, steps);
            }
        }
    }

    [Fact]
    public void Backward_overwrites_whatever_was_written_into_the_gradients()
    {
        GradientCase expected = GradientsFixture.Case("absent character");
        Rnn<T> rnn = expected.Network<T>();
        RnnWorkspace<T> workspace = expected.Workspace<T>();
        var gradients = new RnnParameters<T>(expected.Architecture);
        rnn.Forward(expected.Inputs, expected.Targets, Numbers.To<T>(expected.InitialState), workspace);
        rnn.Backward(workspace, gradients);

        foreach (ParameterBlock<T> block in gradients.Blocks)
        {
            block.AsMatrix().MapInplace(_ => T.CreateChecked(1000), MathNet.Numerics.LinearAlgebra.Zeros.Include);
        }

        rnn.Backward(workspace, gradients);

        Numbers.ShouldBeClose(gradients, expected.Gradients, Numbers.Tolerance<T>(), relative: true, "gradient of");
        Numbers.ShouldBeZero(gradients.InputWeights.Column(3), "the column of the absent character");
    }

    [Fact]
    public void Backward_again_gives_the_same_bits()
    {
        GradientCase @case = GradientsFixture.Case("four streams");
        Rnn<T> rnn = @case.Network<T>();
        RnnWorkspace<T> workspace = @case.Workspace<T>();
        RnnParameters<T> first = new(@case.Architecture), second = new(@case.Architecture);
        rnn.Forward(@case.Inputs, @case.Targets, Numbers.To<T>(@case.InitialState), workspace);

        rnn.Backward(workspace, first);
        rnn.Backward(workspace, second);

        Numbers.ShouldBeSame(second, first, "the gradient");
    }

    [Fact]
    public void Forward_Backward_and_Step_allocate_nothing()
    {
        GradientCase @case = GradientsFixture.Case("four streams");
        Rnn<T> rnn = @case.Network<T>();
        var workspace = new RnnWorkspace<T>(@case.Architecture, @case.Tau, @case.Batch, threadCount: 1);
        var gradients = new RnnParameters<T>(@case.Architecture);
        T[] state = Numbers.To<T>(@case.InitialState), logits = new T[@case.K];

        long allocated = Allocations.Of(() =>
        {
            rnn.Forward(@case.Inputs, @case.Targets, state, workspace);
            rnn.Backward(workspace, gradients);
            rnn.Step(1, state.AsSpan(0, @case.M), logits);
        });

        allocated.Should().Be(0);
    }

    [Fact]
    public void Step_works_with_more_units_than_fit_on_the_stack()
    {
        const int M = 1500;
        RnnParameters<T> parameters = Networks.Random<T>(3, M, seed: 1, standardDeviation: 0.02);
        var rnn = new Rnn<T>(parameters);
        var workspace = new RnnWorkspace<T>(parameters.Architecture, 2);
        T[] stepped = new T[M], state = new T[M], logits = new T[3];

        rnn.Forward([2, 1], [0, 2], state, workspace);
        rnn.Step(2, stepped, logits);
        rnn.Step(1, stepped, logits);

        Numbers.ShouldBeClose<T>(stepped, [.. state.Select(Numbers.ToDouble)], Numbers.Tolerance<T>(), "state");
        LogSumExpLoss(logits, 2).Should().BeApproximately(Numbers.ToDouble(workspace.Losses[1]), Numbers.Tolerance<T>());
    }

    [Fact]
    public void StateSize_is_the_number_of_hidden_units()
        => new Rnn<T>(Networks.Random<T>(3, 5, seed: 1)).StateSize.Should().Be(5);

    [Fact]
    public void Rnn_keeps_the_parameters_it_is_given()
    {
        RnnParameters<T> parameters = Networks.Random<T>(3, 5, seed: 1);

        new Rnn<T>(parameters).Parameters.Should().BeSameAs(parameters);
    }

    private static int[] RandomIndexes(Random random, int count, int k) => [.. Enumerable.Range(0, count).Select(_ => random.Next(k))];

    /// <summary>ln Σ exp(o − o[target]), the shift being the largest logit.</summary>
    private static double LogSumExpLoss(T[] logits, int target)
    {
        double[] o = [.. logits.Select(Numbers.ToDouble)];
        return Math.Log(o.Sum(value => Math.Exp(value - o.Max()))) + o.Max() - o[target];
    }
}

public sealed class RnnTestsDouble : RnnTests<double>;

public sealed class RnnTestsSingle : RnnTests<float>;
