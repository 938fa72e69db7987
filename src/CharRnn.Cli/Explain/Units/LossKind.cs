using System.Text;

namespace CharRnn.Cli.Explain.Units;

/// <summary>Characters of a passage of one kind, whose losses are averaged to see what a network learns first.</summary>
/// <param name="Name">Its name on the page.</param>
/// <param name="Places">The characters, counted from the passage's start.</param>
internal sealed record LossKind(string Name, IReadOnlyList<int> Places)
{
    /// <summary>A mean over fewer characters says nothing.</summary>
    private const int FewestPlaces = 5;

    /// <summary>The kinds that the passage has enough of. Every character is of one kind.</summary>
    /// <param name="text">The text, of which the passage is a part.</param>
    /// <param name="start">The start of the passage in the text.</param>
    /// <param name="length">The passage's length.</param>
    internal static IReadOnlyList<LossKind> Of(Rune[] text, int start, int length)
    {
        var words = new WordScan(text);
        return
        [
            .. Enumerable.Range(0, length).GroupBy(place => KindOf(text[start + place], words.Position[start + place]))
                .Where(kind => kind.Count() >= FewestPlaces).OrderBy(kind => kind.Key).Select(kind => new LossKind(NameOf(kind.Key), [.. kind])),
        ];
    }

    /// <summary>Mean of the losses at the places that have one, in nats per character.</summary>
    internal double MeanOf(IReadOnlyList<double> losses) => Mean(Places.Select(place => losses[place]));

    /// <summary>Mean of the losses that are numbers; NaN if none is.</summary>
    internal static double Mean(IEnumerable<double> losses) => losses.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private static Kind KindOf(Rune character, float positionInWord)
        => positionInWord > 1 ? Kind.Spelling
            : positionInWord == 1 ? Kind.Word
            : Rune.IsWhiteSpace(character) ? Kind.Space
            : character.Value is '"' or '“' or '”' or '„' or '«' or '»' ? Kind.Quote
            : Kind.Mark;

    private static string NameOf(Kind kind) => kind switch
    {
        Kind.Spelling => "letters inside words",
        Kind.Word => "first letters of words",
        Kind.Space => "spaces and line ends",
        Kind.Quote => "quotation marks",
        _ => "punctuation and digits",
    };

    private enum Kind
    {
        Space,
        Spelling,
        Word,
        Mark,
        Quote,
    }
}
