using CharRnn.Kernels;
using MathNet.Numerics.LinearAlgebra;
using Tensors = System.Numerics.Tensors.TensorPrimitives;

namespace CharRnn.Benchmarks.Kernels;

/// <summary>G += g², θ −= η g / √(G + ε) for a square matrix of parameters.</summary>
internal sealed class AdaGradCase<T> : KernelCase<T>
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    private readonly T _learningRate = T.CreateChecked(0.1), _epsilon = T.CreateChecked(1e-8);
    private readonly T[] _start, _theta, _g, _sums, _scratch;
    private readonly Matrix<T> _matrixTheta, _matrixG, _matrixSums, _matrixScratch;

    internal AdaGradCase(int n)
    {
        _start = RandomNumbers(n * n, 1);
        (_theta, _g, _sums, _scratch) = ([.. _start], RandomNumbers(n * n, 2), new T[n * n], new T[n * n]);
        _matrixTheta = Matrix<T>.Build.Dense(n, n, _theta);
        _matrixG = Matrix<T>.Build.Dense(n, n, _g);
        _matrixSums = Matrix<T>.Build.Dense(n, n, _sums);
        _matrixScratch = Matrix<T>.Build.Dense(n, n, _scratch);
    }

    internal override string Name => "AdaGrad (n × n)";

    internal override ReadOnlySpan<T> Result => _theta;

    internal override void Reset()
    {
        _start.CopyTo(_theta, 0);
        Array.Clear(_sums);
    }

    internal override void PlainLoops()
    {
        T[] theta = _theta, gradients = _g, sums = _sums;
        T learningRate = _learningRate, epsilon = _epsilon;
        for (int i = 0; i < theta.Length; i++)
        {
            T g = gradients[i];
            sums[i] += g * g;
            theta[i] -= learningRate * g / T.Sqrt(sums[i] + epsilon);
        }
    }

    internal override void MathNet()
    {
        _matrixG.PointwiseMultiply(_matrixG, _matrixScratch);
        _matrixSums.Add(_matrixScratch, _matrixSums);
        _matrixSums.Add(_epsilon, _matrixScratch);
        _matrixScratch.PointwiseSqrt(_matrixScratch);
        _matrixG.PointwiseDivide(_matrixScratch, _matrixScratch);
        _matrixScratch.Multiply(_learningRate, _matrixScratch);
        _matrixTheta.Subtract(_matrixScratch, _matrixTheta);
    }

    internal override void TensorPrimitives()
    {
        Tensors.MultiplyAdd<T>(_g, _g, _sums, _sums);
        Tensors.Add(_sums, _epsilon, _scratch);
        Tensors.Sqrt<T>(_scratch, _scratch);
        Tensors.Divide<T>(_g, _scratch, _scratch);
        Tensors.Multiply(_scratch, _learningRate, _scratch);
        Tensors.Subtract<T>(_theta, _scratch, _theta);
    }

    internal override void CharRnn() => KernelSet<T>.Best.AdaGrad(_theta, _g, _sums, new(_learningRate, _epsilon), GradientAdjustment<T>.None);
}
