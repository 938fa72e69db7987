namespace CharRnn.Writing;

/// <summary>Detects when a text that is being written ends with the stop text.</summary>
internal sealed class StopText
{
    private readonly int[] _characters;
    private int _matched;

    /// <summary>Encodes a stop text; an empty one is never reached.</summary>
    /// <exception cref="ArgumentException">It has a character that the vocabulary lacks, so that it could never be written.</exception>
    internal StopText(string text, Vocabulary vocabulary)
        => _characters = vocabulary.Encode(text, nameof(SamplingOptions.StopText));

    internal bool IsReached => _characters.Length > 0 && _matched == _characters.Length;

    /// <summary>One more character has been written.</summary>
    internal void Append(int character)
    {
        if (_characters.Length == 0)
        {
            return;
        }

        // The text ends with the first _matched characters of the stop text. Finds the longest beginning that matches the longer end:
        ReadOnlySpan<int> stop = _characters;
        int length = Math.Min(_matched + 1, stop.Length);
        while (length > 0 && !(stop[length - 1] == character && stop[(_matched + 1 - length).._matched].SequenceEqual(stop[..(length - 1)])))
        {
            length--;
        }

        _matched = length;
    }
}
