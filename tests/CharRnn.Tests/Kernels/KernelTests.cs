using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Tests.Kernels;

/// <summary>Code that all kernel suites share: the kernels at one width, and lengths and numbers for the tests.</summary>
public abstract class KernelTests<T, TWidth>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TWidth : IVectorWidth
{
    /// <summary>Every length up to a little over two of the widest vectors, then around multiples of vectors, tiles and panels.</summary>
    protected static readonly int[] Lengths =
        [.. Enumerable.Range(0, 36), 47, 48, 49, 63, 64, 65, 66, 79, 80, 81, 95, 96, 97, 100, 127, 128, 129, 140, 255, 256, 257];

    internal static KernelSet<T> Set { get; } = TWidth.Kernels<T>();

    /// <summary>The kernels of the cells.</summary>
    internal static CellKernels<T> Cells { get; } = TWidth.Cells<T>();

    /// <summary>The distance from 1 to the next number.</summary>
    protected static double Epsilon => typeof(T) == typeof(float) ? Math.Pow(2, -23) : Math.Pow(2, -52);

    protected static T Number(double value) => T.CreateTruncating(value);

    /// <summary>
    /// Whole numbers from −8 to 8. Sums of products of them are exact in both types, so the order of a sum and the
    /// number of its roundings cannot matter, and a result is either right or wrong.
    /// </summary>
    protected static T[] WholeNumbers(int length, int seed)
    {
        var random = new Random(seed);
        var values = new T[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = Number(random.Next(-8, 9));
        }

        return values;
    }

    /// <summary>Uniform numbers from −scale to scale.</summary>
    protected static T[] Reals(int length, int seed, double scale = 1)
    {
        var random = new Random(seed);
        var values = new T[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = Number(scale * ((2 * random.NextDouble()) - 1));
        }

        return values;
    }
}
