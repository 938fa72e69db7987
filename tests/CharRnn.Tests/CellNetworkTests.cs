using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests;

/// <summary>Every cell with one to three layers, one and three streams, against automatic differentiation in PyTorch.</summary>
public abstract class CellNetworkTests<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static TheoryData<string> Cases => CellsFixture.Names;

    public static TheoryData<string> TrainedCases => CellsFixture.TrainedNames;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_and_Backward_are_PyTorchs(string name)
    {
        CellCase expected = CellsFixture.Case(name);
        var rnn = new Rnn<T>(expected.ToParameters<T>());
        foreach (int threads in new[] { 1, 3 })
        {
            var workspace = new RnnWorkspace<T>(expected.Architecture, expected.Tau, expected.Batch, threads);
            var gradients = new RnnParameters<T>(expected.Architecture);
            T[] state = Numbers.To<T>(expected.InitialState);

            double loss = double.CreateTruncating(rnn.Forward(expected.Inputs, expected.Targets, state, workspace));
            rnn.Backward(workspace, gradients);

            double tolerance = Numbers.Choose<T>(1e-12, 1e-5);
            loss.Should().BeApproximately(expected.Loss, tolerance * expected.Loss);
            Numbers.ShouldBeClose<T>(workspace.Losses, expected.CharacterLosses, tolerance * expected.CharacterLosses.Max(), "loss");
            Numbers.ShouldBeClose<T>(state, expected.FinalState, tolerance, "state");
            Numbers.ShouldBeClose(gradients, expected.Gradients, tolerance, relative: true, "gradient of");
        }
    }

    /// <summary>The steps of one stream, one after another, compute the same as a window.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_after_step_ends_in_PyTorchs_state(string name)
    {
        CellCase expected = CellsFixture.Case(name);
        var rnn = new Rnn<T>(expected.ToParameters<T>());
        for (int stream = 0; stream < expected.Batch; stream++)
        {
            int size = rnn.StateSize;
            T[] state = Numbers.To<T>(expected.InitialState.AsSpan(stream * size, size)), logits = new T[expected.K];
            for (int t = 0; t < expected.Tau; t++)
            {
                rnn.Step(expected.Inputs[(t * expected.Batch) + stream], state, logits);
            }

            Numbers.ShouldBeClose<T>(state, expected.FinalState.AsSpan(stream * size, size), Numbers.Choose<T>(1e-12, 1e-5), "state");
            double[] wide = [.. logits.Select(double.CreateTruncating)];
            int last = ((expected.Tau - 1) * expected.Batch) + stream;
            double loss = Math.Log(wide.Sum(Math.Exp)) - wide[expected.Targets[last]];
            loss.Should().BeApproximately(expected.CharacterLosses[last], Numbers.Choose<T>(1e-12, 1e-5));
        }
    }

    [Theory]
    [MemberData(nameof(TrainedCases))]
    public void Ten_updates_of_Adam_are_PyTorchs(string name)
    {
        CellCase expected = CellsFixture.Case(name);
        Train(expected, expected.Adam!, new Adam<T>(expected.Architecture, learningRate: 0.01, epsilon: 1e-8));
    }

    [Theory]
    [MemberData(nameof(TrainedCases))]
    public void Ten_updates_of_AdaGrad_are_PyTorchs(string name)
    {
        CellCase expected = CellsFixture.Case(name);
        Train(expected, expected.AdaGrad!, new AdaGrad<T>(expected.Architecture, learningRate: 0.1, epsilon: 1e-8));
    }

    private static void Train(CellCase expected, CellUpdates updates, IOptimizer<T> optimizer)
    {
        var rnn = new Rnn<T>(expected.ToParameters<T>());
        var workspace = new RnnWorkspace<T>(expected.Architecture, expected.Tau, expected.Batch);
        var gradients = new RnnParameters<T>(expected.Architecture);
        foreach (double loss in updates.Losses)
        {
            double actual = double.CreateTruncating(rnn.Forward(expected.Inputs, expected.Targets, Numbers.To<T>(expected.InitialState), workspace));
            actual.Should().BeApproximately(loss, Numbers.Choose<T>(1e-11, 1e-4) * loss);
            rnn.Backward(workspace, gradients);
            optimizer.Apply(rnn.Parameters, gradients);
        }

        // Elements with a gradient near 0 are divided by its small root, which magnifies rounding errors.
        Numbers.ShouldBeClose(rnn.Parameters, updates.Parameters, Numbers.Choose<T>(1e-10, 1e-3), relative: false, "parameter of");
    }
}

public sealed class CellNetworkTestsDouble : CellNetworkTests<double>;

public sealed class CellNetworkTestsSingle : CellNetworkTests<float>;
