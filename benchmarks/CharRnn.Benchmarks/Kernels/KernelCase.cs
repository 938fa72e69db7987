using System.Globalization;
using System.Numerics;

namespace CharRnn.Benchmarks.Kernels;

/// <summary>One kernel at one size, computed in four ways on the same numbers.</summary>
/// <remarks>Each way may use the preparation that it would have in a training update; the doc comments say which.</remarks>
internal abstract class KernelCase<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal abstract string Name { get; }

    /// <summary>One plain loop per sum.</summary>
    internal abstract void PlainLoops();

    internal abstract void MathNet();

    /// <summary>System.Numerics.Tensors: one call where it has the function, several where it has its parts.</summary>
    internal abstract void TensorPrimitives();

    internal abstract void CharRnn();

    /// <summary>What the last way computed; each way writes to the same place.</summary>
    internal abstract ReadOnlySpan<T> Result { get; }

    /// <summary>Brings back the numbers of the start, for kernels that change their input.</summary>
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

    /// <summary>Throws unless all ways agree.</summary>
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
