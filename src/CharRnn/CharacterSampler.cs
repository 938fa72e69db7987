using System.Numerics;

namespace CharRnn;

/// <summary>One text being written: a running state, the logits that follow from it, and the choice among them.</summary>
internal sealed class CharacterSampler<T>(Rnn<T> rnn, SamplingOptions options, int threadCount)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly PackedRnn<T> _rnn = new(rnn, streamCount: 1, threadCount);
    private readonly CharacterChooser<T> _chooser = new(rnn.Parameters.Architecture.VocabularySize, options);

    /// <summary>h after what has been read so far.</summary>
    internal Span<T> State => _rnn.State;

    /// <summary>Reads a character; the next one is chosen from what the network says after it.</summary>
    internal void Read(int index) => _rnn.Step(new ReadOnlySpan<int>(in index));

    /// <summary>Chooses a character and reads it.</summary>
    internal int Next(Random random)
    {
        int index = _chooser.Choose(_rnn.Logits(0), random);
        Read(index);
        return index;
    }
}
