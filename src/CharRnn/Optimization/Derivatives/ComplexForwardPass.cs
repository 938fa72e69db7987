using System.Numerics;
using CharRnn.Network;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The loss of a window in complex arithmetic, for every cell and depth, written like the equations in the documentation. Meant to verify the gradients, not to be fast.</summary>
/// <remarks>
/// It shares no code with the network's own forward pass: no kernels, no packed matrices, no fused sums. The functions
/// used are analytic, so L(θ + i·s·v) = L(θ) + i·s·∂L/∂v − O(s²): the imaginary part divided by s is the derivative along v,
/// free of cancellation. The softmax subtracts the largest <em>real part</em>, a constant that cancels in (4) and (5).
/// </remarks>
internal sealed class ComplexForwardPass
{
    private readonly GradientWindow _window;
    private readonly int _m;
    private readonly int _k;
    private readonly RnnCell _cell;
    private readonly CellShape _shape;
    private readonly Complex[][] _blocks;
    private readonly Complex[] _v;
    private readonly Complex[] _c;
    private readonly Complex[] _exponentials;

    internal ComplexForwardPass(GradientWindow window)
    {
        RnnArchitecture architecture = window.Parameters.Architecture;
        _window = window;
        (_m, _k, _cell) = (architecture.HiddenSize, architecture.VocabularySize, architecture.Cell);
        _shape = CellShape.Of(_cell);
        _blocks = [.. window.Parameters.Blocks.Select(static block => Array.ConvertAll(block.Elements.ToArray(), static value => new Complex(value, 0)))];
        Layers = [.. Enumerable.Range(0, architecture.LayerCount).Select(CreateLayer)];
        _v = BlockOf(ParameterRole.OutputWeights, architecture.LayerCount - 1)!;
        _c = BlockOf(ParameterRole.OutputBias, architecture.LayerCount - 1)!;
        _exponentials = new Complex[_k];
        Logits = new Complex[_k * window.Inputs.Length];
    }

    /// <summary>The layers, starting with the one that reads characters.</summary>
    internal ComplexLayer[] Layers { get; }

    /// <summary>o at every position, K × τB.</summary>
    internal Complex[] Logits { get; }

    /// <summary>Sets the imaginary part of one parameter.</summary>
    internal void SetImaginary(int block, int index, double value) => _blocks[block][index] = new Complex(_blocks[block][index].Real, value);

    /// <summary>L, summed over steps and streams.</summary>
    internal Complex Loss()
    {
        SetInitialStates();
        Complex loss = Complex.Zero;
        for (int n = 0; n < _window.Inputs.Length; n++)
        {
            for (int layer = 0; layer < Layers.Length; layer++)
            {
                Step(layer, n);
            }

            ReadOnlySpan<Complex> h = Layers[^1].HiddenAfter(n);
            Span<Complex> o = Logits.AsSpan(n * _k, _k);
            for (int k = 0; k < _k; k++)
            {
                o[k] = _c[k];
                for (int j = 0; j < _m; j++)
                {
                    o[k] += _v[k + (j * _k)] * Handed(Layers.Length - 1, n, j, h[j]);
                }
            }

            loss += CrossEntropy(o, _window.Targets[n]);
        }

        return loss;
    }

    /// <summary>logsumexp(o) − o[target], equation (5).</summary>
    internal Complex CrossEntropy(ReadOnlySpan<Complex> logits, int target)
    {
        double shift = double.NegativeInfinity;
        foreach (Complex logit in logits)
        {
            shift = Math.Max(shift, logit.Real);
        }

        Complex sum = Complex.Zero;
        for (int k = 0; k < logits.Length; k++)
        {
            _exponentials[k] = Complex.Exp(logits[k] - shift);
            sum += _exponentials[k];
        }

        return Complex.Log(sum) + (shift - logits[target]);
    }

