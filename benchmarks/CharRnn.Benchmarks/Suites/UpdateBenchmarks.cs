using System.Numerics;
using BenchmarkDotNet.Attributes;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Verbs;

namespace CharRnn.Benchmarks.Suites;

/// <summary>One whole training update of one tanh layer.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class UpdateBenchmarks<T> : UpdateSuite<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [Params("m 100, τ 25, B 1", "m 256, τ 50, B 1", "m 512, τ 50, B 32")]
    public string Size { get; set; } = "";

    [GlobalSetup(Target = nameof(MathNet))]
    public void SetupMathNet() => Prepare(Library.MathNet, 1);

    [Benchmark]
    public void MathNet() => Update();

    private protected override Setup ChooseSetup() => Size switch
    {
        "m 100, τ 25, B 1" => Quick.Small,
        "m 256, τ 50, B 1" => Quick.Middle,
        _ => Quick.Large,
    };
}
