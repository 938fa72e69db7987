namespace CharRnn.Writing;

/// <summary>Collects the characters of a text until it has its length or ends with the stop text.</summary>
internal sealed class WrittenText(Vocabulary vocabulary, int length, SamplingOptions options)
{
    private readonly int[] _characters = new int[length];
    private readonly StopText _stopText = new(options.StopText, vocabulary);
    private int _count;

    internal bool IsComplete => _count == _characters.Length || _stopText.IsReached;

    internal void Append(int character)
    {
        _characters[_count++] = character;
        _stopText.Append(character);
    }

    public override string ToString() => vocabulary.Decode(_characters.AsSpan(0, _count));
}
