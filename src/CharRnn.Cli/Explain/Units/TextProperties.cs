using System.Globalization;
using System.Text;

namespace CharRnn.Cli.Explain.Units;

/// <summary>The properties that units are compared with.</summary>
internal static class TextProperties
{
    /// <summary>Single characters that are looked at: the most frequent ones.</summary>
    private const int SingleCharacters = 12;

    /// <summary>All properties of a text.</summary>
    internal static IReadOnlyList<TextProperty> Of(Rune[] text)
    {
        var words = new WordScan(text);
        var lines = new LineScan(text);
        var properties = new List<TextProperty>
        {
            Number("inside quotes", Quotes.Mark(text)),
            Number("depth of brackets", Depth(text)),
            Number("position in the line", lines.Position),
            At("in the indentation of a line", i => lines.IsIndentation[i]),
            At("in a line that ends with a colon", i => lines.EndsWithColon[i]),
            At("in the first line after a blank one", i => lines.FollowsBlank[i]),
            Where("inside a word", Rune.IsLetter),
            Number("position in the word", words.Position),
            At("first letter of a word", i => words.Position[i] == 1),
            At("last letter of a word", i => words.Position[i] > 0 && (i + 1 == text.Length || words.Position[i + 1] == 0)),
            At("in a capitalised word", i => words.StartsWithCapital[i]),
            At("in a word all in capitals", i => words.IsInCapitals[i]),
            Where("capital letter", Rune.IsUpper),
            Where("vowel", IsVowel),
            Where("consonant", rune => Rune.IsLetter(rune) && !IsVowel(rune)),
            Where("digit", Rune.IsDigit),
            Where("punctuation", Rune.IsPunctuation),
            Where("space", rune => rune.Value == ' '),
            Where("end of a line", rune => rune.Value == '\n'),
            At("after the end of a sentence, before the next word", i => words.IsBetweenSentences[i]),
            Number("position in the sentence", words.PositionInSentence),
        };
        properties.AddRange(MostFrequent(text).Select(frequent => Where($"the character {frequent}", rune => rune == frequent)));
        return properties;

        TextProperty Where(string name, Func<Rune, bool> holds) => At(name, i => holds(text[i]));

        TextProperty At(string name, Func<int, bool> holds) => Number(name, [.. Enumerable.Range(0, text.Length).Select(i => holds(i) ? 1f : 0f)]);

        static TextProperty Number(string name, float[] values) => new(name, values);
    }

    private static IEnumerable<Rune> MostFrequent(Rune[] text)
        => text.Where(rune => !Rune.IsWhiteSpace(rune)).CountBy(rune => rune).OrderByDescending(count => count.Value).ThenBy(count => count.Key)
            .Take(SingleCharacters).Select(count => count.Key);

    /// <summary>A letter that is a, e, i, o or u once accents are taken off.</summary>
    private static bool IsVowel(Rune rune)
        => Rune.IsLetter(rune) && rune.ToString().Normalize(NormalizationForm.FormD) is [var first, ..] && "aeiou".Contains(char.ToLowerInvariant(first), StringComparison.Ordinal);

    private static float[] Depth(Rune[] text)
    {
        int depth = 0;
        return [.. text.Select(rune =>
        {
            depth = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.OpenPunctuation => depth + 1,
                UnicodeCategory.ClosePunctuation => Math.Max(0, depth - 1),
                _ => depth,
            };
            return (float)depth;
        })];
    }
}
