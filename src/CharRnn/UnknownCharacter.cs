using System.Globalization;
using System.Text;

namespace CharRnn;

/// <summary>A character of a text that a vocabulary lacks, and its number of occurrences.</summary>
/// <param name="Character">The character.</param>
/// <param name="Count">The number of occurrences, 1 or more.</param>
public readonly record struct UnknownCharacter(Rune Character, long Count)
{
    /// <summary>For example <c>'é' (U+00E9) 12 times</c>.</summary>
    /// <returns>The character and its count, in the invariant culture.</returns>
    public override string ToString()
        => Vocabulary.Describe(Character) + (Count == 1 ? " 1 time" : string.Create(CultureInfo.InvariantCulture, $" {Count:N0} times"));

    /// <summary>The first entries of a list and the number of the others, for a message.</summary>
    internal static string List(IReadOnlyList<UnknownCharacter> characters, int limit)
    {
        string list = string.Join(", ", characters.Take(limit));
        return characters.Count <= limit ? list : string.Create(CultureInfo.InvariantCulture, $"{list} and {characters.Count - limit} more");
    }
}
