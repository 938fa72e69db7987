using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Network;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The complex step for many elements at once.</summary>
/// <remarks>
/// <para>With s = 1e-100 the real parts are the same in all passes, because a change of 1e-200 is below the last bit. An
/// imaginary part that passes through a cell or through the loss is multiplied by a factor that depends only on the real
/// parts. One real pass is therefore enough, and each factor is computed once, as a complex step of the same
/// <see cref="ComplexCell"/> that <see cref="ComplexForwardPass"/> uses: no derivative rule is written by hand.</para>
/// <para>For each element, only imaginary parts remain. They start in its layer at the first step on which the element has an effect, and pass
/// through W of that layer and through U and W of the layers above. <see cref="GradientWorker.Portion"/> elements are processed together, with
/// one matrix product for each step and matrix.</para>
/// </remarks>
internal sealed class StructuredComplexStep : GradientWorker
{
    /// <summary>The largest step that leaves the real parts unchanged for gradients of any size; they change by about s².</summary>
    internal const double LargestStep = 1e-30;

    private readonly ComplexStepFactors _factors;
    private readonly GradientWindow _window;
    private readonly int _m;
    private readonly int _batch;
    private readonly int _partStride;
    private readonly int _stateStride;
    private readonly int _statePart;
    private readonly AlignedBuffer<double> _sums;
    private readonly AlignedBuffer<double>[] _states;
    private readonly double[] _scratch;

    internal StructuredComplexStep(ComplexStepFactors factors)
    {
        _factors = factors;
        _window = factors.Window;
        _m = _window.Parameters.Architecture.HiddenSize;
        _batch = _window.BatchSize;
        _partStride = PackedMatrix<double>.PaddedRows(factors.PartCount * _m);
        _statePart = PackedMatrix<double>.PaddedRows(_m);
        _stateStride = factors.StateCount * _statePart;
        _sums = new(_partStride * Portion * _batch);
        _states = [.. factors.Layers.Select(_ => new AlignedBuffer<double>(_stateStride * Portion * _batch))];
        _scratch = new double[factors.StateCount * _m];
    }

    internal override void Differentiate(int block, ReadOnlySpan<int> indexes, Span<double> gradients, Span<double> errors)
    {
        ParameterEntry entry = _window.Parameters.Blocks[block].Entry;
        if (entry.Role is ParameterRole.OutputWeights or ParameterRole.OutputBias)
        {
            DifferentiateOutput(entry, indexes, gradients);
        }
        else
        {
            DifferentiateLayer(entry, indexes, gradients);
        }
    }

    /// <summary>V and c affect logits only: logit k, with the factor h[j] of the last layer or 1.</summary>
    private void DifferentiateOutput(ParameterEntry entry, ReadOnlySpan<int> indexes, Span<double> gradients)
    {
        int rows = entry.RowCount;
        foreach (int index in indexes)
        {
            int k = index % rows, j = index / rows;
            double sum = 0;
            for (int n = 0; n < _window.Inputs.Length; n++)
            {
                sum += _factors.LossPerLogit[(n * rows) + k] * (entry.IsVector ? 1 : _factors.Layers[^1].HiddenAfter(n)[j]);
            }

            gradients[index] = sum;
        }
    }

    private void DifferentiateLayer(ParameterEntry entry, ReadOnlySpan<int> indexes, Span<double> gradients)
    {
        int columns = indexes.Length * _batch;
        Span<double> sums = stackalloc double[Portion];
        sums.Clear();
        for (int layer = entry.Layer; layer < _states.Length; layer++)
        {
            _states[layer].Span[..(columns * _stateStride)].Clear();
        }

        for (int t = FirstStep(entry, indexes); t < _window.StepCount; t++)
        {
            for (int layer = entry.Layer; layer < _states.Length; layer++)
            {
                MultiplyIntoSums(layer, columns, fromBelow: layer > entry.Layer);
                if (layer == entry.Layer)
                {
                    AddElements(entry, indexes, t);
                }

                PassCell(layer, columns, t);
            }

            AddLosses(indexes.Length, t, sums);
        }

        for (int p = 0; p < indexes.Length; p++)
        {
            gradients[indexes[p]] = sums[p];
        }
    }

    /// <summary>The first step on which one of the elements has an effect. For U of the first layer: the first that reads its character. For W: the first that starts with h[j] ≠ 0.</summary>
    private int FirstStep(ParameterEntry entry, ReadOnlySpan<int> indexes)
    {
        int positions = _window.Inputs.Length, first = entry.IsVector ? 0 : positions;
        foreach (int index in indexes)
        {
            int position = 0;
            while (position < first && InputOf(entry, index / entry.RowCount, position) == 0)
            {
                position++;
            }

            first = position;
        }

        return first / _batch;
    }

