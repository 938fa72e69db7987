using CharRnn.Kernels;
using MathNet.Numerics.LinearAlgebra;
using Tensors = System.Numerics.Tensors.TensorPrimitives;

namespace CharRnn.Benchmarks.Kernels;

/// <summary>y += Aᵀ x: the sequential part of the backward pass. CharRnn reads the copy that it packs once per window.</summary>
internal sealed class TransposedMatrixVectorCase<T> : KernelCase<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private readonly int _n;
    private readonly T[] _a, _x, _y;
    private readonly Matrix<T> _matrix;
    private readonly Vector<T> _vectorX, _vectorY, _vectorSum;
    private readonly PackedMatrix<T> _packed;
    private readonly AlignedBuffer<T> _padded;

    internal TransposedMatrixVectorCase(int n)
    {
        _n = n;
        (_a, _x, _y) = (RandomNumbers(n * n, 1), RandomNumbers(n, 2), new T[n]);
        _matrix = Matrix<T>.Build.Dense(n, n, _a);
        _vectorX = Vector<T>.Build.Dense(_x);
        _vectorY = Vector<T>.Build.Dense(_y);
        _vectorSum = Vector<T>.Build.Dense(n);
        _packed = new PackedMatrix<T>(n, n);
        _packed.PackTransposed(_a, n, n);
        _padded = new AlignedBuffer<T>(PackedMatrix<T>.PaddedRows(n));
    }

    internal override string Name => "transposed matrix · vector";

    internal override ReadOnlySpan<T> Result => _y;

    internal override void Reset()
    {
        Array.Clear(_y);
        _padded.Span.Clear();
    }

    internal override void PlainLoops()
    {
        T[] a = _a, x = _x, y = _y;
        for (int i = 0; i < y.Length; i++)
        {
            T sum = y[i];
            for (int k = 0; k < x.Length; k++)
            {
                sum += a[(i * x.Length) + k] * x[k];
            }

            y[i] = sum;
        }
    }

    internal override void MathNet()
    {
        _matrix.TransposeThisAndMultiply(_vectorX, _vectorSum);
        _vectorY.Add(_vectorSum, _vectorY);
    }

    internal override void TensorPrimitives()
    {
        for (int i = 0; i < _n; i++)
        {
            _y[i] += Tensors.Dot<T>(_a.AsSpan(i * _n, _n), _x);
        }
    }

    internal override void CharRnn()
    {
        KernelSet<T>.Best.MultiplyVector(_packed, _x, _padded.Span, backwards: false);
        _padded.Span[.._n].CopyTo(_y);
    }
}
