using System.Numerics;
using BenchmarkDotNet.Attributes;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Verbs;

namespace CharRnn.Benchmarks.Suites;

/// <summary>One whole training update of gated cells.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class CellUpdateBenchmarks<T> : UpdateSuite<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Params("LSTM m 100, τ 25, B 1", "LSTM 2 × 128, τ 50, B 50", "GRU 2 × 128, τ 50, B 50", "LSTM 2 × 512, τ 50, B 50")]
    public string Size { get; set; } = "";

    private protected override Setup ChooseSetup() => Size switch
    {
        "LSTM m 100, τ 25, B 1" => Quick.SmallLstm,
        "LSTM 2 × 128, τ 50, B 50" => Quick.DefaultLstm,
        "GRU 2 × 128, τ 50, B 50" => Quick.DefaultGru,
        _ => Quick.WideLstm,
    };
}
