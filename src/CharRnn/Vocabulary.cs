using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;

namespace CharRnn;

/// <summary>The characters of a network: distinct Unicode scalar values in ordinal order, with the indexes 0 to K − 1.</summary>
/// <remarks>Immutable, so safe to share between threads. Two vocabularies are equal when they hold the same characters.</remarks>
public sealed class Vocabulary : IEquatable<Vocabulary>, IReadOnlyList<Rune>
{
    private const int DirectSize = 0x3000;
    private const int Unknown = -1;
    private const char ByteOrderMark = '\uFEFF';
    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, int>? _rareIndexes;

    // Characters below U+3000 are looked up directly; the others in a dictionary.
    private readonly int[] _indexes;

    private Vocabulary(Rune[] characters)
    {
        _characters = characters;
        int largest = characters[^1].Value;
        _indexes = new int[Math.Min(largest + 1, DirectSize)];
        Array.Fill(_indexes, Unknown);
        for (int i = 0; i < characters.Length; i++)
        {
            if (characters[i].Value < DirectSize)
            {
                _indexes[characters[i].Value] = i;
            }
            else
            {
                (_rareIndexes ??= []).Add(characters[i], i);
            }
        }
    }

    /// <summary>Number of characters, <em>K</em>.</summary>
    public int Count => _characters.Length;

