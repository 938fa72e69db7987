using System.Globalization;
using System.Numerics;
using CharRnn.Benchmarks.Measuring;

namespace CharRnn.Benchmarks.Implementations;

internal enum Library
{
    TextbookLoops,
    MathNet,
    TorchSharp,
    CharRnn,
}

/// <summary>Creates the implementations for a setup, ready to be measured.</summary>
internal static class Roster
{
    /// <summary>Why TorchSharp cannot be used; null if it can.</summary>
    internal static string? TorchSharpIsMissing { get; } = FindTorchSharp();

    internal static ICharacterRnn Create<T>(Library library, Setup setup, int threadCount)
        where T : unmanaged, IFloatingPointIeee754<T>
        => library switch
        {
            Library.TextbookLoops => setup.IsVanilla ? new TextbookRnn<T>(setup) : new TextbookCellRnn<T>(setup),
            Library.MathNet => setup.BatchSize == 1 ? new MathNetRnn<T>(setup) : new MathNetBatchRnn<T>(setup),
            Library.TorchSharp => CreateTorchSharp<T>(setup, threadCount),
            _ => new ProductRnn<T>(setup, threadCount),
        };

    /// <summary>One training update of an implementation on the windows of a synthetic text.</summary>
    internal static Contender Update<T>(Library library, Setup setup, int threadCount = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Settle<T>(library, threadCount);
        ICharacterRnn rnn = Create<T>(library, setup, threadCount);
        var text = new SyntheticText(setup);
        return new Contender(Label<T>(library, threadCount), () => text.Update(rnn), library == Library.TorchSharp && threadCount > 1);
    }

    /// <summary>One character written by an implementation.</summary>
    internal static Contender Generate<T>(Library library, Setup setup, int threadCount = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ICharacterRnn rnn = Create<T>(library, setup, threadCount);
        var random = new Random(1);
        rnn.BeginText();
        rnn.Read(0);
        return new Contender(Label<T>(library, threadCount), () => rnn.WriteCharacter(random), library == Library.TorchSharp && threadCount > 1);
    }

    /// <summary>Whether an implementation has the network of a setup: MathNet is only compared with one tanh layer.</summary>
    internal static bool Has(Library library, Setup setup)
        => library switch
        {
            Library.TorchSharp => TorchSharpIsMissing is null,
            Library.MathNet => setup.IsVanilla,
            _ => true,
        };

    /// <summary>Whether textbook loops take less than about a second for an update.</summary>
    internal static bool IsFastEnough(Library library, Setup setup) => library != Library.TextbookLoops || setup.IsVanilla || setup.MultiplyAdds < 1e8;

    internal static string Label<T>(Library library, int threadCount)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{(library == Library.TextbookLoops ? "textbook loops" : library.ToString())} {(typeof(T) == typeof(float) ? "float" : "double")}{(threadCount > 1 ? $", {threadCount} threads" : "")}");

    /// <summary>
    /// Runs a few updates of a small network first. Otherwise an implementation that needs seconds for one update would be measured
    /// while it still runs the JIT's first, unoptimised code.
    /// </summary>
    private static void Settle<T>(Library library, int threadCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (int batch in (int[])[1, 8])
        {
            var small = new Setup(32, 16, 5, batch);
            using ICharacterRnn rnn = Create<T>(library, small, threadCount);
            var text = new SyntheticText(small);
            for (int i = 0; i < 100; i++)
            {
                text.Update(rnn);
            }
        }
    }

#if TORCHSHARP
    private static TorchSharpRnn<T> CreateTorchSharp<T>(Setup setup, int threadCount)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(setup, threadCount);

    private static string? FindTorchSharp() => TorchSharpRnn<float>.IsAvailable(out string reason) ? null : $"libtorch does not load: {reason}";
#else
    private static ICharacterRnn CreateTorchSharp<T>(Setup setup, int threadCount)
        where T : unmanaged, IFloatingPointIeee754<T>
        => throw new NotSupportedException($"{TorchSharpIsMissing} ({setup}, {threadCount} threads)");

    private static string? FindTorchSharp() => "built without it; -p:TorchSharp=true brings it in";
#endif
}
