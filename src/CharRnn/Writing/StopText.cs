using System.Text;

namespace CharRnn.Writing;

/// <summary>Follows a text that is being written and tells when it has come to end with the stop text.</summary>
internal sealed class StopText
{
    private readonly int[] _characters;
    private int _matched;

    /// <summary>A stop text with a character that the vocabulary lacks can never be written: it counts as none.</summary>
    internal StopText(string text, Vocabulary vocabulary)
    {
        var characters = new List<int>();
        foreach (Rune character in text.EnumerateRunes())
        {
            if (!vocabulary.TryGetIndex(character, out int index))
            {
                characters.Clear();
                break;
            }

            characters.Add(index);
        }

        _characters = [.. characters];
    }

    internal bool IsReached => _characters.Length > 0 && _matched == _characters.Length;

    /// <summary>One more character has been written.</summary>
    internal void Append(int character)
    {
        if (_characters.Length == 0)
        {
            return;
        }

        // The text ends with the first _matched characters of the stop text. The longest beginning that fits the longer end:
        ReadOnlySpan<int> stop = _characters;
        int length = Math.Min(_matched + 1, stop.Length);
        while (length > 0 && !(stop[length - 1] == character && stop[(_matched + 1 - length).._matched].SequenceEqual(stop[..(length - 1)])))
        {
            length--;
        }

        _matched = length;
    }
}