    private ComplexLayer CreateLayer(int layer) => new()
    {
        U = BlockOf(ParameterRole.InputWeights, layer)!,
        W = BlockOf(ParameterRole.RecurrentWeights, layer)!,
        B = BlockOf(ParameterRole.Bias, layer)!,
        D = BlockOf(ParameterRole.RecurrentBias, layer),
        Read = new Complex[_shape.GateCount * _m * _window.Inputs.Length],
        Recalled = new Complex[_shape.GateCount * _m * _window.Inputs.Length],
        States = new Complex[_shape.StateCount * _m * (_window.Inputs.Length + _window.BatchSize)],
        HiddenSize = _m,
        StateCount = _shape.StateCount,
        BatchSize = _window.BatchSize,
    };

    private Complex[]? BlockOf(ParameterRole role, int layer)
        => _window.Parameters.Blocks.ToList().FindIndex(block => block.Entry.Role == role && block.Entry.Layer == layer) is >= 0 and var index ? _blocks[index] : null;

    private void SetInitialStates()
    {
        int size = _shape.StateCount * _m;
        for (int stream = 0; stream < _window.BatchSize; stream++)
        {
            for (int layer = 0; layer < Layers.Length; layer++)
            {
                for (int i = 0; i < size; i++)
                {
                    Layers[layer].States[(stream * size) + i] = _window.State[(((stream * Layers.Length) + layer) * size) + i];
                }
            }
        }
    }

    /// <summary>Equation (1) or (22) and then the cell, for one layer at one position.</summary>
    private void Step(int number, int n)
    {
        ComplexLayer layer = Layers[number];
        int rows = _shape.GateCount * _m;
        Span<Complex> read = layer.Read.AsSpan(n * rows, rows), recalled = layer.Recalled.AsSpan(n * rows, rows);
        ReadOnlySpan<Complex> before = layer.StateBefore(n);
        for (int row = 0; row < rows; row++)
        {
            read[row] = layer.B[row] + InputOf(number, n, row);
            recalled[row] = layer.D is { } d && row >= rows - _m ? d[row - rows + _m] : 0;
            for (int j = 0; j < _m; j++)
            {
                recalled[row] += layer.W[row + (j * rows)] * before[j];
            }
        }

        Span<Complex> after = layer.StateAfter(n), gatesRead = new Complex[_shape.GateCount], gatesRecalled = new Complex[_shape.GateCount], state = new Complex[_shape.StateCount];
        for (int i = 0; i < _m; i++)
        {
            Pick(read, i, gatesRead);
            Pick(recalled, i, gatesRecalled);
            Pick(before, i, state);
            ComplexCell.Step(_cell, gatesRead, gatesRecalled, state);
            for (int s = 0; s < state.Length; s++)
            {
                after[(s * _m) + i] = state[s];
            }
        }
    }

    /// <summary>The values of one hidden unit: one from each gate, or h and c.</summary>
    private void Pick(ReadOnlySpan<Complex> source, int unit, Span<Complex> numbers)
    {
        for (int g = 0; g < numbers.Length; g++)
        {
            numbers[g] = source[(g * _m) + unit];
        }
    }

    /// <summary>Row <paramref name="row"/> of U x: an element of a column of U in the first layer, a product with h of the layer below in the others.</summary>
    private Complex InputOf(int number, int n, int row)
    {
        Complex[] u = Layers[number].U;
        int rows = _shape.GateCount * _m;
        if (number == 0)
        {
            return u[row + (_window.Inputs[n] * rows)];
        }

        ReadOnlySpan<Complex> below = Layers[number - 1].HiddenAfter(n);
        Complex sum = Complex.Zero;
        for (int j = 0; j < _m; j++)
        {
            sum += u[row + (j * rows)] * Handed(number - 1, n, j, below[j]);
        }

        return sum;
    }

    /// <summary>The output of a layer: h or, with dropout, h times 0 or 1/(1 − p).</summary>
    private Complex Handed(int layer, int n, int unit, Complex h) => _window.DropoutFactor is { } factor ? h * factor(layer, n, unit) : h;
}
