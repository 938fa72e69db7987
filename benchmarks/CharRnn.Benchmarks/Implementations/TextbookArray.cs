using System.Numerics;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>One row-major array of a textbook network, with its gradient and AdaGrad's sum of squares.</summary>
internal sealed class TextbookArray<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _rows, _columns;
    private readonly T[] _accumulators;

    /// <summary>Copies the array with the given name from a network.</summary>
    internal TextbookArray(RnnParameters<T> start, string name)
    {
        ParameterBlock<T> block = start.Blocks.Single(candidate => candidate.Name == name);
        (_rows, _columns) = (block.RowCount, block.ColumnCount);
        Values = block.AsMatrix().ToRowMajorArray();
        Gradients = new T[Values.Length];
        _accumulators = new T[Values.Length];
    }

    internal T[] Values { get; }

    internal T[] Gradients { get; }

    /// <summary>A row of the matrix times a vector.</summary>
    internal T RowTimes(int row, T[] x)
    {
        T sum = T.Zero;
        for (int j = 0; j < x.Length; j++)
        {
            sum += Values[(row * _columns) + j] * x[j];
        }

        return sum;
    }

    /// <summary>Adds factor · row to a vector: the contribution of one row to a product with the transpose.</summary>
    internal void AddRow(int row, T factor, T[] target)
    {
        for (int j = 0; j < target.Length; j++)
        {
            target[j] += factor * Values[(row * _columns) + j];
        }
    }

    /// <summary>Adds factor · x to a row of the gradient.</summary>
    internal void AddOuter(int row, T factor, T[] x)
    {
        for (int j = 0; j < x.Length; j++)
        {
            Gradients[(row * _columns) + j] += factor * x[j];
        }
    }

    /// <summary>Clipping and AdaGrad.</summary>
    internal void Update(double learningRate)
    {
        T limit = T.CreateChecked(Setup.GradientLimit), rate = T.CreateChecked(learningRate), epsilon = T.CreateChecked(Setup.Epsilon);
        for (int i = 0; i < Values.Length; i++)
        {
            T g = T.Max(-limit, T.Min(limit, Gradients[i]));
            _accumulators[i] += g * g;
            Values[i] -= rate * g / T.Sqrt(_accumulators[i] + epsilon);
        }
    }

    internal IEnumerable<double> ColumnMajor()
        => Enumerable.Range(0, Values.Length).Select(n => double.CreateChecked(Values[(n % _rows * _columns) + (n / _rows)]));
}
