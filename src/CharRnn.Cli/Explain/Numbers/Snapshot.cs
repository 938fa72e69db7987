using System.Numerics;
using CharRnn.Cli.Explain.Units;

namespace CharRnn.Cli.Explain.Numbers;

/// <summary>A network on its way through training, and how well it predicts the passage.</summary>
/// <param name="Updates">Updates that it has learned from; null if its file does not say.</param>
/// <param name="Losses">−ln p of each character of the passage in nats; NaN where nothing predicts it.</param>
/// <param name="Sample">A sample, with the same random numbers for all networks.</param>
internal sealed record Snapshot(long? Updates, IReadOnlyList<double> Losses, string Sample)
{
    private const int SampleLength = 200;
    private const int SampleSeed = 1;

    /// <summary>Characters that are read before the passage, at most.</summary>
    private const int MostBefore = 2000;

    /// <summary>Mean loss of the passage in nats per character.</summary>
    internal double MeanLoss => LossKind.Mean(Losses);

    /// <summary>Measures one network.</summary>
    /// <param name="updates">The number of updates in its file.</param>
    /// <param name="model">The network.</param>
    /// <param name="text">The whole text in the model's characters.</param>
    /// <param name="start">The start of the passage.</param>
    /// <param name="length">Its length.</param>
    internal static Snapshot Of<T>(long? updates, RnnModel<T> model, EncodedText text, int start, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int from = Math.Max(0, start - MostBefore);
        var characters = new int[start + length - from];
        text.CopyTo(from, characters);
        var losses = new T[characters.Length - 1];
        model.Score(characters, losses);

        // The loss of character i of the text is at i − from − 1; the text's first character has none.
        IEnumerable<double> passage = Enumerable.Range(start - from - 1, length).Select(i => i < 0 ? double.NaN : double.CreateTruncating(losses[i]));
        return new(updates, [.. passage], WriteSample(model));
    }

    /// <summary>A text that a network writes from the zero state.</summary>
    internal static string WriteSample<T>(RnnModel<T> model)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new TextGenerator<T>(model, new Random(SampleSeed)).Generate(SampleLength);
}
