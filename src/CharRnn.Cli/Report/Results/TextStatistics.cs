using System.Globalization;

namespace CharRnn.Cli.Report.Results;

/// <summary>A text in numbers.</summary>
internal sealed record TextStatistics
{
    private const int BlockLength = 1 << 14;

    /// <summary>The name of the text in messages: that of the file without its folder.</summary>
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
        Vocabulary vocabulary = text.Vocabulary;
        int[] counts = new int[vocabulary.Count];
        foreach (int index in Indexes(text))
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
            Unigram = ConditionalEntropy(text, order: 1),
            Bigram = ConditionalEntropy(text, order: 2),
            Trigram = ConditionalEntropy(text, order: 3),
        };
    }

    /// <summary>
    /// −Σ n(c x)/n · ln(n(c x)/n(c ·)) over all places, c being the order − 1 characters before x: the mean loss of a table
    /// that was counted on the very text that it is measured on.
    /// </summary>
    internal static double ConditionalEntropy(EncodedText text, int order)
    {
        var together = new Dictionary<UInt128, int>();
        var before = new Dictionary<UInt128, int>();
        UInt128 size = (uint)text.Vocabulary.Count, contexts = 1, context = 0;
        for (int i = 1; i < order; i++)
        {
            contexts *= size;
        }

        int position = 0;
        foreach (int index in Indexes(text))
        {
            if (++position >= order)
            {
                Count(before, context);
                Count(together, (context * size) + (uint)index);
            }

            context = ((context * size) + (uint)index) % contexts;
        }

        double sum = 0;
        foreach ((UInt128 key, int count) in together)
        {
            sum -= count * Math.Log((double)count / before[key / size]);
        }

        return text.Length < order ? 0 : sum / (text.Length - order + 1);
    }

    /// <summary>The text a block at a time: unpacked as a whole it would take four times its memory.</summary>
    private static IEnumerable<int> Indexes(EncodedText text)
    {
        var block = new int[Math.Min(text.Length, BlockLength)];
        for (int start = 0; start < text.Length; start += block.Length)
        {
            int length = Math.Min(block.Length, text.Length - start);
            text.CopyTo(start, block.AsSpan(0, length));
            for (int i = 0; i < length; i++)
            {
                yield return block[i];
            }
        }
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