    /// <summary>Computes the imaginary parts of all sums of a layer: first the contributions through W, then those through U.</summary>
    private void MultiplyIntoSums(int layer, int columns, bool fromBelow)
    {
        KernelSet<double> kernels = KernelSet<double>.Best;
        PackedMatrix<double> w = _factors.Layers[layer].W;
        kernels.Multiply(w, 0, w.PanelCount, _states[layer].Span, 1, _stateStride, _sums.Span, _partStride, _partStride, columns, accumulate: false);
        if (fromBelow)
        {
            PackedMatrix<double> u = _factors.Layers[layer].U!;
            kernels.Multiply(u, 0, u.PanelCount, _states[layer - 1].Span, 1, _stateStride, _sums.Span, _partStride, _partStride, columns, accumulate: true);
        }
    }

    /// <summary>Adds to the sums the direct contribution of each element at a step: its input.</summary>
    private void AddElements(ParameterEntry entry, ReadOnlySpan<int> indexes, int t)
    {
        for (int p = 0; p < indexes.Length; p++)
        {
            int row = indexes[p] % entry.RowCount, column = indexes[p] / entry.RowCount;
            int sum = _factors.SumOf(entry.Role, row);
            for (int i = 0; i < _batch; i++)
            {
                _sums.Span[(((p * _batch) + i) * _partStride) + sum] += InputOf(entry, column, (t * _batch) + i);
            }
        }
    }

    /// <summary>The factor of a column of an array at a position.</summary>
    private double InputOf(ParameterEntry entry, int column, int n) => entry.Role switch
    {
        ParameterRole.RecurrentWeights => _factors.Layers[entry.Layer].HiddenBefore(n)[column],
        ParameterRole.InputWeights when entry.Layer == 0 => _window.Inputs[n] == column ? 1 : 0,
        ParameterRole.InputWeights => _factors.Layers[entry.Layer - 1].HiddenAfter(n)[column],
        _ => 1,
    };

    /// <summary>Computes the imaginary parts of the new state from those of the sums and of the previous state.</summary>
    private void PassCell(int layer, int columns, int t)
    {
        int parts = _factors.PartCount, states = _factors.StateCount;
        for (int column = 0; column < columns; column++)
        {
            int n = (t * _batch) + (column % _batch);
            Span<double> sums = _sums.Span.Slice(column * _partStride, parts * _m), state = _states[layer].Span.Slice(column * _stateStride, _stateStride);
            Span<double> after = _scratch;
            after.Clear();
            for (int o = 0; o < states; o++)
            {
                for (int q = 0; q < parts + states; q++)
                {
                    if (_factors.Acts(o, q))
                    {
                        ReadOnlySpan<double> source = q < parts ? sums.Slice(q * _m, _m) : state.Slice((q - parts) * _statePart, _m);
                        AddProduct(_factors.Layers[layer].StatePerInput(n, o, q), source, after.Slice(o * _m, _m));
                    }
                }
            }

            for (int o = 0; o < states; o++)
            {
                after.Slice(o * _m, _m).CopyTo(state[(o * _statePart)..]);
            }
        }
    }

    /// <summary>Adds the imaginary parts of the losses of a step.</summary>
    private void AddLosses(int elements, int t, Span<double> sums)
    {
        for (int column = 0; column < elements * _batch; column++)
        {
            int n = (t * _batch) + (column % _batch);
            sums[column / _batch] += Dot(
                _factors.LossPerHidden.AsSpan(n * _m, _m), _states[^1].Span.Slice(column * _stateStride, _m));
        }
    }

    private static void AddProduct(ReadOnlySpan<double> factors, ReadOnlySpan<double> source, Span<double> target)
    {
        int r = 0;
        for (; r <= target.Length - Vector<double>.Count; r += Vector<double>.Count)
        {
            (new Vector<double>(target[r..]) + (new Vector<double>(factors[r..]) * new Vector<double>(source[r..]))).CopyTo(target[r..]);
        }

        for (; r < target.Length; r++)
        {
            target[r] += factors[r] * source[r];
        }
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sums = Vector<double>.Zero;
        int r = 0;
        for (; r <= left.Length - Vector<double>.Count; r += Vector<double>.Count)
        {
            sums += new Vector<double>(left[r..]) * new Vector<double>(right[r..]);
        }

        double sum = Vector.Sum(sums);
        for (; r < left.Length; r++)
        {
            sum += left[r] * right[r];
        }

        return sum;
    }
}
