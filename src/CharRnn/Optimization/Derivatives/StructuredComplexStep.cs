using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The complex step for many elements at once.</summary>
/// <remarks>
/// <para>With s = 1e-100 the real parts of all passes are the same numbers: a change of 1e-200 is beyond the last bit. And
/// an imaginary part passes through tanh or through the loss multiplied by a factor that depends on the real parts
/// alone. So there is one real pass, and each factor is computed once, itself as a complex step of the same complex
/// function that <see cref="ComplexForwardPass"/> uses: no rule of differentiation is put in by hand.</para>
/// <para>What is left for an element are imaginary parts that start where it acts and then run through W: of
/// <see cref="GradientWorker.Portion"/> elements side by side, as one matrix product per step.</para>
/// </remarks>
internal sealed class StructuredComplexStep : GradientWorker
{
    /// <summary>Up to here a step leaves the real parts alone, whatever the size of gradients; s² is what reaches them.</summary>
    internal const double LargestStep = 1e-30;

    private readonly Shared _shared;
    private readonly int _stride;
    private readonly int _batch;
    private readonly AlignedBuffer<double> _before;
    private readonly AlignedBuffer<double> _after;

    internal StructuredComplexStep(Shared shared)
    {
        _shared = shared;
        _stride = PackedMatrix<double>.PaddedRows(shared.Parameters.Architecture.HiddenSize);
        _batch = shared.Window.BatchSize;
        _before = new(_stride * Portion * _batch);
        _after = new(_stride * Portion * _batch);
    }

    internal override void Differentiate(int block, ReadOnlySpan<int> indexes, Span<double> gradients, Span<double> errors)
    {
        RnnParameters<double> parameters = _shared.Parameters;
        if (parameters.Blocks[block] == parameters.V || parameters.Blocks[block] == parameters.C)
        {
            DifferentiateOutput(parameters.Blocks[block] == parameters.V, indexes, gradients);
        }
        else
        {
            DifferentiateHidden(parameters.Blocks[block], indexes, gradients);
        }
    }

    /// <summary>V and c act on logits only: on logit k with h[j], or with 1.</summary>
    private void DifferentiateOutput(bool isWeight, ReadOnlySpan<int> indexes, Span<double> gradients)
    {
        int m = _shared.Parameters.Architecture.HiddenSize, rows = _shared.Parameters.Architecture.VocabularySize;
        foreach (int index in indexes)
        {
            int k = index % rows, j = index / rows;
            double sum = 0;
            for (int n = 0; n < _shared.Window.Inputs.Length; n++)
            {
                sum += _shared.LossPerLogit[(n * rows) + k] * (isWeight ? _shared.Hidden[((n + _batch) * m) + j] : 1);
            }

            gradients[index] = sum;
        }
    }

    private void DifferentiateHidden(ParameterBlock<double> block, ReadOnlySpan<int> indexes, Span<double> gradients)
    {
        int m = _shared.Parameters.Architecture.HiddenSize, columns = indexes.Length * _batch;
        Span<double> before = _before.Span[..(columns * _stride)], after = _after.Span[..(columns * _stride)];
        Span<double> sums = stackalloc double[Portion];
        sums.Clear();
        before.Clear();
        for (int t = 0; t < _shared.Window.StepCount; t++)
        {
            KernelSet<double>.Best.Multiply(
                _shared.W, 0, _shared.W.PanelCount, before, 1, _stride, after, _stride, _stride, columns, accumulate: false);
            for (int p = 0; p < indexes.Length; p++)
            {
                int row = indexes[p] % m, column = indexes[p] / m;
                for (int i = 0; i < _batch; i++)
                {
                    int n = (t * _batch) + i;
                    Span<double> tangent = after.Slice(((p * _batch) + i) * _stride, m);
                    tangent[row] += Factor(block, column, n);
                    sums[p] += PassTanh(n * m, tangent);
                }
            }

            Span<double> swap = before;
            before = after;
            after = swap;
        }

        for (int p = 0; p < indexes.Length; p++)
        {
            gradients[indexes[p]] = sums[p];
        }
    }

    /// <summary>What an element of U, W or b is multiplied by at a position, before it is added to a.</summary>
    private double Factor(ParameterBlock<double> block, int column, int n)
        => block == _shared.Parameters.W ? _shared.Hidden[(n * _shared.Parameters.Architecture.HiddenSize) + column]
            : block == _shared.Parameters.U && _shared.Window.Inputs[n] != column ? 0
            : 1;

    /// <summary>Turns the imaginary part of a into that of h; returns the imaginary part of the loss of this position.</summary>
    private double PassTanh(int at, Span<double> tangent)
    {
        ReadOnlySpan<double> slope = _shared.HiddenPerSum.AsSpan(at, tangent.Length), loss = _shared.LossPerHidden.AsSpan(at, tangent.Length);
        var sums = Vector<double>.Zero;
        int r = 0;
        for (; r <= tangent.Length - Vector<double>.Count; r += Vector<double>.Count)
        {
            Vector<double> passed = new Vector<double>(tangent[r..]) * new Vector<double>(slope[r..]);
            passed.CopyTo(tangent[r..]);
            sums += passed * new Vector<double>(loss[r..]);
        }

        double sum = Vector.Sum(sums);
        for (; r < tangent.Length; r++)
        {
            tangent[r] *= slope[r];
            sum += tangent[r] * loss[r];
        }

        return sum;
    }

    /// <summary>The real parts and the factors: made once, then only read, by all threads.</summary>
    internal sealed class Shared
    {
        internal Shared(GradientWindow window, double step)
        {
            Window = window;
            var pass = new ComplexForwardPass(window);
            pass.Loss();
            Hidden = Array.ConvertAll(pass.Hidden, static value => value.Real);
            HiddenPerSum = Array.ConvertAll(pass.Sums, a => Complex.Tanh(new Complex(a.Real, step)).Imaginary / step);
            LossPerLogit = DifferentiateLoss(pass, step);
            LossPerHidden = MultiplyByTransposedV();
            int m = Parameters.Architecture.HiddenSize;
            W = new PackedMatrix<double>(m, m);
            W.Pack(Parameters.W.Elements, m, m);
        }

        internal GradientWindow Window { get; }

        internal RnnParameters<double> Parameters => Window.Parameters;

        /// <summary>h before the window and of every position, m × (τ + 1)B.</summary>
        internal double[] Hidden { get; }

        /// <summary>∂h/∂a, m × τB.</summary>
        internal double[] HiddenPerSum { get; }

        /// <summary>∂L/∂o, K × τB.</summary>
        internal double[] LossPerLogit { get; }

        /// <summary>∂L/∂h through the logits of the same position, m × τB: o is linear in h, with matrix V.</summary>
        internal double[] LossPerHidden { get; }

        internal PackedMatrix<double> W { get; }

        private double[] DifferentiateLoss(ComplexForwardPass pass, double step)
        {
            int k = Parameters.Architecture.VocabularySize;
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
            int m = Parameters.Architecture.HiddenSize, k = Parameters.Architecture.VocabularySize;
            var result = new double[m * Window.Inputs.Length];
            for (int n = 0; n < Window.Inputs.Length; n++)
            {
                for (int j = 0; j < m; j++)
                {
                    for (int row = 0; row < k; row++)
                    {
                        result[(n * m) + j] += Parameters.V.Elements[row + (j * k)] * LossPerLogit[(n * k) + row];
                    }
                }
            }

            return result;
        }
    }
}
