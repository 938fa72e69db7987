using System.Globalization;
using System.Numerics;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>One layer of a textbook network: a vanilla, GRU or LSTM cell, forward and backward, one hidden unit after the other.</summary>
internal sealed class TextbookLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnCell _cell;
    private readonly int _m, _gates;
    private readonly TextbookArray<T> _b;
    private readonly TextbookArray<T>? _d;

    // For every step: gates, q of a GRU, h and c before and after.
    private readonly T[][] _values, _q, _h, _cellState;
    private T[] _dhNext = [], _dcNext = [];

    internal TextbookLayer(Setup setup, RnnParameters<T> start, int layer)
    {
        string number = layer == 0 ? "" : (layer + 1).ToString(CultureInfo.InvariantCulture);
        (_cell, _m) = (setup.Cell, setup.HiddenSize);
        _gates = _cell switch { RnnCell.Gru => 3, RnnCell.Lstm => 4, _ => 1 };
        (U, W, _b) = (new(start, "U" + number), new(start, "W" + number), new(start, "b" + number));
        _d = _cell == RnnCell.Gru ? new(start, "d" + number) : null;
        _values = Arrays(setup.SequenceLength, _gates * _m);
        _q = Arrays(setup.SequenceLength, _m);
        _h = Arrays(setup.SequenceLength + 1, _m);
        _cellState = Arrays(setup.SequenceLength + 1, _m);
    }

    internal TextbookArray<T> U { get; }

    internal TextbookArray<T> W { get; }

    internal IEnumerable<TextbookArray<T>> Biases => _d is null ? [_b] : [_b, _d];

    internal T[] Hidden(int t) => _h[t + 1];

    /// <summary>Sets the state before a window: h, then c.</summary>
    internal void Begin(T[] state)
    {
        Array.Copy(state, _h[0], _m);
        Array.Copy(state, _m, _cellState[0], 0, _m);
        (_dhNext, _dcNext) = (new T[_m], new T[_m]);
    }

    /// <summary>Copies the state after the given number of steps.</summary>
    internal void End(int steps, T[] state)
    {
        Array.Copy(_h[steps], state, _m);
        Array.Copy(_cellState[steps], 0, state, _m, _m);
    }

    internal T[] Forward(int t, T[] x)
    {
        T[] values = _values[t], before = _h[t], after = _h[t + 1];
        for (int unit = 0; unit < _m; unit++)
        {
            for (int gate = 0; gate < _gates; gate++)
            {
                int row = (gate * _m) + unit;
                T read = _b.Values[row] + U.RowTimes(row, x), recalled = W.RowTimes(row, before);
                if (_cell == RnnCell.Gru && gate == 2)
                {
                    _q[t][unit] = recalled + _d!.Values[unit];
                    values[row] = T.Tanh(read + (values[unit] * _q[t][unit]));
                }
                else
                {
                    bool isCandidate = _cell == RnnCell.Tanh || (_cell == RnnCell.Lstm && gate == 2);
                    values[row] = isCandidate ? T.Tanh(read + recalled) : T.One / (T.One + T.Exp(-(read + recalled)));
                }
            }

            after[unit] = NewState(t, unit);
        }

        return after;
    }

    /// <summary>One step backward. The gradient of h must be complete except for the contribution of the next step.</summary>
    /// <returns>The gradient of x.</returns>
    internal T[] Backward(int t, T[] x, T[] dh)
    {
        T[] before = _h[t], dx = new T[x.Length], dhBefore = new T[_m], dcBefore = new T[_m];
        Span<T> dSums = stackalloc T[4];
        for (int unit = 0; unit < _m; unit++)
        {
            T gradient = dh[unit] + _dhNext[unit];
            T dq = Derivatives(t, unit, gradient, dSums, ref dhBefore[unit], ref dcBefore[unit]);
            for (int gate = 0; gate < _gates; gate++)
            {
                int row = (gate * _m) + unit;
                T dRecalled = _cell == RnnCell.Gru && gate == 2 ? dq : dSums[gate];
                _b.Gradients[row] += dSums[gate];
                U.AddOuter(row, dSums[gate], x);
                U.AddRow(row, dSums[gate], dx);
                W.AddOuter(row, dRecalled, before);
                W.AddRow(row, dRecalled, dhBefore);
            }

            if (_d is not null)
            {
                _d.Gradients[unit] += dq;
            }
        }

        (_dhNext, _dcNext) = (dhBefore, dcBefore);
        return dx;
    }

    private T NewState(int t, int unit)
    {
        T[] v = _values[t];
        switch (_cell)
        {
            case RnnCell.Gru:
                T z = v[_m + unit];
                return ((T.One - z) * v[(2 * _m) + unit]) + (z * _h[t][unit]);
            case RnnCell.Lstm:
                T c = (v[_m + unit] * _cellState[t][unit]) + (v[unit] * v[(2 * _m) + unit]);
                _cellState[t + 1][unit] = c;
                return v[(3 * _m) + unit] * T.Tanh(c);
            default:
                return v[unit];
        }
    }

    /// <summary>Computes the gradients of the sums of one hidden unit; returns the gradient of q.</summary>
    private T Derivatives(int t, int unit, T dh, Span<T> dSums, ref T dhBefore, ref T dcBefore)
    {
        T[] v = _values[t];
        T one = T.One, first = v[unit];
        if (_cell == RnnCell.Tanh)
        {
            dSums[0] = dh * (one - (first * first));
            return T.Zero;
        }

        T second = v[_m + unit], third = v[(2 * _m) + unit];
        if (_cell == RnnCell.Gru)
        {
            dSums[2] = dh * (one - second) * (one - (third * third));
            dSums[0] = dSums[2] * _q[t][unit] * first * (one - first);
            dSums[1] = dh * (_h[t][unit] - third) * second * (one - second);
            dhBefore += second * dh;
            return dSums[2] * first;
        }

        T o = v[(3 * _m) + unit], tanh = T.Tanh(_cellState[t + 1][unit]);
        T dc = _dcNext[unit] + (dh * o * (one - (tanh * tanh)));
        dSums[0] = dc * third * first * (one - first);
        dSums[1] = dc * _cellState[t][unit] * second * (one - second);
        dSums[2] = dc * first * (one - (third * third));
        dSums[3] = dh * tanh * o * (one - o);
        dcBefore = dc * second;
        return T.Zero;
    }

    private static T[][] Arrays(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new T[length])];
}