    /// <summary>The character with an index.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is outside the vocabulary.</exception>
    public Rune this[int index]
        => (uint)index < (uint)_characters.Length ? _characters[index]
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"The vocabulary has the indexes 0 to {Count - 1}.");

    /// <summary>Creates a vocabulary from the distinct characters of a text.</summary>
    /// <param name="text">The text; a byte-order mark at its start is not a character of it.</param>
    /// <returns>The characters in ordinal order.</returns>
    /// <exception cref="ArgumentException">The text is empty, or has a lone surrogate: the message gives its position.</exception>
    public static Vocabulary FromText(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> content = WithoutByteOrderMark(text);
        var seen = new HashSet<int>();
        Span<bool> seenDirect = new bool[DirectSize];
        for (int position = 0; position < content.Length;)
        {
            int value = content[position];
            if (value < DirectSize)
            {
                seenDirect[value] = true;
                position++;
                continue;
            }

            Rune rune = DecodeAt(content, ref position, text.Length - content.Length, nameof(text));
            seen.Add(rune.Value);
        }

        for (int value = 0; value < DirectSize; value++)
        {
            if (seenDirect[value])
            {
                seen.Add(value);
            }
        }

        if (seen.Count == 0)
        {
            throw new ArgumentException("The text is empty; a vocabulary needs at least one character.", nameof(text));
        }

        return new Vocabulary([.. seen.Order().Select(value => new Rune(value))]);
    }

    /// <summary>Creates a vocabulary from given characters, for example those stored in a file.</summary>
    /// <param name="characters">Distinct characters in any order.</param>
    /// <returns>The characters in ordinal order.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="characters"/> is null.</exception>
    /// <exception cref="ArgumentException">The sequence is empty, or a character occurs twice.</exception>
    public static Vocabulary FromCharacters(IEnumerable<Rune> characters)
    {
        ArgumentNullException.ThrowIfNull(characters);
        Rune[] sorted = [.. characters.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("A vocabulary needs at least one character.", nameof(characters));
        }

        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                throw new ArgumentException($"The character {Describe(sorted[i])} occurs twice.", nameof(characters));
            }
        }

        return new Vocabulary(sorted);
    }

    /// <summary>The characters of this vocabulary and of another one.</summary>
    /// <param name="other">Any vocabulary.</param>
    /// <returns>All of these characters in ordinal order; this vocabulary itself if it contains all of them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public Vocabulary Union(Vocabulary other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Rune[] added = [.. other._characters.Where(character => !TryGetIndex(character, out _))];
        return added.Length == 0 ? this : new Vocabulary([.. _characters.Concat(added).Order()]);
    }

    /// <summary>Looks up the index of a character.</summary>
    /// <param name="character">Any Unicode scalar value.</param>
    /// <param name="index">Its index, or −1.</param>
    /// <returns>Whether the vocabulary has the character.</returns>
    public bool TryGetIndex(Rune character, out int index)
    {
        if (character.Value < DirectSize)
        {
            index = character.Value < _indexes.Length ? _indexes[character.Value] : Unknown;
        }
        else if (_rareIndexes is null || !_rareIndexes.TryGetValue(character, out index))
        {
            index = Unknown;
        }

        return index != Unknown;
    }

    /// <summary>Turns a text into indexes.</summary>
    /// <param name="text">The text; a byte-order mark at its start is skipped unless the vocabulary has it.</param>
    /// <returns>One index per Unicode scalar value. Nothing else of the text's size is allocated.</returns>
    /// <exception cref="ArgumentException">
    /// The text has a character that the vocabulary lacks, or a lone surrogate: the message gives it and its position,
    /// counted in UTF-16 units from 0.
    /// </exception>
    public int[] Encode(ReadOnlySpan<char> text) => Encode(text, nameof(text));

    /// <summary>Counts the characters of a text that the vocabulary lacks.</summary>
    /// <param name="text">The text; a byte-order mark at its start is not a character of it.</param>
    /// <returns>The characters, the most frequent first; empty if the vocabulary has all of them. A lone surrogate counts as U+FFFD.</returns>
    public IReadOnlyList<UnknownCharacter> FindUnknown(ReadOnlySpan<char> text)
    {
        var unknown = new Dictionary<Rune, long>();
        foreach (Rune character in WithoutByteOrderMark(text).EnumerateRunes())
        {
            if (!TryGetIndex(character, out _))
            {
                unknown[character] = unknown.GetValueOrDefault(character) + 1;
            }
        }

        return [.. unknown.Select(entry => new UnknownCharacter(entry.Key, entry.Value)).OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Character)];
    }

    /// <summary>Turns indexes back into text.</summary>
    /// <param name="indexes">Each from 0 to <see cref="Count"/> − 1.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the vocabulary.</exception>
    public string Decode(ReadOnlySpan<int> indexes)
    {
        var text = new StringBuilder(indexes.Length);
        Span<char> utf16 = stackalloc char[2];
        foreach (int index in indexes)
        {
            if ((uint)index >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(indexes), index, $"The vocabulary has the indexes 0 to {Count - 1}.");
            }

            text.Append(utf16[.._characters[index].EncodeToUtf16(utf16)]);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public bool Equals(Vocabulary? other) => other is not null && _characters.AsSpan().SequenceEqual(other._characters);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Vocabulary);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (Rune character in _characters)
        {
            hash.Add(character.Value);
        }

        return hash.ToHashCode();
    }

    /// <summary>All characters in index order, as one string.</summary>
    /// <returns>The characters.</returns>
    public override string ToString() => string.Concat(_characters.Select(character => character.ToString()));

    /// <inheritdoc/>
    public IEnumerator<Rune> GetEnumerator() => ((IEnumerable<Rune>)_characters).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A character as an error message shows it: <c>'é' (U+00E9)</c>.</summary>
    internal static string Describe(Rune character)
    {
        string code = "U+" + character.Value.ToString("X4", CultureInfo.InvariantCulture);
        return Rune.IsControl(character) || Rune.IsWhiteSpace(character) ? code : $"'{character}' ({code})";
    }

    /// <summary>A hint for a carriage return that a vocabulary lacks; empty for every other character.</summary>
    internal static string LineEndHint(Rune character)
        => character.Value == '\r' ? " The text has line ends CR LF, the vocabulary LF alone: convert the line ends, for example with dos2unix." : "";

    /// <summary>As <see cref="Encode(ReadOnlySpan{char})"/>, for a text that the caller knows under another name.</summary>
    internal int[] Encode(ReadOnlySpan<char> text, string name)
    {
        ReadOnlySpan<char> content = TryGetIndex(new Rune(ByteOrderMark), out _) ? text : WithoutByteOrderMark(text);
        int offset = text.Length - content.Length;
        int[] indexes = new int[CountScalars(content)];
        int count = 0;
        for (int position = 0; position < content.Length;)
        {
            int value = content[position], start = position, index;
            if (value < _indexes.Length)
            {
                index = _indexes[value];
                position++;
            }
            else
            {
                TryGetIndex(DecodeAt(content, ref position, offset, name), out index);
            }

            if (index == Unknown)
            {
                Rune.DecodeFromUtf16(content[start..], out Rune rune, out _);
                throw new ArgumentException(
                    $"The character {Describe(rune)} at position {(start + offset).ToString(CultureInfo.InvariantCulture)} is not in the vocabulary.{LineEndHint(rune)}",
                    name);
            }

            indexes[count++] = index;
        }

        return indexes;
    }

    private static ReadOnlySpan<char> WithoutByteOrderMark(ReadOnlySpan<char> text)
        => text.Length > 0 && text[0] == ByteOrderMark ? text[1..] : text;

    private static int CountScalars(ReadOnlySpan<char> text)
    {
        int pairs = 0;
        ReadOnlySpan<char> rest = text;
        for (int next; (next = rest.IndexOfAnyInRange('\uDC00', '\uDFFF')) >= 0; rest = rest[(next + 1)..])
        {
            pairs++;
        }

        return text.Length - pairs;
    }

    private static Rune DecodeAt(ReadOnlySpan<char> text, ref int position, int offset, string name)
    {
        if (Rune.DecodeFromUtf16(text[position..], out Rune rune, out int consumed) != OperationStatus.Done)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The text has a lone surrogate (U+{(int)text[position]:X4}) at position {position + offset}; it is not valid Unicode."),
                name);
        }

        position += consumed;
        return rune;
    }
}
