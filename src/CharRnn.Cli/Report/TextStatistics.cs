using System.Globalization;

namespace CharRnn.Cli.Report;

/// <summary>A text in numbers.</summary>
internal sealed record TextStatistics
{
    /// <summary>How messages call it: the name of the file without its folder.</summary>
    public required string Name { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>N.</summary>
    public required int Characters { get; init; }

    /// <summary>K.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The characters by their number, the most frequent first.</summary>
    public required IReadOnlyList<CharacterCount> Frequencies { get; init; }

    /// <summary>Entropy of a character, in nats.</summary>
    public required double Unigram { get; init; }

    /// <summary>Entropy of a character given the one before it, in nats.</summary>
    public required double Bigram { get; init; }

    /// <summary>Entropy of a character given the two before it, in nats.</summary>
    public required double Trigram { get; init; }

    internal IEnumerable<CharacterCount> NotAscii => Frequencies.Where(character => character.CodePoint > 0x7F);

    internal static TextStatistics Of(string name, EncodedText text)
    {
        var indexes = new int[text.Length];
        text.CopyTo(0, indexes);
        Vocabulary vocabulary = text.Vocabulary;
        int[] counts = new int[vocabulary.Count];
        foreach (int index in indexes)
        {
            counts[index]++;
        }

        return new TextStatistics
        {
            Name = name,
            Fingerprint = text.Fingerprint,
            Characters = text.Length,
            VocabularySize = vocabulary.Count,
            Frequencies = [.. counts
                .Select((count, index) => new CharacterCount(vocabulary[index].ToString(), vocabulary[index].Value, count))
                .OrderByDescending(character => character.Count).ThenBy(character => character.CodePoint)],
            Unigram = ConditionalEntropy(indexes, vocabulary.Count, order: 1),
            Bigram = ConditionalEntropy(indexes, vocabulary.Count, order: 2),
            Trigram = ConditionalEntropy(indexes, vocabulary.Count, order: 3),
        };
    }

    /// <summary>
    /// −Σ n(c x)/n · ln(n(c x)/n(c ·)) over all places, c being the order − 1 characters before x: the mean loss of a table
    /// that was counted on the very text that it is measured on.
    /// </summary>
    internal static double ConditionalEntropy(ReadOnlySpan<int> text, int vocabularySize, int order)
    {
        var together = new Dictionary<UInt128, int>();
        var before = new Dictionary<UInt128, int>();
        for (int end = order; end <= text.Length; end++)
        {
            UInt128 context = 0;
            foreach (int index in text[(end - order)..(end - 1)])
            {
                context = (context * (uint)vocabularySize) + (uint)index;
            }

            Count(before, context);
            Count(together, (context * (uint)vocabularySize) + (uint)text[end - 1]);
        }

        double sum = 0;
        foreach ((UInt128 key, int count) in together)
        {
            sum -= count * Math.Log((double)count / before[key / (uint)vocabularySize]);
        }

        return text.Length < order ? 0 : sum / (text.Length - order + 1);
    }

    private static void Count(Dictionary<UInt128, int> counts, UInt128 key)
        => System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
}

/// <summary>A character and how often it occurs.</summary>
internal sealed record CharacterCount(string Character, int CodePoint, int Count)
{
    /// <summary>For example U+2019.</summary>
    internal string Code => string.Create(CultureInfo.InvariantCulture, $"U+{CodePoint:X4}");
}
