using System.Globalization;
using System.Numerics;

namespace CharRnn.Benchmarks.Kernels;

/// <summary>One kernel at one size, computed in four ways from the same numbers.</summary>
/// <remarks>Each implementation may use the preparation that a training update would have done; the doc comments describe it.</remarks>
internal abstract class KernelCase<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal abstract string Name { get; }

    /// <summary>One plain loop per sum.</summary>
    internal abstract void PlainLoops();

    internal abstract void MathNet();

    /// <summary>System.Numerics.Tensors: one call if it has the function, otherwise several calls.</summary>
    internal abstract void TensorPrimitives();

    internal abstract void CharRnn();

    /// <summary>The result of the last computation; all implementations write to the same array.</summary>
    internal abstract ReadOnlySpan<T> Result { get; }

    /// <summary>Restores the initial numbers, for kernels that change their input.</summary>
    internal virtual void Reset()
    {
    }

    internal static KernelCase<T>[] All(int size) =>
    [
        new MatrixVectorCase<T>(size),
        new TransposedMatrixVectorCase<T>(size),
        new OuterProductCase<T>(size),
        new MatrixProductCase<T>(size),
        new TanhCase<T>(size),
        new SoftmaxCrossEntropyCase<T>(size),
        new AdaGradCase<T>(size),
    ];

    /// <summary>Throws unless all results agree.</summary>
    internal void Verify()
    {
        Reset();
        PlainLoops();
        T[] expected = Result.ToArray();
        Compare(nameof(MathNet), MathNet, expected);
        Compare(nameof(TensorPrimitives), TensorPrimitives, expected);
        Compare(nameof(CharRnn), CharRnn, expected);
    }

    protected static T[] RandomNumbers(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => T.CreateChecked((random.NextDouble() * 2) - 1))];
    }

    private void Compare(string way, Action run, T[] expected)
    {
        Reset();
        run();
        double tolerance = typeof(T) == typeof(float) ? 2e-5 : 1e-12;
        for (int i = 0; i < expected.Length; i++)
        {
            double e = double.CreateChecked(expected[i]), a = double.CreateChecked(Result[i]);
            if (!(Math.Abs(e - a) <= tolerance * Math.Max(1, Math.Abs(e))))
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{Name}: {way} computes {a} at {i} where the loops have {e}."));
            }
        }
    }
}
