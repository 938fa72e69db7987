using System.Numerics;

namespace CharRnn;

/// <summary>One text being written: a running state, the logits that follow from it, and the choice among them.</summary>
internal sealed class CharacterSampler<T>(Rnn<T> rnn, SamplingOptions options)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _state = new T[rnn.StateSize];
    private readonly T[] _logits = new T[rnn.Parameters.Architecture.VocabularySize];
    private readonly CharacterChooser<T> _chooser = new(rnn.Parameters.Architecture.VocabularySize, options);

    /// <summary>h after what has been read so far.</summary>
    internal Span<T> State => _state;

    /// <summary>Reads a character; the next one is chosen from what the network says after it.</summary>
    internal void Read(int index) => rnn.Step(index, _state, _logits);

    /// <summary>Chooses a character and reads it.</summary>
    internal int Next(Random random)
    {
        int index = _chooser.Choose(_logits, random);
        Read(index);
        return index;
    }
}
