using CharRnn.Optimization;
using CharRnn.Optimization.Derivatives;

namespace CharRnn.Tests.Optimization;

/// <summary>Tests the test: a deliberately wrong term in the derivative of each gate must be found.</summary>
/// <remarks>
/// Every character is read once, so column x_t of dU is da_t. A wrong term multiplies the gradient of one gate at one step by what a
/// wrong derivative has and the right one has not.
/// </remarks>
public class WrongGateTests
{
    private const int K = 8;
    private const int M = 6;
    private static readonly int[] _inputs = [3, 0, 5, 2, 7];
    private static readonly int[] _targets = [0, 5, 2, 7, 1];

    /// <summary>What one hidden unit has at one step: its gates in order, its states before and after, q of a GRU.</summary>
    private delegate double WrongOverRight(double[] gates, double[] before, double[] after, double q);

    private static readonly Dictionary<string, (RnnCell Cell, int Gate, WrongOverRight Factor)> _mistakes = new()
    {
        ["LSTM i: without the derivative of the sigmoid"] = (RnnCell.Lstm, 0, (gates, _, _, _) => 1 / (gates[0] * (1 - gates[0]))),
        ["LSTM i: times c instead of g"] = (RnnCell.Lstm, 0, (gates, _, after, _) => after[1] / gates[2]),
        ["LSTM f: times c after the step"] = (RnnCell.Lstm, 1, (_, before, after, _) => after[1] / before[1]),
        ["LSTM g: without i"] = (RnnCell.Lstm, 2, (gates, _, _, _) => 1 / gates[0]),
        ["LSTM g: derivative of the sigmoid"] = (RnnCell.Lstm, 2, (gates, _, _, _) => gates[2] * (1 - gates[2]) / (1 - (gates[2] * gates[2]))),
        ["LSTM o: times c instead of its tanh"] = (RnnCell.Lstm, 3, (_, _, after, _) => after[1] / Math.Tanh(after[1])),
        ["GRU r: without q"] = (RnnCell.Gru, 0, (_, _, _, q) => 1 / q),
        ["GRU r: times z(1 − z)"] = (RnnCell.Gru, 0, (gates, _, _, _) => gates[1] * (1 - gates[1]) / (gates[0] * (1 - gates[0]))),
        ["GRU z: the wrong way round"] = (RnnCell.Gru, 1, (_, _, _, _) => -1),
        ["GRU z: times h instead of the difference"] = (RnnCell.Gru, 1, (gates, before, _, _) => before[0] / (before[0] - gates[2])),
        ["GRU n: z instead of 1 − z"] = (RnnCell.Gru, 2, (gates, _, _, _) => gates[1] / (1 - gates[1])),
        ["GRU n: without the derivative of tanh"] = (RnnCell.Gru, 2, (gates, _, _, _) => 1 / (1 - (gates[2] * gates[2]))),
        ["tanh: 1 − h instead of 1 − h²"] = (RnnCell.Tanh, 0, (gates, _, _, _) => 1 / (1 + gates[0])),
    };

    public static TheoryData<string> Mistakes => [.. _mistakes.Keys];

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void EnsureWithin_wrong_term_of_a_gate_is_caught(string name)
    {
        (RnnCell cell, int gate, WrongOverRight factor) = _mistakes[name];
        RnnParameters<double> parameters = Parameters(cell);
        RnnParameters<double> gradients = Backpropagate(parameters);
        NumericalGradientEstimate numerical = NumericalGradient.Estimate(new Rnn<double>(parameters), _inputs, _targets);
        GradientCheck.Compare(gradients, numerical).EnsureWithin(1e-14);
        const int Step = 3, Unit = 2;
        (double[] gates, double[] before, double[] after, double q) = At(parameters, Step, Unit);
        int row = (gate * M) + Unit;
        double right = gradients.InputWeights[row, _inputs[Step]], wrong = right * factor(gates, before, after, q);
        right.Should().NotBe(0);

        // In dU, and so in db, at this step alone.
        gradients.InputWeights[row, _inputs[Step]] = wrong;
        gradients.HiddenBias[row] += wrong - right;

        Action check = () => GradientCheck.Compare(gradients, numerical).EnsureWithin(1e-12);
        GradientCheckException exception = check.Should().Throw<GradientCheckException>().Which;
        exception.Blocks.Select(block => block.Name).Should().Equal("U", "b");
        exception.Message.Should().Contain($"gradient of U is wrong at row {row}, column {_inputs[Step]}:");
    }

    [Fact]
    public void EnsureWithin_bias_of_the_reset_without_the_reset_is_caught()
    {
        RnnParameters<double> parameters = Parameters(RnnCell.Gru), gradients = Backpropagate(parameters);
        NumericalGradientEstimate numerical = NumericalGradient.Estimate(new Rnn<double>(parameters), _inputs, _targets);

        // dd = Σ da of n, without the factor r.
        gradients.HiddenBias.SubVector(2 * M, M).CopySubVectorTo(gradients.Layers[0].RecurrentBias!, 0, 0, M);

        Action check = () => GradientCheck.Compare(gradients, numerical).EnsureWithin(1e-12);
        check.Should().Throw<GradientCheckException>().Which.Blocks.Should().ContainSingle().Which.Name.Should().Be("d");
    }

    private static RnnParameters<double> Parameters(RnnCell cell)
        => Networks.Uniform<double>(Networks.Architecture(K, M, cell, 1), new Random(5), 0.5);

    private static RnnParameters<double> Backpropagate(RnnParameters<double> parameters)
    {
        var workspace = new RnnWorkspace<double>(parameters.Architecture, _inputs.Length);
        var gradients = new RnnParameters<double>(parameters.Architecture);
        var rnn = new Rnn<double>(parameters);
        rnn.Forward(_inputs, _targets, new double[rnn.StateSize], workspace);
        rnn.Backward(workspace, gradients);
        return gradients;
    }

    /// <summary>Gates, states and q of one hidden unit at one step, from the equations of the documentation.</summary>
    private static (double[] Gates, double[] Before, double[] After, double Q) At(RnnParameters<double> parameters, int step, int unit)
    {
        RnnCell cell = parameters.Architecture.Cell;
        var pass = new ComplexForwardPass(new GradientWindow(parameters, _inputs, _targets, new double[parameters.Architecture.StateSize]));
        pass.Loss();
        ComplexLayer layer = pass.Layers[0];
        int count = parameters.Layers[0].Bias.Count / M;
        double[] read = [.. Enumerable.Range(0, count).Select(gate => layer.Read[(((step * count) + gate) * M) + unit].Real)];
        double[] recalled = [.. Enumerable.Range(0, count).Select(gate => layer.Recalled[(((step * count) + gate) * M) + unit].Real)];
        double[] sums = [.. read.Zip(recalled, (a, b) => a + b)];
        double q = recalled[^1], r = Sigmoid(sums[0]);
        double[] gates = cell switch
        {
            RnnCell.Gru => [r, Sigmoid(sums[1]), Math.Tanh(read[2] + (r * q))],
            RnnCell.Lstm => [r, Sigmoid(sums[1]), Math.Tanh(sums[2]), Sigmoid(sums[3])],
            _ => [Math.Tanh(sums[0])],
        };
        return (gates, States(layer.StateBefore(step)), States(layer.StateAfter(step)), q);

        double[] States(Span<System.Numerics.Complex> state)
        {
            var values = new double[state.Length / M];
            for (int s = 0; s < values.Length; s++)
            {
                values[s] = state[(s * M) + unit].Real;
            }

            return values;
        }
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
