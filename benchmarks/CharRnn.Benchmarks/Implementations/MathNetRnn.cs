using MathNet.Numerics.LinearAlgebra;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>
/// One stream, as a user of MathNet would write it: vectors and matrices with their operators, one-hot input vectors, outer
/// products for the gradients, pointwise functions for the rest. It uses MathNet's default settings.
/// </summary>
internal sealed class MathNetRnn<T> : ICharacterRnn
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private readonly T _learningRate, _epsilon, _limit;
    private readonly Matrix<T> _u, _w, _v, _gu, _gw, _gv;
    private readonly Vector<T> _b, _c, _gb, _gc;
    private Vector<T> _state, _probabilities;

    internal MathNetRnn(Setup setup)
    {
        int m = setup.HiddenSize, k = setup.VocabularySize;
        _learningRate = T.CreateChecked(setup.LearningRate);
        _epsilon = T.CreateChecked(Setup.Epsilon);
        _limit = T.CreateChecked(Setup.GradientLimit);
        RnnParameters<T> parameters = setup.CreateParameters<T>();
        (_u, _w, _v) = (parameters.InputWeights, parameters.RecurrentWeights, parameters.OutputWeights);
        (_b, _c) = (parameters.HiddenBias, parameters.OutputBias);
        (_gu, _gw, _gv) = (Matrix<T>.Build.Dense(m, k), Matrix<T>.Build.Dense(m, m), Matrix<T>.Build.Dense(k, m));
        (_gb, _gc) = (Zeros(m), Zeros(k));
        _state = Zeros(m);
        _probabilities = Zeros(k);
    }

    public double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        int steps = inputs.Length;
        var x = new Vector<T>[steps];
        var h = new Vector<T>[steps];
        var p = new Vector<T>[steps];
        Vector<T> before = _state, start = _state;
        double loss = 0;
        for (int t = 0; t < steps; t++)
        {
            x[t] = OneHot(inputs[t]);
            h[t] = before = ((_w * before) + (_u * x[t]) + _b).PointwiseTanh();
            p[t] = Softmax((_v * h[t]) + _c);
            loss -= Math.Log(double.CreateChecked(p[t][targets[t]]));
        }

        _state = before;
        Matrix<T> dU = Matrix<T>.Build.SameAs(_u), dW = Matrix<T>.Build.SameAs(_w), dV = Matrix<T>.Build.SameAs(_v);
        Vector<T> db = Zeros(_b.Count), dc = Zeros(_c.Count), daNext = Zeros(_b.Count);
        for (int t = steps - 1; t >= 0; t--)
        {
            Vector<T> dO = p[t] - OneHot(targets[t]);
            dV += dO.OuterProduct(h[t]);
            dc += dO;
            Vector<T> dh = _v.TransposeThisAndMultiply(dO) + _w.TransposeThisAndMultiply(daNext);
            Vector<T> da = dh - h[t].PointwiseMultiply(h[t]).PointwiseMultiply(dh);
            dW += da.OuterProduct(t > 0 ? h[t - 1] : start);
            dU += da.OuterProduct(x[t]);
            db += da;
            daNext = da;
        }

        AdaGrad(_u, dU, _gu);
        AdaGrad(_w, dW, _gw);
        AdaGrad(_v, dV, _gv);
        AdaGrad(_b, db, _gb);
        AdaGrad(_c, dc, _gc);
        return loss;
    }

    public void BeginText() => _state = Zeros(_b.Count);

    public void Read(int index)
    {
        _state = ((_w * _state) + (_u * OneHot(index)) + _b).PointwiseTanh();
        _probabilities = Softmax((_v * _state) + _c);
    }

    public double[] GetProbabilities() => [.. _probabilities.Select(double.CreateChecked)];

    public int WriteCharacter(Random random)
    {
        int index = TextbookRnn<T>.Draw(_probabilities.AsArray(), random);
        Read(index);
        return index;
    }

    public double[] GetParameters()
        => [.. new[] { _u.ToColumnMajorArray(), _w.ToColumnMajorArray(), _v.ToColumnMajorArray(), _b.ToArray(), _c.ToArray() }
            .SelectMany(block => block).Select(double.CreateChecked)];

    public void Dispose()
    {
    }

    private Vector<T> OneHot(int index)
    {
        Vector<T> x = Zeros(_c.Count);
        x[index] = T.One;
        return x;
    }

    private static Vector<T> Softmax(Vector<T> o)
    {
        Vector<T> e = (o - o.Maximum()).PointwiseExp();
        return e / e.Sum();
    }

    private void AdaGrad(Matrix<T> theta, Matrix<T> gradient, Matrix<T> accumulator)
    {
        Matrix<T> g = gradient.PointwiseMinimum(_limit).PointwiseMaximum(-_limit);
        accumulator.Add(g.PointwiseMultiply(g), accumulator);
        theta.Subtract((g * _learningRate).PointwiseDivide((accumulator + _epsilon).PointwiseSqrt()), theta);
    }

    private void AdaGrad(
        Vector<T> theta, Vector<T> gradient, Vector<T> accumulator)
    {
        Vector<T> g = gradient.PointwiseMinimum(_limit).PointwiseMaximum(-_limit);
        accumulator.Add(g.PointwiseMultiply(g), accumulator);
        theta.Subtract((g * _learningRate).PointwiseDivide((accumulator + _epsilon).PointwiseSqrt()), theta);
    }

    private static Vector<T> Zeros(int length) => Vector<T>.Build.Dense(length);
}
