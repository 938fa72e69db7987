using System.Numerics;
using BenchmarkDotNet.Attributes;
using CharRnn.Benchmarks.Implementations;

namespace CharRnn.Benchmarks.Suites;

/// <summary>One generated character: a step of the network, softmax, a draw.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class GenerateBenchmarks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Action _write = null!;

    [Params(100, 512)]
    public int HiddenSize { get; set; }

    [GlobalSetup(Target = nameof(TextbookLoops))]
    public void SetupTextbookLoops() => Prepare(Library.TextbookLoops);

    [Benchmark(Baseline = true)]
    public void TextbookLoops() => _write();

    [GlobalSetup(Target = nameof(MathNet))]
    public void SetupMathNet() => Prepare(Library.MathNet);

    [Benchmark]
    public void MathNet() => _write();

#if TORCHSHARP
    [GlobalSetup(Target = nameof(TorchSharp))]
    public void SetupTorchSharp() => Prepare(Library.TorchSharp);

    [Benchmark]
    public void TorchSharp() => _write();
#endif

    [GlobalSetup(Target = nameof(CharRnn))]
    public void SetupCharRnn() => Prepare(Library.CharRnn);

    [Benchmark]
    public void CharRnn() => _write();

    private void Prepare(Library library) => _write = Roster.Generate<T>(library, new Setup(HiddenSize, 80, 25)).Run;
}
