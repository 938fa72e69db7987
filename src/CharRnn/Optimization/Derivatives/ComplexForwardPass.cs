using System.Numerics;

namespace CharRnn.Optimization.Derivatives;

/// <summary>Equations (1) to (5) of docs/bptt.md in complex arithmetic, written as they stand there. For proof, not for speed.</summary>
/// <remarks>
/// It shares no code with the network's own forward pass: no kernels, no packed matrices, no fused sums. The functions
/// used are analytic, so L(θ + i·s·v) = L(θ) + i·s·∂L/∂v − O(s²): the imaginary part over s is the derivative along v,
/// free of cancellation. The shift of the softmax is the largest <em>real part</em>, a constant that drops out of (4) and (5).
/// </remarks>
internal sealed class ComplexForwardPass
{
    private readonly GradientWindow _window;
    private readonly int _m;
    private readonly int _k;
    private readonly Complex[][] _blocks;
    private readonly Complex[] _exponentials;

    internal ComplexForwardPass(GradientWindow window)
    {
        _window = window;
        (_m, _k) = (window.Parameters.Architecture.HiddenSize, window.Parameters.Architecture.VocabularySize);
        _blocks = [.. window.Parameters.Blocks.Select(static block => Array.ConvertAll(block.Elements.ToArray(), static value => new Complex(value, 0)))];
        _exponentials = new Complex[_k];
        Sums = new Complex[_m * window.Inputs.Length];
        Hidden = new Complex[_m * (window.Inputs.Length + window.BatchSize)];
        Logits = new Complex[_k * window.Inputs.Length];
    }

    /// <summary>a of every position, m × τB.</summary>
    internal Complex[] Sums { get; }

    /// <summary>h before the window and of every position, m × (τ + 1)B.</summary>
    internal Complex[] Hidden { get; }

    /// <summary>o of every position, K × τB.</summary>
    internal Complex[] Logits { get; }

    /// <summary>Sets the imaginary part of one parameter.</summary>
    internal void SetImaginary(int block, int index, double value) => _blocks[block][index] = new Complex(_blocks[block][index].Real, value);

    /// <summary>L, summed over steps and streams.</summary>
    internal Complex Loss()
    {
        Complex[] w = _blocks[1], v = _blocks[2], c = _blocks[4];
        int batch = _window.BatchSize;
        for (int i = 0; i < _window.State.Length; i++)
        {
            Hidden[i] = _window.State[i];
        }

        Complex loss = Complex.Zero;
        for (int n = 0; n < _window.Inputs.Length; n++)
        {
            Span<Complex> a = Sums.AsSpan(n * _m, _m), h = Hidden.AsSpan((n + batch) * _m, _m), o = Logits.AsSpan(n * _k, _k);
            ReadOnlySpan<Complex> before = Hidden.AsSpan(n * _m, _m);
            for (int i = 0; i < _m; i++)
            {
                a[i] = InputOf(i, _window.Inputs[n]);
                for (int j = 0; j < _m; j++)
                {
                    a[i] += w[i + (j * _m)] * before[j];
                }

                h[i] = Complex.Tanh(a[i]);
            }

            for (int k = 0; k < _k; k++)
            {
                o[k] = c[k];
                for (int j = 0; j < _m; j++)
                {
                    o[k] += v[k + (j * _k)] * h[j];
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

    /// <summary>Row i of U x + b.</summary>
    private Complex InputOf(int i, int input) => _blocks[0][i + (input * _m)] + _blocks[3][i];
}
