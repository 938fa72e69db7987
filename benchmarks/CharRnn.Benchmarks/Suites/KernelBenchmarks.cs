using System.Numerics;
using BenchmarkDotNet.Attributes;
using CharRnn.Benchmarks.Kernels;

namespace CharRnn.Benchmarks.Suites;

/// <summary>The kernels, each computed in four ways.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class KernelBenchmarks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private KernelCase<T> _case = null!;

    [Params("matrix · vector", "transposed matrix · vector", "25 outer products", "matrix · matrix", "tanh", "softmax + cross-entropy", "AdaGrad (n × n)")]
    public string Kernel { get; set; } = "";

    [Params(64, 100, 256, 512)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _case = KernelCase<T>.All(Size).Single(kernel => kernel.Name == Kernel);
        _case.Verify();
    }

    [Benchmark(Baseline = true)]
    public void PlainLoops() => _case.PlainLoops();

    [Benchmark]
    public void MathNet() => _case.MathNet();

    [Benchmark]
    public void TensorPrimitives() => _case.TensorPrimitives();

    [Benchmark]
    public void CharRnn() => _case.CharRnn();
}
