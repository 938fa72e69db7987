using System.Numerics;
using BenchmarkDotNet.Attributes;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Verbs;

namespace CharRnn.Benchmarks.Suites;

/// <summary>One whole training update.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class UpdateBenchmarks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Action _update = null!;

    [Params("m 100, τ 25, B 1", "m 256, τ 50, B 1", "m 512, τ 50, B 32")]
    public string Size { get; set; } = "";

    [GlobalSetup(Target = nameof(TextbookLoops))]
    public void SetupTextbookLoops() => Prepare(Library.TextbookLoops, 1);

    [Benchmark(Baseline = true)]
    public void TextbookLoops() => _update();

    [GlobalSetup(Target = nameof(MathNet))]
    public void SetupMathNet() => Prepare(Library.MathNet, 1);

    [Benchmark]
    public void MathNet() => _update();

#if TORCHSHARP
    [GlobalSetup(Target = nameof(TorchSharp))]
    public void SetupTorchSharp() => Prepare(Library.TorchSharp, 1);

    [Benchmark]
    public void TorchSharp() => _update();

    [GlobalSetup(Target = nameof(TorchSharp2Threads))]
    public void SetupTorchSharp2Threads() => Prepare(Library.TorchSharp, 2);

    [Benchmark]
    public void TorchSharp2Threads() => _update();
#endif

    [GlobalSetup(Target = nameof(CharRnn))]
    public void SetupCharRnn() => Prepare(Library.CharRnn, 1);

    [Benchmark]
    public void CharRnn() => _update();

    [GlobalSetup(Target = nameof(CharRnn2Threads))]
    public void SetupCharRnn2Threads() => Prepare(Library.CharRnn, 2);

    [Benchmark]
    public void CharRnn2Threads() => _update();

    private void Prepare(Library library, int threadCount)
    {
        Setup setup = Size switch
        {
            "m 100, τ 25, B 1" => Quick.Small,
            "m 256, τ 50, B 1" => Quick.Middle,
            _ => Quick.Large,
        };
        _update = Roster.Update<T>(library, setup, threadCount).Run;
    }
}
