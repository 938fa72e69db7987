using CharRnn.Network;
using MathNet.Numerics.LinearAlgebra;
using Tensors = System.Numerics.Tensors.TensorPrimitives;

namespace CharRnn.Benchmarks.Kernels;

/// <summary>h = tanh(a). CharRnn works in place; its time includes copying a.</summary>
/// <remarks>TensorPrimitives is compared only where it is accurate, which it is not in float near 0 (docs/performance.md).</remarks>
internal sealed class TanhCase<T> : KernelCase<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private readonly T[] _a, _h;
    private readonly Vector<T> _vectorA, _vectorH;

    internal TanhCase(int n)
    {
        (_a, _h) = (RandomNumbers(n, 1), new T[n]);
        _vectorA = Vector<T>.Build.Dense(_a);
        _vectorH = Vector<T>.Build.Dense(_h);
    }

    internal override string Name => "tanh";

    internal override ReadOnlySpan<T> Result => _h;

    internal override void PlainLoops()
    {
        T[] a = _a, h = _h;
        for (int i = 0; i < a.Length; i++)
        {
            h[i] = T.Tanh(a[i]);
        }
    }

    internal override void MathNet() => _vectorA.PointwiseTanh(_vectorH);

    internal override void TensorPrimitives() => Tensors.Tanh<T>(_a, _h);

    internal override void CharRnn()
    {
        _a.CopyTo(_h);
        CellStep<T>.Best.Forward(RnnCell.Tanh, new CellColumns<T> { Hidden = _h, RowCount = _h.Length }, 0, 1);
    }
}
