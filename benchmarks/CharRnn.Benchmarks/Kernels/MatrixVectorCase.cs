using CharRnn.Kernels;
using MathNet.Numerics.LinearAlgebra;
using Tensors = System.Numerics.Tensors.TensorPrimitives;

namespace CharRnn.Benchmarks.Kernels;

/// <summary>y = A x + bias, where A is square and column-major like the parameters: the products with W and V when a character is written.</summary>
internal sealed class MatrixVectorCase<T> : KernelCase<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private readonly int _n;
    private readonly T[] _a, _x, _bias, _y;
    private readonly Matrix<T> _matrix;
    private readonly Vector<T> _vectorX, _vectorBias, _vectorY;

    internal MatrixVectorCase(int n)
    {
        _n = n;
        (_a, _x, _bias, _y) = (RandomNumbers(n * n, 1), RandomNumbers(n, 2), RandomNumbers(n, 3), new T[n]);
        _matrix = Matrix<T>.Build.Dense(n, n, _a);
        _vectorX = Vector<T>.Build.Dense(_x);
        _vectorBias = Vector<T>.Build.Dense(_bias);
        _vectorY = Vector<T>.Build.Dense(_y);
    }

    internal override string Name => "matrix · vector";

    internal override ReadOnlySpan<T> Result => _y;

    internal override void PlainLoops()
    {
        T[] a = _a, x = _x, y = _y;
        Array.Copy(_bias, y, y.Length);
        for (int k = 0; k < x.Length; k++)
        {
            for (int i = 0; i < y.Length; i++)
            {
                y[i] += a[(k * y.Length) + i] * x[k];
            }
        }
    }

    internal override void MathNet()
    {
        _matrix.Multiply(_vectorX, _vectorY);
        _vectorY.Add(_vectorBias, _vectorY);
    }

    internal override void TensorPrimitives()
    {
        _bias.CopyTo(_y);
        for (int k = 0; k < _n; k++)
        {
            Tensors.MultiplyAdd(_a.AsSpan(k * _n, _n), _x[k], _y, _y);
        }
    }

    internal override void CharRnn() => KernelSet<T>.Best.Affine(_a, _x, _bias, default, _y);
}
