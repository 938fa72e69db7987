using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CharRnn.Cli.Explain.Units;

/// <summary>Means and squared deviations, over some characters, of everything that a network had there: what correlations are made of.</summary>
internal sealed class Moments
{
    /// <summary>Sums in single precision are moved to double precision after so many terms.</summary>
    private const int Run = 64;

    private readonly float[] _values;
    private readonly int _width;
    private readonly int[] _positions;

    private Moments(float[] values, int width, int[] positions)
    {
        (_values, _width, _positions) = (values, width, positions);
        Means = [.. Sum(_ => 1).Select(sum => sum / positions.Length)];
        Deviations = new double[width];
        foreach (int position in positions)
        {
            ReadOnlySpan<float> numbers = values.AsSpan(position * width, width);
            for (int i = 0; i < numbers.Length; i++)
            {
                double distance = numbers[i] - Means[i];
                Deviations[i] += distance * distance;
            }
        }
    }

    internal int Count => _positions.Length;

    /// <summary>x̄ of each number.</summary>
    internal double[] Means { get; }

    /// <summary>Σ (x − x̄)² of each number.</summary>
    internal double[] Deviations { get; }

    /// <param name="values">width numbers a character.</param>
    /// <param name="width">Numbers of each character.</param>
    /// <param name="positions">The characters to look at.</param>
    internal static Moments Of(float[] values, int width, int[] positions) => new(values, width, positions);

    /// <summary>All numbers with a property.</summary>
    internal Comovement With(float[] property)
    {
        double mean = _positions.Average(position => (double)property[position]);

        // Σ (x − x̄)(f − f̄) = Σ x (f − f̄), up to the rounding of f − f̄.
        double[] products = Sum(position => (float)(property[position] - mean));
        double rounding = _positions.Sum(position => (double)(float)(property[position] - mean));
        for (int i = 0; i < products.Length; i++)
        {
            products[i] -= rounding * Means[i];
        }

        return new(this, mean, _positions.Sum(position => (property[position] - mean) * (property[position] - mean)), products);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
