using CharRnn.Optimization;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn.Tests.Optimization;

/// <summary>Tests the test: common mistakes in backpropagation must be found.</summary>
public class WrongGradientTests
{
    private const int K = 8;
    private const int M = 6;

    // Every character is read once, so column x_t of dU is da_t, and nothing else.
    private static readonly int[] _inputs = [3, 0, 5, 2, 7];
    private static readonly int[] _targets = [0, 5, 2, 7, 1];
    private static readonly Rnn<double> _rnn = new(Networks.Random<double>(K, M, seed: 5, standardDeviation: 0.5));
    private static readonly NumericalGradientEstimate _numerical = NumericalGradient.Estimate(_rnn, _inputs, _targets);

    [Theory]
    [MemberData(nameof(Networks.BlocksOfEveryCell), MemberType = typeof(Networks))]
    public void EnsureWithin_one_wrong_element_is_named(RnnCell cell, int layers, string name)
    {
        var rnn = new Rnn<double>(Networks.Random<double>(K, M, seed: 5, standardDeviation: 0.5, cell, layers));
        NumericalGradientEstimate numerical = NumericalGradient.Estimate(rnn, _inputs, _targets);
        RnnParameters<double> gradients = Backpropagate(rnn).Gradients;
        ParameterBlock<double> block = gradients.Blocks.Single(b => b.Name == name);
        int index = block.Values.Length / 2, row = index % block.RowCount, column = index / block.RowCount;
        block.Values[index] += 1e-9;

        Action check = () => GradientCheck.Compare(gradients, numerical).EnsureWithin(1e-12);

        GradientCheckException exception = check.Should().Throw<GradientCheckException>().Which;
        exception.Message.Should().Contain($"gradient of {name} is wrong at row {row}, column {column}:");
        exception.Blocks.Should().ContainSingle().Which.Name.Should().Be(name);
    }

    [Fact]
    public void EnsureWithin_right_gradient_passes()
        => GradientCheck.Compare(Backpropagate().Gradients, _numerical).EnsureWithin(1e-12);

    [Fact]
    public void EnsureWithin_column_of_the_target_in_U_is_caught()
    {
        (RnnParameters<double> gradients, _) = Backpropagate();
        Matrix<double> wrong = Matrix<double>.Build.Dense(M, K);
        for (int t = 0; t < _inputs.Length; t++)
        {
            wrong.SetColumn(_targets[t], gradients.InputWeights.Column(_inputs[t]));
        }

        wrong.CopyTo(gradients.InputWeights);
        ShouldBeCaught(gradients, "U");
    }

    [Fact]
    public void EnsureWithin_state_after_the_step_in_W_is_caught()
    {
        (RnnParameters<double> gradients, RnnWorkspace<double> workspace) = Backpropagate();
        Matrix<double> hidden = workspace.CopyHiddenStates(), wrong = Matrix<double>.Build.Dense(M, M);
        for (int t = 0; t < _inputs.Length; t++)
        {
            wrong += gradients.InputWeights.Column(_inputs[t]).OuterProduct(hidden.Column(t));
        }

        wrong.CopyTo(gradients.RecurrentWeights);
        ShouldBeCaught(gradients, "W");
    }

    [Fact]
    public void EnsureWithin_state_before_the_step_in_V_is_caught()
    {
        (RnnParameters<double> gradients, RnnWorkspace<double> workspace) = Backpropagate();
        Matrix<double> hidden = workspace.CopyHiddenStates(), dO = workspace.CopyProbabilities(), wrong = Matrix<double>.Build.Dense(K, M);
        for (int t = 1; t < _inputs.Length; t++)
        {
            dO[_targets[t], t] -= 1;
            wrong += dO.Column(t).OuterProduct(hidden.Column(t - 1));
        }

        wrong.CopyTo(gradients.OutputWeights);
        ShouldBeCaught(gradients, "V");
    }

    [Fact]
    public void EnsureWithin_forgotten_step_in_b_is_caught()
    {
        (RnnParameters<double> gradients, _) = Backpropagate();
        gradients.HiddenBias.Subtract(gradients.InputWeights.Column(_inputs[0]), gradients.HiddenBias);
        ShouldBeCaught(gradients, "b");
    }

    [Fact]
    public void EnsureWithin_forgotten_target_in_c_is_caught()
    {
        (RnnParameters<double> gradients, _) = Backpropagate();
        gradients.OutputBias[_targets[^1]] += 1;
        ShouldBeCaught(gradients, "c");
    }

    [Fact]
    public void EnsureWithin_clipped_gradient_is_caught()
    {
        (RnnParameters<double> gradients, _) = Backpropagate();
        GradientClipping.ClipElements(gradients, 0.5);
        Action check = () => GradientCheck.Compare(gradients, _numerical).EnsureWithin(1e-12);
        check.Should().Throw<GradientCheckException>();
    }

    [Fact]
    public void RunAlongDirections_wrong_gradient_would_be_caught()
    {
        var report = new DirectionalCheckReport { Derivatives = [new(1, 1), new(2, 2.5), new(3, 3)], GradientNorm = 10 };
        Action check = () => report.EnsureWithin(1e-6);
        check.Should().Throw<GradientCheckException>().WithMessage("*worst of 3 directions*gives 2,*is 2.5.");
    }

    private static (RnnParameters<double> Gradients, RnnWorkspace<double> Workspace) Backpropagate() => Backpropagate(_rnn);

    private static (RnnParameters<double> Gradients, RnnWorkspace<double> Workspace) Backpropagate(Rnn<double> rnn)
    {
        var workspace = new RnnWorkspace<double>(rnn.Parameters.Architecture, _inputs.Length);
        var gradients = new RnnParameters<double>(rnn.Parameters.Architecture);
        rnn.Forward(_inputs, _targets, new double[rnn.StateSize], workspace);
        rnn.Backward(workspace, gradients);
        return (gradients, workspace);
    }

    private static void ShouldBeCaught(RnnParameters<double> gradients, string block)
    {
        Action check = () => GradientCheck.Compare(gradients, _numerical).EnsureWithin(1e-12);
        check.Should().Throw<GradientCheckException>().Which.Blocks.Should().ContainSingle().Which.Name.Should().Be(block);
    }
}
