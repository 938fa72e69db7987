using System.Numerics;
using BenchmarkDotNet.Attributes;
using CharRnn.Benchmarks.Implementations;

namespace CharRnn.Benchmarks.Suites;

/// <summary>One whole training update by every implementation that has gated cells, for the setups of a suite.</summary>
/// <remarks>Textbook loops take seconds at the wide sizes of gated cells and are left out there.</remarks>
public abstract class UpdateSuite<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private Action _update = null!;

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

    /// <summary>The setup of the size being measured.</summary>
    private protected abstract Setup ChooseSetup();

    private protected void Update() => _update();

    private protected void Prepare(Library library, int threadCount)
    {
        Setup setup = ChooseSetup();
        _update = Roster.IsFastEnough(library, setup)
            ? Roster.Update<T>(library, setup, threadCount).Run
            : throw new NotSupportedException($"{library} would need seconds for one update of {setup}.");
    }
}
