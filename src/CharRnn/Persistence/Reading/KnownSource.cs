using System.Globalization;
using System.Text;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.Reading;

/// <summary>Leaves out the characters that a vocabulary lacks, and counts them.</summary>
internal sealed class KnownSource(IScalarSource source, Vocabulary vocabulary) : ChangedSource(source)
{
    /// <summary>Characters that a message lists.</summary>
    private const int ListLength = 12;
    private readonly Dictionary<int, (long Count, long First)> _unknown = [];
    private long _position;

    /// <summary>What has been left out so far, the most frequent first.</summary>
    internal IReadOnlyList<CharacterCount> Unknown
        => [.. _unknown.OrderByDescending(entry => entry.Value.Count).ThenBy(entry => entry.Key).Select(entry => new CharacterCount(new Rune(entry.Key), entry.Value.Count))];

    /// <summary>Refuses the text if anything has been left out.</summary>
    /// <exception cref="InvalidDataException">Lists the characters with their counts.</exception>
    internal void RequireNothingUnknown()
    {
        if (_unknown.Count == 0)
        {
            return;
        }

        IReadOnlyList<CharacterCount> unknown = Unknown;
        if (unknown.Count == 1 && unknown[0].Count == 1)
        {
            throw Broken($"Its character {Vocabulary.Describe(unknown[0].Character)} at position {_unknown[unknown[0].Character.Value].First} is not in the vocabulary.{Hint(unknown)}");
        }

        string list = CharacterCount.List(unknown, ListLength);
        string what = unknown.Count == 1 ? "a character" : string.Create(CultureInfo.InvariantCulture, $"{unknown.Count} different characters");
        throw Broken($"It has {what} that {(unknown.Count == 1 ? "is" : "are")} not in the vocabulary, the first at position {_unknown.Values.Min(entry => entry.First)}: {list}.{Hint(unknown)}");
    }

    protected override void Change(ReadOnlySpan<int> scalars, List<int> output)
    {
        foreach (int scalar in scalars)
        {
            if (vocabulary.TryGetIndex(new Rune(scalar), out _))
            {
                output.Add(scalar);
            }
            else
            {
                (long count, long first) = _unknown.TryGetValue(scalar, out (long Count, long First) entry) ? entry : (0, _position);
                _unknown[scalar] = (count + 1, first);
            }

            _position++;
        }
    }

    protected override void End(List<int> output)
    {
    }

    private static string Hint(IReadOnlyList<CharacterCount> unknown)
        => unknown.Select(entry => Vocabulary.LineEndHint(entry.Character)).FirstOrDefault(hint => hint.Length > 0) ?? "";
}
