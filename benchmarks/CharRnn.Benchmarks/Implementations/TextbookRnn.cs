using System.Numerics;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>
/// The equations as in a textbook: one-hot inputs, row-major matrices, one loop per sum, a rank-1 update of the
/// gradients at every step. No vector instructions, no library; every array is read in the order in which it is stored.
/// </summary>
internal sealed class TextbookRnn<T> : ICharacterRnn
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _m, _k, _steps, _batch;
    private readonly T _learningRate, _epsilon, _limit;
    private readonly T[][] _parameters, _gradients, _accumulators;
    private readonly T[][] _x, _h, _p;
    private readonly T[][] _state;
    private readonly T[] _da, _dh, _dhNext;

    internal TextbookRnn(Setup setup)
    {
        (_m, _k, _steps, _batch) = (setup.HiddenSize, setup.VocabularySize, setup.SequenceLength, setup.BatchSize);
        _learningRate = T.CreateChecked(setup.LearningRate);
        _epsilon = T.CreateChecked(Setup.Epsilon);
        _limit = T.CreateChecked(Setup.GradientLimit);
        _parameters = [.. setup.CreateParameters<T>().Blocks.Select(block => block.AsMatrix().ToRowMajorArray())];
        _gradients = [.. _parameters.Select(block => new T[block.Length])];
        _accumulators = [.. _parameters.Select(block => new T[block.Length])];
        _x = Arrays(_steps, _k);
        _h = Arrays(_steps + 1, _m);
        _p = Arrays(_steps, _k);
        _state = Arrays(_batch, _m);
        _da = new T[_m];
        _dh = new T[_m];
        _dhNext = new T[_m];
    }

    public double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        foreach (T[] gradient in _gradients)
        {
            Array.Clear(gradient);
        }

        T loss = T.Zero;
        for (int stream = 0; stream < _batch; stream++)
        {
            Array.Copy(_state[stream], _h[0], _m);
            for (int t = 0; t < _steps; t++)
            {
                Array.Clear(_x[t]);
                _x[t][inputs[(t * _batch) + stream]] = T.One;
                Forward(_x[t], _h[t], _h[t + 1], _p[t]);
                loss -= T.Log(_p[t][targets[(t * _batch) + stream]]);
            }

            Array.Copy(_h[_steps], _state[stream], _m);
            Array.Clear(_dhNext);
            for (int t = _steps - 1; t >= 0; t--)
            {
                _p[t][targets[(t * _batch) + stream]] -= T.One;
                Backward(_x[t], _h[t], _h[t + 1], _p[t]);
            }
        }

        for (int block = 0; block < _parameters.Length; block++)
        {
            AdaGrad(_parameters[block], _gradients[block], _accumulators[block]);
        }

        return double.CreateChecked(loss);
    }

    public void BeginText() => Array.Clear(_h[0]);

    public void Read(int index)
    {
        Array.Clear(_x[0]);
        _x[0][index] = T.One;
        Forward(_x[0], _h[0], _h[1], _p[0]);
        Array.Copy(_h[1], _h[0], _m);
    }

    public double[] GetProbabilities() => [.. _p[0].Select(double.CreateChecked)];

    public int WriteCharacter(Random random)
    {
        int index = Draw(_p[0], random);
        Read(index);
        return index;
    }

    public double[] GetParameters()
    {
        var all = new List<double>();
        for (int block = 0; block < _parameters.Length; block++)
        {
            int rows = block is 2 or 4 ? _k : _m, columns = _parameters[block].Length / rows;
            for (int n = 0; n < rows * columns; n++)
            {
                all.Add(double.CreateChecked(_parameters[block][(n % rows * columns) + (n / rows)]));
            }
        }

        return [.. all];
    }

    public void Dispose()
    {
    }

    internal static int Draw(T[] probabilities, Random random)
    {
        double threshold = random.NextDouble(), sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            sum += double.CreateTruncating(probabilities[i]);
            if (threshold < sum)
            {
                return i;
            }
        }

        return probabilities.Length - 1;
    }

    private void Forward(T[] x, T[] before, T[] h, T[] p)
    {
        T[] u = _parameters[0], w = _parameters[1], v = _parameters[2], b = _parameters[3], c = _parameters[4];
        for (int i = 0; i < h.Length; i++)
        {
            T a = b[i];
            for (int j = 0; j < x.Length; j++)
            {
                a += u[(i * x.Length) + j] * x[j];
            }

            for (int j = 0; j < before.Length; j++)
            {
                a += w[(i * before.Length) + j] * before[j];
            }

            h[i] = T.Tanh(a);
        }

        T largest = T.NegativeInfinity;
        for (int i = 0; i < p.Length; i++)
        {
            T o = c[i];
            for (int j = 0; j < h.Length; j++)
            {
                o += v[(i * h.Length) + j] * h[j];
            }

            p[i] = o;
            largest = T.Max(largest, o);
        }

        T sum = T.Zero;
        for (int i = 0; i < p.Length; i++)
        {
            p[i] = T.Exp(p[i] - largest);
            sum += p[i];
        }

        for (int i = 0; i < p.Length; i++)
        {
            p[i] /= sum;
        }
    }

    private void Backward(T[] x, T[] before, T[] h, T[] dO)
    {
        T[] w = _parameters[1], v = _parameters[2];
        T[] dU = _gradients[0], dW = _gradients[1], dV = _gradients[2], db = _gradients[3], dc = _gradients[4];
        Array.Copy(_dhNext, _dh, _dh.Length);
        for (int i = 0; i < dO.Length; i++)
        {
            dc[i] += dO[i];
            for (int j = 0; j < h.Length; j++)
            {
                dV[(i * h.Length) + j] += dO[i] * h[j];
                _dh[j] += v[(i * h.Length) + j] * dO[i];
            }
        }

        for (int i = 0; i < _da.Length; i++)
        {
            _da[i] = (T.One - (h[i] * h[i])) * _dh[i];
        }

        Array.Clear(_dhNext);
        for (int i = 0; i < _da.Length; i++)
        {
            db[i] += _da[i];
            for (int j = 0; j < x.Length; j++)
            {
                dU[(i * x.Length) + j] += _da[i] * x[j];
            }

            for (int j = 0; j < before.Length; j++)
            {
                dW[(i * before.Length) + j] += _da[i] * before[j];
                _dhNext[j] += w[(i * before.Length) + j] * _da[i];
            }
        }
    }

    private void AdaGrad(T[] theta, T[] gradient, T[] accumulator)
    {
        for (int i = 0; i < theta.Length; i++)
        {
            T g = T.Max(-_limit, T.Min(_limit, gradient[i]));
            accumulator[i] += g * g;
            theta[i] -= _learningRate * g / T.Sqrt(accumulator[i] + _epsilon);
        }
    }

    private static T[][] Arrays(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new T[length])];
}
