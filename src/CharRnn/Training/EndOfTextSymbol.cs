using System.Text;

namespace CharRnn.Training;

/// <summary>The end-of-text symbol of training options in a vocabulary.</summary>
internal static class EndOfTextSymbol
{
    /// <summary>The index of <see cref="TrainingOptions.EndOfText"/>; null when there is none.</summary>
    /// <exception cref="ArgumentException">The vocabulary lacks it.</exception>
    internal static int? FindEndOfText(this TrainingOptions options, Vocabulary vocabulary, string name)
    {
        if (options.EndOfText.Length == 0)
        {
            return null;
        }

        Rune symbol = Rune.GetRuneAt(options.EndOfText, 0);
        return vocabulary.TryGetIndex(symbol, out int index) ? index
            : throw new ArgumentException($"The vocabulary lacks the end-of-text symbol {Vocabulary.Describe(symbol)}.", name);
    }
}
