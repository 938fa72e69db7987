using CharRnn.Optimization;
using CharRnn.Training;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn.Tests;

/// <summary>The statements of docs/interop.md about MathNet: live views in both directions, and operators that compute the same as the network.</summary>
public abstract class MathNetInteropTests<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private const int K = 7;
    private const int M = 9;
    private readonly RnnParameters<T> _parameters = Networks.Random<T>(K, M, seed: 5, standardDeviation: 0.5);

    [Fact]
    public void What_is_written_into_a_block_is_seen_by_a_view_that_was_taken_before()
    {
        Matrix<T> view = _parameters.OutputWeights;
        ParameterBlock<T> block = _parameters.Blocks.Single(one => one.Name == "V");

        block.Values[3 + (2 * K)] = T.CreateChecked(42);

        view[3, 2].Should().Be(T.CreateChecked(42));
        view.Column(2)[3].Should().Be(T.CreateChecked(42));
    }

    [Fact]
    public void What_training_changes_is_seen_by_views_that_were_taken_before()
    {
        (Matrix<T> u, Matrix<T> w, Matrix<T> v) = (_parameters.InputWeights, _parameters.RecurrentWeights, _parameters.OutputWeights);
        (Vector<T> b, Vector<T> c) = (_parameters.HiddenBias, _parameters.OutputBias);
        (Matrix<T> oldU, Matrix<T> oldW, Matrix<T> oldV, Vector<T> oldB, Vector<T> oldC) = (u.Clone(), w.Clone(), v.Clone(), b.Clone(), c.Clone());
        var model = new RnnModel<T>(Vocabulary.FromText("abcdefg"), _parameters);
        var trainer = new Trainer<T>(model, new AdaGrad<T>(_parameters.Architecture), new() { SequenceLength = 5 });

        trainer.Step([0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3]);

        u.Column(0).Should().NotEqual(oldU.Column(0));
        u.Column(6).Should().Equal(oldU.Column(6), "the window does not read character 6");
        w.Should().NotBe(oldW);
        v.Should().NotBe(oldV);
        b.Should().NotEqual(oldB);
        c.Should().NotEqual(oldC);
    }

    [Fact]
    public void What_MathNet_computes_in_place_changes_the_network()
    {
        T[] state = new T[M], logits = new T[K], doubled = new T[K];
        new Rnn<T>(_parameters).Step(2, state, logits);
        T two = T.CreateChecked(2);

        _parameters.OutputWeights.Multiply(two, _parameters.OutputWeights);
        _parameters.OutputBias.Multiply(two, _parameters.OutputBias);

        new Rnn<T>(_parameters).Step(2, new T[M], doubled);
        for (int k = 0; k < K; k++)
        {
            doubled[k].Should().Be(two * logits[k], "a factor of two rounds nothing");
        }
    }

    [Fact]
    public void Matrices_of_any_kind_are_copied_into_a_block_element_by_element()
    {
        Matrix<T> dense = Matrix<T>.Build.Dense(M, M, (i, j) => T.CreateChecked((10 * i) + j));
        Matrix<T> identity = Matrix<T>.Build.SparseIdentity(M);
        Vector<T> bias = Vector<T>.Build.Dense(M, i => T.CreateChecked(-i));

        dense.CopyTo(_parameters.RecurrentWeights);
        bias.CopyTo(_parameters.HiddenBias);
        _parameters.Blocks[1].Values[4 + (7 * M)].Should().Be(T.CreateChecked(47), "row 4, column 7");
        _parameters.Blocks[3].Values[8].Should().Be(T.CreateChecked(-8));

        identity.CopyTo(_parameters.RecurrentWeights);
        for (int n = 0; n < M * M; n++)
        {
            _parameters.Blocks[1].Values[n].Should().Be(n % (M + 1) == 0 ? T.One : T.Zero);
        }
    }

    [Fact]
    public void A_matrix_of_another_shape_is_refused_by_MathNet()
        => FluentActions.Invoking(() => Matrix<T>.Build.Dense(K, M).CopyTo(_parameters.RecurrentWeights)).Should().Throw<ArgumentException>();

    [Fact]
    public void Step_is_what_MathNets_operators_compute()
    {
        var random = new Random(3);
        T[] state = new T[M], logits = new T[K];
        Vector<T> h = Vector<T>.Build.Dense(M);
        for (int step = 0; step < 60; step++)
        {
            int character = random.Next(K);
            (h, Vector<T> o) = StepOfMathNet(h, character);

            new Rnn<T>(_parameters).Step(character, state, logits);

            ShouldBeClose(state, h, step);
            ShouldBeClose(logits, o, step);
        }
    }

    [Fact]
    public void Forward_is_what_MathNets_operators_compute()
    {
        int[] inputs = [0, 1, 2, 3, 4, 5, 6, 3, 3, 1], targets = [1, 2, 3, 4, 5, 6, 3, 3, 1, 0];
        var workspace = new RnnWorkspace<T>(_parameters.Architecture, inputs.Length);
        Vector<T> h = Vector<T>.Build.Dense(M, i => T.CreateChecked(0.1 * i));
        T[] state = h.ToArray();

        double loss = double.CreateChecked(new Rnn<T>(_parameters).Forward(inputs, targets, state, workspace));

        double expected = 0;
        for (int t = 0; t < inputs.Length; t++)
        {
            (h, Vector<T> o) = StepOfMathNet(h, inputs[t]);
            Vector<double> exponentials = Vector<double>.Build.DenseOfEnumerable(o.Select(value => double.CreateChecked(value))).PointwiseExp();
            Vector<double> p = exponentials / exponentials.Sum();
            expected -= Math.Log(p[targets[t]]);
            ShouldBeClose(workspace.GetHiddenState(t).ToArray(), h, t);
            ShouldBeClose(workspace.CopyProbabilities().Column(t).ToArray(), Vector<T>.Build.DenseOfEnumerable(p.Select(T.CreateChecked)), t);
        }

        loss.Should().BeApproximately(expected, inputs.Length * Tolerance);
        ShouldBeClose(state, h, inputs.Length);
    }

    [Fact]
    public void Gradient_of_V_is_the_product_of_the_matrices_that_the_workspace_hands_out()
    {
        int[] inputs = [0, 1, 2, 3, 4, 5], targets = [1, 2, 3, 4, 5, 6];
        var workspace = new RnnWorkspace<T>(_parameters.Architecture, inputs.Length);
        var rnn = new Rnn<T>(_parameters);
        var gradients = new RnnParameters<T>(_parameters.Architecture);
        rnn.Forward(inputs, targets, new T[M], workspace);
        Matrix<T> difference = workspace.CopyProbabilities();
        Matrix<T> hidden = workspace.CopyHiddenStates();
        for (int t = 0; t < targets.Length; t++)
        {
            difference[targets[t], t] -= T.One;
        }

        rnn.Backward(workspace, gradients);

        Matrix<T> expected = difference * hidden.Transpose();
        ShouldBeClose(gradients.Blocks[2].Values.ToArray(), Vector<T>.Build.Dense(expected.ToColumnMajorArray()), 0);
        ShouldBeClose(gradients.OutputBias.ToArray(), difference.RowSums(), 0);
    }

    private static double Tolerance => Numbers.Choose<T>(1e-13, 2e-5);

    /// <summary>Equations (1) to (3), with MathNet's operators alone.</summary>
    private (Vector<T> Hidden, Vector<T> Logits) StepOfMathNet(Vector<T> h, int character)
    {
        Vector<T> next = ((_parameters.RecurrentWeights * h) + _parameters.InputWeights.Column(character) + _parameters.HiddenBias).PointwiseTanh();
        return (next, (_parameters.OutputWeights * next) + _parameters.OutputBias);
    }

    private static void ShouldBeClose(T[] actual, Vector<T> expected, int step)
    {
        actual.Length.Should().Be(expected.Count);
        for (int i = 0; i < actual.Length; i++)
        {
            double.CreateChecked(actual[i]).Should().BeApproximately(double.CreateChecked(expected[i]), Tolerance, "element {0} at step {1}", i, step);
        }
    }
}

public sealed class MathNetInteropTestsDouble : MathNetInteropTests<double>;

public sealed class MathNetInteropTestsSingle : MathNetInteropTests<float>;
