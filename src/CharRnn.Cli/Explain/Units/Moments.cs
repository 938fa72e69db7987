using System.Numerics;
using System.Runtime.InteropServices;

namespace CharRnn.Cli.Explain.Units;

/// <summary>Sums over some characters of everything that a network had there: what correlations are made of.</summary>
internal sealed class Moments
{
    /// <summary>Sums in single precision are moved to double precision after so many terms.</summary>
    private const int Run = 64;

    private readonly float[] _values;
    private readonly int _width;
    private readonly int[] _positions;
    private readonly double[] _means;
    private readonly double[] _deviations;

    private Moments(float[] values, int width, int[] positions)
    {
        (_values, _width, _positions) = (values, width, positions);
        _means = [.. Sum(_ => 1).Select(sum => sum / positions.Length)];
        _deviations = new double[width];
        foreach (int position in positions)
        {
            for (int i = 0; i < width; i++)
            {
                double distance = values[(position * width) + i] - _means[i];
                _deviations[i] += distance * distance;
            }
        }
    }

    /// <param name="values">width numbers a character.</param>
    /// <param name="width">Numbers of each character.</param>
    /// <param name="positions">The characters to look at.</param>
    internal static Moments Of(float[] values, int width, int[] positions) => new(values, width, positions);

    /// <summary>Pearson's r of every number with a property; 0 where the number never changes.</summary>
    internal double[] Correlate(float[] property)
    {
        double mean = _positions.Average(position => (double)property[position]);
        double deviation = _positions.Sum(position => (property[position] - mean) * (property[position] - mean));

        // Σ (x − x̄)(f − f̄) = Σ x (f − f̄)
        double[] products = Sum(position => (float)(property[position] - mean));
        double factor = _positions.Sum(position => (double)(float)(property[position] - mean));
        return [.. products.Select((product, i) => _deviations[i] > 0 && deviation > 0
            ? Math.Clamp((product - (factor * _means[i])) / Math.Sqrt(_deviations[i] * deviation), -1, 1) : 0)];
    }

    /// <summary>Pearson's r of one number with a property; 0 where the number never changes.</summary>
    internal double Correlate(int column, float[] property)
    {
        double mean = _positions.Average(position => (double)property[position]), deviation = 0, product = 0;
        foreach (int position in _positions)
        {
            double distance = property[position] - mean;
            deviation += distance * distance;
            product += distance * (_values[(position * _width) + column] - _means[column]);
        }

        return _deviations[column] > 0 && deviation > 0 ? Math.Clamp(product / Math.Sqrt(_deviations[column] * deviation), -1, 1) : 0;
    }

    /// <summary>The sum of all numbers, each character with a weight.</summary>
    private double[] Sum(Func<int, float> weight)
    {
        var sums = new double[_width];
        var run = new float[_width];
        for (int n = 0; n < _positions.Length; n++)
        {
            Add(_values.AsSpan(_positions[n] * _width, _width), weight(_positions[n]), run);
            if (n % Run == Run - 1 || n == _positions.Length - 1)
            {
                for (int i = 0; i < _width; i++)
                {
                    sums[i] += run[i];
                }

                Array.Clear(run);
            }
        }

        return sums;
    }

    private static void Add(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(source);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += from[i] * weight;
        }

        for (int i = to.Length * Vector<float>.Count; i < target.Length; i++)
        {
            target[i] += source[i] * weight;
        }
    }
}
