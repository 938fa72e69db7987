using MathNet.Numerics.LinearAlgebra;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>
/// Many streams, as a user of MathNet would write it: the streams of a step are the columns of a matrix, so every product is
/// a product of matrices. It uses MathNet's default settings, which distribute large products over all processors.
/// </summary>
internal sealed class MathNetBatchRnn<T> : ICharacterRnn
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private readonly int _batch;
    private readonly T _learningRate, _epsilon, _limit;
    private readonly Matrix<T>[] _parameters, _accumulators;
    private readonly Matrix<T> _ones;
    private Matrix<T> _state;

    internal MathNetBatchRnn(Setup setup)
    {
        _batch = setup.BatchSize;
        _learningRate = T.CreateChecked(setup.LearningRate);
        _epsilon = T.CreateChecked(Setup.Epsilon);
        _limit = T.CreateChecked(Setup.GradientLimit);
        _parameters = [.. setup.CreateParameters<T>().Blocks.Select(block => block.AsMatrix())];
        _accumulators = [.. _parameters.Select(block => Matrix<T>.Build.SameAs(block))];
        _state = Matrix<T>.Build.Dense(setup.HiddenSize, _batch);
        _ones = Matrix<T>.Build.Dense(1, _batch, T.One);
    }

    public double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets)
    {
        Matrix<T> u = _parameters[0], w = _parameters[1], v = _parameters[2];
        Matrix<T> b = _parameters[3] * _ones, c = _parameters[4] * _ones;
        int steps = inputs.Length / _batch;
        var x = new Matrix<T>[steps];
        var h = new Matrix<T>[steps];
        var p = new Matrix<T>[steps];
        Matrix<T> before = _state, start = _state;
        double loss = 0;
        for (int t = 0; t < steps; t++)
        {
            x[t] = OneHot(inputs.Slice(t * _batch, _batch));
            h[t] = before = ((w * before) + (u * x[t]) + b).PointwiseTanh();
            p[t] = Softmax((v * h[t]) + c);
            for (int i = 0; i < _batch; i++)
            {
                loss -= Math.Log(double.CreateChecked(p[t][targets[(t * _batch) + i], i]));
            }
        }

        _state = before;
        Matrix<T>[] gradients = [.. _parameters.Select(block => Matrix<T>.Build.SameAs(block))];
        Matrix<T> dhNext = Matrix<T>.Build.SameAs(_state);
        for (int t = steps - 1; t >= 0; t--)
        {
            Matrix<T> dO = p[t] - OneHot(targets.Slice(t * _batch, _batch));
            Matrix<T> dh = v.TransposeThisAndMultiply(dO) + dhNext;
            Matrix<T> da = dh - h[t].PointwiseMultiply(h[t]).PointwiseMultiply(dh);
            gradients[0] += da.TransposeAndMultiply(x[t]);
            gradients[1] += da.TransposeAndMultiply(t > 0 ? h[t - 1] : start);
            gradients[2] += dO.TransposeAndMultiply(h[t]);
            gradients[3] += da.RowSums().ToColumnMatrix();
            gradients[4] += dO.RowSums().ToColumnMatrix();
            dhNext = w.TransposeThisAndMultiply(da);
        }

        for (int i = 0; i < _parameters.Length; i++)
        {
            Matrix<T> g = gradients[i].PointwiseMinimum(_limit).PointwiseMaximum(-_limit);
            _accumulators[i] += g.PointwiseMultiply(g);
            _parameters[i] -= (g * _learningRate).PointwiseDivide((_accumulators[i] + _epsilon).PointwiseSqrt());
        }

        return loss;
    }

    public void BeginText() => throw OneStreamOnly();

    public void Read(int index) => throw OneStreamOnly();

    public double[] GetProbabilities() => throw OneStreamOnly();

    public int WriteCharacter(Random random) => throw OneStreamOnly();

    public double[] GetParameters() => [.. _parameters.SelectMany(block => block.ToColumnMajorArray()).Select(double.CreateChecked)];

    public void Dispose()
    {
    }

    private Matrix<T> OneHot(ReadOnlySpan<int> indexes)
    {
        Matrix<T> x = Matrix<T>.Build.Dense(_parameters[2].RowCount, _batch);
        for (int i = 0; i < indexes.Length; i++)
        {
            x[indexes[i], i] = T.One;
        }

        return x;
    }

    private static NotSupportedException OneStreamOnly() => new("Texts are written by the implementation for one stream.");

    private static Matrix<T> Softmax(Matrix<T> o)
    {
        for (int i = 0; i < o.ColumnCount; i++)
        {
            Vector<T> column = o.Column(i);
            Vector<T> e = (column - column.Maximum()).PointwiseExp();
            o.SetColumn(i, e / e.Sum());
        }

        return o;
    }
}
