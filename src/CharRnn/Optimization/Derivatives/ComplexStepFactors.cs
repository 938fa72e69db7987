using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Network;

namespace CharRnn.Optimization.Derivatives;

/// <summary>
/// The real parts of a window and the factors that multiply imaginary parts in it. They are computed once, each factor by a complex step, and
/// then only read, by all threads.
/// </summary>
/// <remarks>
/// The inputs of a cell are its <em>parts</em> and its state. The parts are the sums of the gates, U x + b + W h₋. A cell that keeps W h₋ + d of its
/// last gate separate has one more part for it, at the end; the sum of the gate itself is then U x + b alone.
/// </remarks>
internal sealed class ComplexStepFactors
{
    private readonly int _m;
    private readonly CellShape _shape;
    private readonly bool[] _acts;

    internal ComplexStepFactors(GradientWindow window, double step)
    {
        RnnArchitecture architecture = window.Parameters.Architecture;
        Window = window;
        _m = architecture.HiddenSize;
        _shape = CellShape.Of(architecture.Cell);
        PartCount = _shape.GateCount + (_shape.HasRecurrentBias ? 1 : 0);
        var pass = new ComplexForwardPass(window);
        pass.Loss();
        LossPerLogit = DifferentiateLoss(pass, step);
        LossPerHidden = MultiplyByTransposedV();
        _acts = new bool[StateCount * InputCount];
        Layers = [.. pass.Layers.Select((layer, number) => CreateLayer(layer, window.Parameters.Layers[number], number, step))];
    }

    internal GradientWindow Window { get; }

    /// <summary>The number of sums per hidden unit.</summary>
    internal int PartCount { get; }

    /// <summary>S.</summary>
    internal int StateCount => _shape.StateCount;

    internal LayerFactors[] Layers { get; }

    /// <summary>∂L/∂o, K × τB.</summary>
    internal double[] LossPerLogit { get; }

    /// <summary>∂L/∂h of the last layer through the logits of the same position, m × τB. o is linear in h, with the matrix V.</summary>
    internal double[] LossPerHidden { get; }

    private int InputCount => PartCount + StateCount;

    /// <summary>Whether element o of the state depends on input q: a part or, for larger q, an element of the previous state.</summary>
    internal bool Acts(int o, int q) => _acts[(o * InputCount) + q];

    /// <summary>The sum to which a row of an array contributes.</summary>
    internal int SumOf(ParameterRole role, int row)
    {
        int lastGate = (_shape.GateCount - 1) * _m;
        return role switch
        {
            ParameterRole.RecurrentBias => row + lastGate + _m,
            ParameterRole.RecurrentWeights when _shape.HasRecurrentBias && row >= lastGate => row + _m,
            _ => row,
        };
    }

    private LayerFactors CreateLayer(ComplexLayer layer, RnnLayerParameters<double> parameters, int number, double step) => new()
    {
        HiddenSize = _m,
        InputCount = InputCount,
        StateCount = StateCount,
        BatchSize = Window.BatchSize,
        States = Array.ConvertAll(layer.States, static value => value.Real),
        Factors = DifferentiateCell(layer, step),
        W = Pack(parameters.W, ParameterRole.RecurrentWeights),
        U = number == 0 ? null : Pack(parameters.U, ParameterRole.InputWeights),
    };

    /// <summary>A matrix with its rows moved to the sums to which they contribute; the other rows are zero.</summary>
    private PackedMatrix<double> Pack(ParameterBlock<double> block, ParameterRole role)
    {
        int rows = PartCount * _m;
        var spread = new double[rows * _m];
        for (int i = 0; i < block.RowCount; i++)
        {
            for (int j = 0; j < _m; j++)
            {
                spread[SumOf(role, i) + (j * rows)] = block.Elements[i + (j * block.RowCount)];
            }
        }

        var packed = new PackedMatrix<double>(rows, _m);
        packed.Pack(spread, rows, _m);
        return packed;
    }

    /// <summary>∂(element o of the state) / ∂(input q) for every unit and position: m numbers for each combination, ordered by position, then q, then o.</summary>
    private double[] DifferentiateCell(ComplexLayer layer, double step)
    {
        int gates = _shape.GateCount, positions = Window.Inputs.Length;
        var factors = new double[positions * StateCount * InputCount * _m];
        Complex[] read = new Complex[gates], recalled = new Complex[gates], state = new Complex[StateCount];
        for (int n = 0; n < positions; n++)
        {
            for (int unit = 0; unit < _m; unit++)
            {
                for (int q = 0; q < InputCount; q++)
                {
                    for (int g = 0; g < gates; g++)
                    {
                        int at = (((n * gates) + g) * _m) + unit;
                        read[g] = new Complex(layer.Read[at].Real, g == q ? step : 0);
                        recalled[g] = new Complex(layer.Recalled[at].Real, g == gates - 1 && q == gates && PartCount > gates ? step : 0);
                    }

                    for (int s = 0; s < StateCount; s++)
                    {
                        state[s] = new Complex(layer.StateBefore(n)[(s * _m) + unit].Real, q == PartCount + s ? step : 0);
                    }

                    ComplexCell.Step(Window.Parameters.Architecture.Cell, read, recalled, state);
                    for (int o = 0; o < StateCount; o++)
                    {
                        double factor = state[o].Imaginary / step;
                        factors[(((((n * StateCount) + o) * InputCount) + q) * _m) + unit] = factor;
                        _acts[(o * InputCount) + q] |= factor != 0;
                    }
                }
            }
        }

        return factors;
    }

    private double[] DifferentiateLoss(ComplexForwardPass pass, double step)
    {
        int k = Window.Parameters.Architecture.VocabularySize;
        var result = new double[pass.Logits.Length];
        for (int n = 0; n < Window.Inputs.Length; n++)
        {
            Span<Complex> logits = pass.Logits.AsSpan(n * k, k);
            for (int row = 0; row < k; row++)
            {
                Complex logit = logits[row];
                logits[row] = new Complex(logit.Real, step);
                result[(n * k) + row] = pass.CrossEntropy(logits, Window.Targets[n]).Imaginary / step;
                logits[row] = logit;
            }
        }

        return result;
    }

    private double[] MultiplyByTransposedV()
    {
        int k = Window.Parameters.Architecture.VocabularySize;
        ReadOnlySpan<double> v = Window.Parameters.V.Elements;
        var result = new double[_m * Window.Inputs.Length];
        for (int n = 0; n < Window.Inputs.Length; n++)
        {
            for (int j = 0; j < _m; j++)
            {
                for (int row = 0; row < k; row++)
                {
                    result[(n * _m) + j] += v[row + (j * k)] * LossPerLogit[(n * k) + row];
                }
            }
        }

        return result;
    }
}
