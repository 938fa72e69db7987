using CharRnn.Kernels;
using MathNet.Numerics.LinearAlgebra;
using Tensors = System.Numerics.Tensors.TensorPrimitives;

namespace CharRnn.Benchmarks.Kernels;

/// <summary>p = softmax(o) and the loss at a target, with the largest logit subtracted. CharRnn works in place; its time includes copying o.</summary>
/// <remarks>The last element of the result is the loss. <c>TensorPrimitives.SoftMax</c> does not subtract the maximum, so its parts are used.</remarks>
internal sealed class SoftmaxCrossEntropyCase<T> : KernelCase<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private const int Target = 7;
    private readonly int _n;
    private readonly T[] _o, _result;
    private readonly Vector<T> _vectorO, _vectorP;

    internal SoftmaxCrossEntropyCase(int n)
    {
        _n = n;
        (_o, _result) = (RandomNumbers(n, 1), new T[n + 1]);
        _vectorO = Vector<T>.Build.Dense(_o);
        _vectorP = Vector<T>.Build.Dense(n);
    }

    internal override string Name => "softmax + cross-entropy";

    internal override ReadOnlySpan<T> Result => _result;

    internal override void PlainLoops()
    {
        T[] o = _o, p = _result;
        T largest = T.NegativeInfinity, sum = T.Zero;
        for (int i = 0; i < o.Length; i++)
        {
            largest = o[i] > largest ? o[i] : largest;
        }

        for (int i = 0; i < o.Length; i++)
        {
            p[i] = T.Exp(o[i] - largest);
            sum += p[i];
        }

        for (int i = 0; i < o.Length; i++)
        {
            p[i] /= sum;
        }

        p[o.Length] = T.Log(sum) + largest - o[Target];
    }

    internal override void MathNet()
    {
        T largest = _vectorO.Maximum();
        _vectorO.Subtract(largest, _vectorP);
        _vectorP.PointwiseExp(_vectorP);
        T sum = _vectorP.Sum();
        _vectorP.Divide(sum, _vectorP);
        _vectorP.AsArray().CopyTo(_result, 0);
        _result[_n] = T.Log(sum) + largest - _o[Target];
    }

    internal override void TensorPrimitives()
    {
        Span<T> p = _result.AsSpan(0, _n);
        T largest = Tensors.Max<T>(_o);
        Tensors.Subtract(_o, largest, p);
        Tensors.Exp<T>(p, p);
        T sum = Tensors.Sum<T>(p);
        Tensors.Divide(p, sum, p);
        _result[_n] = T.Log(sum) + largest - _o[Target];
    }

    internal override void CharRnn()
    {
        Span<T> p = _result.AsSpan(0, _n);
        _o.CopyTo(p);
        _result[_n] = KernelSet<T>.Best.SoftmaxCrossEntropy(p, Target);
    }
}
