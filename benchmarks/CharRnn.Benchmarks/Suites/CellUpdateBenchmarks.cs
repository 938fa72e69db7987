using System.Numerics;
using BenchmarkDotNet.Attributes;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Verbs;

namespace CharRnn.Benchmarks.Suites;

/// <summary>One whole training update of gated cells. Textbook loops take seconds at the wide sizes and are left out there.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class CellUpdateBenchmarks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Action _update = null!;

    [Params("LSTM m 100, τ 25, B 1", "LSTM 2 × 128, τ 50, B 50", "GRU 2 × 128, τ 50, B 50", "LSTM 2 × 512, τ 50, B 50")]
    public string Size { get; set; } = "";

    [GlobalSetup(Target = nameof(TextbookLoops))]
    public void SetupTextbookLoops() => Prepare(Library.TextbookLoops, 1);

    [Benchmark]
    public void TextbookLoops() => _update();

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

    [Benchmark(Baseline = true)]
    public void CharRnn() => _update();

    [GlobalSetup(Target = nameof(CharRnn2Threads))]
    public void SetupCharRnn2Threads() => Prepare(Library.CharRnn, 2);

    [Benchmark]
    public void CharRnn2Threads() => _update();

    private void Prepare(Library library, int threadCount)
    {
        Setup setup = Size switch
        {
            "LSTM m 100, τ 25, B 1" => Quick.SmallLstm,
            "LSTM 2 × 128, τ 50, B 50" => Quick.DefaultLstm,
            "GRU 2 × 128, τ 50, B 50" => Quick.DefaultGru,
            _ => Quick.WideLstm,
        };
        _update = Roster.IsFastEnough(library, setup)
            ? Roster.Update<T>(library, setup, threadCount).Run
            : throw new NotSupportedException($"{library} would need seconds for one update of {setup}.");
    }
}
