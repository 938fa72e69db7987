using System.Runtime.InteropServices;

namespace CharRnn.Writing;

/// <summary>Collects the characters of a text until it has its length or ends with the stop text.</summary>
internal sealed class WrittenText(Vocabulary vocabulary, int length, SamplingOptions options)
{
    /// <summary>Initial capacity. Memory for a long text is not allocated in advance, because a stop text may end it early.</summary>
    private const int FirstCapacity = 1 << 12;
    private readonly List<int> _characters = new(Math.Min(length, FirstCapacity));
    private readonly StopText _stopText = new(options.StopText, vocabulary);

    internal bool IsComplete => _characters.Count == length || _stopText.IsReached;

    internal void Append(int character)
    {
        _characters.Add(character);
        _stopText.Append(character);
    }

    public override string ToString() => vocabulary.Decode(CollectionsMarshal.AsSpan(_characters));
}
