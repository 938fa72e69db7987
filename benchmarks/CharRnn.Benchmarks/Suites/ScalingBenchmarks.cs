using BenchmarkDotNet.Attributes;
using CharRnn.Benchmarks.Implementations;

namespace CharRnn.Benchmarks.Suites;

/// <summary>One update of CharRnn as m, τ, B, K, cell and depth grow; the verb <c>scaling</c> adds flops, bytes and the fraction of the peak.</summary>
public class ScalingBenchmarks
{
    private Action _update = null!;

    [ParamsSource(nameof(Points))]
    public string Point { get; set; } = "";

    public static IEnumerable<string> Points => Setups.Keys;

    private static Dictionary<string, Setup> Setups { get; } =
        ((int[])[32, 64, 100, 128, 256, 512, 1024]).Select(m => new Setup(m, 80, 25))
        .Concat(((int[])[5, 10, 50, 100, 200]).Select(steps => new Setup(100, 80, steps)))
        .Concat(((int[])[1, 2, 4, 8, 16, 32, 64]).Select(batch => new Setup(256, 80, 25, batch)))
        .Concat(((int[])[65, 256, 1000, 5000, 20_000]).Select(k => new Setup(100, k, 25)))
        .Concat(Enum.GetValues<RnnCell>().SelectMany(cell => ((int[])[1, 2, 3]).Select(layers => new Setup(128, 65, 50, 16) { Cell = cell, LayerCount = layers })))
        .DistinctBy(setup => setup.ToString())
        .ToDictionary(setup => setup.ToString());

    [GlobalSetup]
    public void Prepare() => _update = Roster.Update<float>(Library.CharRnn, Setups[Point]).Run;

    [Benchmark]
    public void Update() => _update();
}
