using System.Numerics;
using BenchmarkDotNet.Attributes;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Verbs;

namespace CharRnn.Benchmarks.Suites;

/// <summary>One generated character: a step of the network, the softmax, a random draw.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class GenerateBenchmarks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Action _write = null!;

    [Params("tanh m 100", "tanh m 512", "LSTM m 128", "LSTM 2 × 512", "GRU 2 × 128")]
    public string Network { get; set; } = "";

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

    /// <summary>MathNet has no gated cell here, so BenchmarkDotNet prints NA.</summary>
    private void Prepare(Library library)
    {
        Setup setup = Network switch
        {
            "tanh m 100" => Quick.Small,
            "tanh m 512" => Quick.Wide,
            "LSTM m 128" => Quick.WritingLstm,
            "LSTM 2 × 512" => Quick.WideLstm with { BatchSize = 1 },
            _ => Quick.DefaultGru with { BatchSize = 1 },
        };
        _write = Roster.Has(library, setup) ? Roster.Generate<T>(library, setup).Run : throw new NotSupportedException($"{library} has no {setup.Network} here.");
    }
}
