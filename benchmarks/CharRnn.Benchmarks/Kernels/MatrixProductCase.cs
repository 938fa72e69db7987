using CharRnn.Kernels;
using MathNet.Numerics.LinearAlgebra;
using Tensors = System.Numerics.Tensors.TensorPrimitives;

namespace CharRnn.Benchmarks.Kernels;

/// <summary>C = A B, all square and column-major. CharRnn's time includes packing A.</summary>
internal sealed class MatrixProductCase<T> : KernelCase<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private readonly int _n;
    private readonly T[] _a, _b, _c;
    private readonly Matrix<T> _matrixA, _matrixB, _matrixC;
    private readonly PackedMatrix<T> _packed;

    internal MatrixProductCase(int n)
    {
        _n = n;
        (_a, _b, _c) = (RandomNumbers(n * n, 1), RandomNumbers(n * n, 2), new T[n * n]);
        (_matrixA, _matrixB, _matrixC) = (Matrix<T>.Build.Dense(n, n, _a), Matrix<T>.Build.Dense(n, n, _b), Matrix<T>.Build.Dense(n, n, _c));
        _packed = new PackedMatrix<T>(n, n);
    }

    internal override string Name => "matrix · matrix";

    internal override ReadOnlySpan<T> Result => _c;

    internal override void PlainLoops()
    {
        T[] a = _a, b = _b, c = _c;
        int n = _n;
        Array.Clear(c);
        for (int j = 0; j < n; j++)
        {
            for (int k = 0; k < n; k++)
            {
                T factor = b[(j * n) + k];
                for (int i = 0; i < n; i++)
                {
                    c[(j * n) + i] += a[(k * n) + i] * factor;
                }
            }
        }
    }

    internal override void MathNet() => _matrixA.Multiply(_matrixB, _matrixC);

    internal override void TensorPrimitives()
    {
        Array.Clear(_c);
        for (int j = 0; j < _n; j++)
        {
            Span<T> column = _c.AsSpan(j * _n, _n);
            for (int k = 0; k < _n; k++)
            {
                Tensors.MultiplyAdd(_a.AsSpan(k * _n, _n), _b[(j * _n) + k], column, column);
            }
        }
    }

    internal override void CharRnn()
    {
        _packed.Pack(_a, _n, _n);
        KernelSet<T>.Best.Multiply(_packed, 0, _packed.PanelCount, _b, 1, _n, _c, _n, _n, _n, accumulate: false);
    }
}
