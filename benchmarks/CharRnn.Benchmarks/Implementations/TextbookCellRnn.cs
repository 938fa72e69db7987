using System.Numerics;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>
/// Gated cells and several layers as in a textbook: one step and one hidden unit after the other, one loop per sum. It shares
/// no code with the library; the derivatives of docs/cells.md are implemented a second time.
/// </summary>
internal sealed class TextbookCellRnn<T> : ICharacterRnn
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Setup _setup;
    private readonly int _k, _m;
    private readonly TextbookLayer<T>[] _layers;
    private readonly TextbookArray<T> _v, _c;
    private readonly T[][] _states;
    private readonly T[][] _p;
    private readonly T[][] _x;

    internal TextbookCellRnn(Setup setup)
    {
        _setup = setup;
        (_k, _m) = (setup.VocabularySize, setup.HiddenSize);
        RnnParameters<T> start = setup.CreateParameters<T>();
        _layers = [.. Enumerable.Range(0, setup.LayerCount).Select(layer => new TextbookLayer<T>(setup, start, layer))];
        _v = new(start, "V");
        _c = new(start, "c");
        _states = [.. Enumerable.Range(0, setup.BatchSize * setup.LayerCount).Select(_ => new T[2 * _m])];
        _p = [.. Enumerable.Range(0, setup.SequenceLength).Select(_ => new T[_k])];
        _x = [.. Enumerable.Range(0, setup.SequenceLength).Select(_ => new T[_k])];
    }

    public double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        int batch = _setup.BatchSize, steps = _setup.SequenceLength;
        T loss = T.Zero;
        foreach (TextbookArray<T> array in Arrays())
        {
            Array.Clear(array.Gradients);
        }

        for (int stream = 0; stream < batch; stream++)
        {
            for (int layer = 0; layer < _layers.Length; layer++)
            {
                _layers[layer].Begin(_states[(stream * _layers.Length) + layer]);
            }

            for (int t = 0; t < steps; t++)
            {
                Forward(t, inputs[(t * batch) + stream]);
                loss -= T.Log(_p[t][targets[(t * batch) + stream]]);
            }

            for (int layer = 0; layer < _layers.Length; layer++)
            {
                _layers[layer].End(steps, _states[(stream * _layers.Length) + layer]);
            }

            for (int t = steps - 1; t >= 0; t--)
            {
                _p[t][targets[(t * batch) + stream]] -= T.One;
                Backward(t);
            }
        }

        foreach (TextbookArray<T> array in Arrays())
        {
            array.Update(_setup.LearningRate);
        }

        return double.CreateChecked(loss);
    }

    public void BeginText()
    {
        foreach (TextbookLayer<T> layer in _layers)
        {
            layer.Begin(new T[2 * _m]);
        }
    }

    public void Read(int index)
    {
        Forward(0, index);
        var state = new T[2 * _m];
        foreach (TextbookLayer<T> layer in _layers)
        {
            layer.End(1, state);
            layer.Begin(state);
        }
    }

    public double[] GetProbabilities() => [.. _p[0].Select(double.CreateChecked)];

    public int WriteCharacter(Random random)
    {
        int index = TextbookRnn<T>.Draw(_p[0], random);
        Read(index);
        return index;
    }

    /// <summary>The arrays in the library's order, U W [U2 W2 …] V b [d] [b2 [d2] …] c.</summary>
    public double[] GetParameters()
        => [.. Arrays().SelectMany(array => array.ColumnMajor())];

    public void Dispose()
    {
    }

    private IEnumerable<TextbookArray<T>> Arrays()
        => [.. _layers.SelectMany(layer => (TextbookArray<T>[])[layer.U, layer.W]), _v, .. _layers.SelectMany(layer => layer.Biases), _c];

    private void Forward(int t, int input)
    {
        Array.Clear(_x[t]);
        _x[t][input] = T.One;
        T[] x = _x[t];
        foreach (TextbookLayer<T> layer in _layers)
        {
            x = layer.Forward(t, x);
        }

        T[] p = _p[t];
        T largest = T.NegativeInfinity, sum = T.Zero;
        for (int i = 0; i < _k; i++)
        {
            p[i] = _c.Values[i] + _v.RowTimes(i, x);
            largest = T.Max(largest, p[i]);
        }

        for (int i = 0; i < _k; i++)
        {
            p[i] = T.Exp(p[i] - largest);
            sum += p[i];
        }

        for (int i = 0; i < _k; i++)
        {
            p[i] /= sum;
        }
    }

    private void Backward(int t)
    {
        T[] dO = _p[t], h = _layers[^1].Hidden(t), dh = new T[_m];
        for (int i = 0; i < _k; i++)
        {
            _c.Gradients[i] += dO[i];
            _v.AddOuter(i, dO[i], h);
            _v.AddRow(i, dO[i], dh);
        }

        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            dh = _layers[layer].Backward(t, layer == 0 ? _x[t] : _layers[layer - 1].Hidden(t), dh);
        }
    }
}
