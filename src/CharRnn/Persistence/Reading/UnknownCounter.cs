using System.Globalization;
using System.Text;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.Reading;

/// <summary>Counts the characters of a text that a vocabulary lacks.</summary>
internal sealed class UnknownCounter
{
    /// <summary>Characters that a message lists.</summary>
    private const int ListLength = 12;
    private readonly Dictionary<int, (long Count, long First)> _unknown = [];

    /// <summary>The counted characters, the most frequent first.</summary>
    internal IReadOnlyList<UnknownCharacter> Characters
        => [.. _unknown.OrderByDescending(entry => entry.Value.Count).ThenBy(entry => entry.Key).Select(entry => new UnknownCharacter(new Rune(entry.Key), entry.Value.Count))];

    internal void Add(int scalar, long position)
    {
        (long count, long first) = _unknown.TryGetValue(scalar, out (long Count, long First) entry) ? entry : (0, position);
        _unknown[scalar] = (count + 1, first);
    }

    /// <summary>Refuses a text of which anything has been counted.</summary>
    /// <exception cref="InvalidDataException">Lists the characters with their counts.</exception>
    internal void RequireNone()
    {
        if (_unknown.Count == 0)
        {
            return;
        }

        IReadOnlyList<UnknownCharacter> unknown = Characters;
        long first = _unknown.Values.Min(entry => entry.First);
        string hint = unknown.Select(entry => Vocabulary.LineEndHint(entry.Character)).FirstOrDefault(text => text.Length > 0) ?? "";
        if (unknown is [{ Count: 1 }])
        {
            throw Broken($"Its character {Vocabulary.Describe(unknown[0].Character)} at position {first} is not in the vocabulary.{hint}");
        }

        string what = unknown.Count == 1 ? "Its character" : string.Create(CultureInfo.InvariantCulture, $"{unknown.Count} of its characters");
        throw Broken($"{what} {UnknownCharacter.List(unknown, ListLength)}, first at position {first}, {(unknown.Count == 1 ? "is" : "are")} not in the vocabulary.{hint}");
    }
}
