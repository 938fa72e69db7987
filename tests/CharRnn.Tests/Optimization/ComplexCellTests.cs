using System.Numerics;
using CharRnn.Optimization;
using CharRnn.Optimization.Derivatives;
using CharRnn.Tests.Fixtures;

namespace CharRnn.Tests.Optimization;

/// <summary>The equations behind every gradient check: compared with calculations by hand and with PyTorch.</summary>
public class ComplexCellTests
{
    private static readonly double _ln3 = Math.Log(3);

    public static TheoryData<string> Cases => CellsFixture.Names;

    /// <summary>tanh(½ ln 3) = (3 − 1) / (3 + 1) = 1/2.</summary>
    [Fact]
    public void Step_tanh_by_hand()
    {
        Complex[] state = [-1];

        ComplexCell.Step(RnnCell.Tanh, [_ln3], [-_ln3 / 2], state);

        ShouldBe(state[0], 1 / 2.0);
    }

    /// <summary>
    /// r = σ(ln 3) = 3/4, z = σ(−ln 3) = 1/4. n = tanh(¼ ln 3 + ¾ · ⅓ ln 3) = tanh(½ ln 3) = 1/2.
    /// h = (1 − ¼) · ½ + ¼ · (−½) = 1/4.
    /// </summary>
    [Fact]
    public void Step_GRU_by_hand()
    {
        Complex[] state = [-1 / 2.0];

        ComplexCell.Step(RnnCell.Gru, [2 * _ln3, -3 * _ln3, _ln3 / 4], [-_ln3, 2 * _ln3, _ln3 / 3], state);

        ShouldBe(state[0], 1 / 4.0);
    }

    /// <summary>
    /// i = σ(ln 3) = 3/4, f = σ(−ln 3) = 1/4, g = tanh(½ ln 3) = 1/2, o = σ(ln 7) = 7/8.
    /// c = ¼ · (2 ln 3 − 3/2) + ¾ · ½ = ½ ln 3, so tanh(c) = 1/2 and h = 7/16.
    /// </summary>
    [Fact]
    public void Step_LSTM_by_hand()
    {
        Complex[] state = [-1, (2 * _ln3) - (3 / 2.0)];

        ComplexCell.Step(RnnCell.Lstm, [2 * _ln3, -3 * _ln3, _ln3, 0], [-_ln3, 2 * _ln3, -_ln3 / 2, Math.Log(7)], state);

        ShouldBe(state[0], 7 / 16.0);
        ShouldBe(state[1], _ln3 / 2);
    }

    /// <summary>e^1000 is infinite. A closed gate lets h pass, an open one n = tanh(½ ln 3) = 1/2; no derivative is NaN.</summary>
    [Theory]
    [InlineData(1000, -1 / 4.0)]
    [InlineData(-1000, 1 / 2.0)]
    public void Step_GRU_with_gates_that_are_shut_or_open_is_finite(double sum, double expected)
    {
        Complex[] state = [-1 / 4.0];

        ComplexCell.Step(RnnCell.Gru, [sum, new Complex(sum, 1e-20), _ln3 / 2], [0, 0, 0], state);

        state[0].Real.Should().BeApproximately(expected, 1e-15);
        state[0].Imaginary.Should().BeApproximately(0, 1e-15);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_and_last_state_are_PyTorchs(string name)
    {
        CellCase expected = CellsFixture.Case(name);
        var pass = new ComplexForwardPass(expected.Window);

        Complex loss = pass.Loss();

        loss.Real.Should().BeApproximately(expected.Loss, 1e-13 * expected.Loss);
        int size = expected.FinalState.Length / expected.Batch / expected.Layers;
        for (int stream = 0; stream < expected.Batch; stream++)
        {
            for (int layer = 0; layer < expected.Layers; layer++)
            {
                double[] state = [.. pass.Layers[layer].StateAfter(expected.Inputs.Length - expected.Batch + stream).ToArray().Select(value => value.Real)];
                Numbers.ShouldBeClose<double>(state, expected.FinalState.AsSpan(((stream * expected.Layers) + layer) * size, size), 1e-14, "state");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_by_the_complex_step_is_PyTorchs(string name)
    {
        CellCase expected = CellsFixture.Case(name);
        var options = new NumericalGradientOptions { ThreadCount = 1 };
        foreach (bool exploitStructure in new[] { true, false })
        {
            NumericalGradientEstimate estimate = NumericalGradient.Run(
                expected.Window, GradientCoordinates.All(expected.Window.Parameters), options with { ExploitStructure = exploitStructure });
            Numbers.ShouldBeClose(estimate.Gradients, expected.Gradients, 1e-14, relative: true, $"gradient, structure {exploitStructure}, of");
        }
    }

    private static void ShouldBe(Complex value, double expected)
    {
        value.Real.Should().BeApproximately(expected, 1e-15);
        value.Imaginary.Should().Be(0);
    }
}
