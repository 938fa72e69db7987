using CharRnn.Kernels;
using MathNet.Numerics.LinearAlgebra;
using Tensors = System.Numerics.Tensors.TensorPrimitives;

namespace CharRnn.Benchmarks.Kernels;

/// <summary>
/// C = Σ a_t b_tᵀ over 25 steps: the gradient of a weight matrix. The other implementations add one outer product after the other; CharRnn packs
/// the a_t and computes one matrix product.
/// </summary>
internal sealed class OuterProductCase<T> : KernelCase<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private const int Steps = 25;
    private readonly int _n;
    private readonly T[] _a, _b, _c;
    private readonly Matrix<T> _matrixC;
    private readonly Vector<T>[] _vectorsA, _vectorsB;
    private readonly PackedMatrix<T> _packed;

    internal OuterProductCase(int n)
    {
        _n = n;
        (_a, _b, _c) = (RandomNumbers(n * Steps, 1), RandomNumbers(n * Steps, 2), new T[n * n]);
        _matrixC = Matrix<T>.Build.Dense(n, n, _c);
        _vectorsA = [.. Enumerable.Range(0, Steps).Select(t => Vector<T>.Build.Dense(_a[(t * n)..((t + 1) * n)]))];
        _vectorsB = [.. Enumerable.Range(0, Steps).Select(t => Vector<T>.Build.Dense(_b[(t * n)..((t + 1) * n)]))];
        _packed = new PackedMatrix<T>(n, Steps);
    }

    internal override string Name => "25 outer products";

    internal override ReadOnlySpan<T> Result => _c;

    internal override void PlainLoops()
    {
        T[] a = _a, b = _b, c = _c;
        int n = _n;
        Array.Clear(c);
        for (int t = 0; t < Steps; t++)
        {
            for (int j = 0; j < n; j++)
            {
                T factor = b[(t * n) + j];
                for (int i = 0; i < n; i++)
                {
                    c[(j * n) + i] += a[(t * n) + i] * factor;
                }
            }
        }
    }

    internal override void MathNet()
    {
        _matrixC.Clear();
        for (int t = 0; t < Steps; t++)
        {
            _matrixC.Add(_vectorsA[t].OuterProduct(_vectorsB[t]), _matrixC);
        }
    }

    internal override void TensorPrimitives()
    {
        Array.Clear(_c);
        for (int t = 0; t < Steps; t++)
        {
            ReadOnlySpan<T> a = _a.AsSpan(t * _n, _n);
            for (int j = 0; j < _n; j++)
            {
                Span<T> column = _c.AsSpan(j * _n, _n);
                Tensors.MultiplyAdd(a, _b[(t * _n) + j], column, column);
            }
        }
    }

    internal override void CharRnn()
    {
        _packed.Pack(_a, _n, Steps);
        KernelSet<T>.Best.Multiply(_packed, 0, _packed.PanelCount, _b, _n, 1, _c, _n, _n, _n, accumulate: false);
    }
}
