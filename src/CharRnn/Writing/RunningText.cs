using System.Numerics;

namespace CharRnn.Writing;

/// <summary>One text being written: a running state, the logits that follow from it, and the choice among them.</summary>
internal sealed class RunningText<T>(Rnn<T> rnn, SamplingOptions options, int threadCount)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RunningNetwork<T> _network = new(rnn, textCount: 1, threadCount);
    private readonly CharacterChooser<T> _chooser = new(rnn.Parameters.Architecture.VocabularySize, options);

    /// <summary>Starts from a state, StateSize numbers, instead of the zero state.</summary>
    internal void Load(ReadOnlySpan<T> state) => _network.Load(state);

    /// <summary>Reads a character; the next one is chosen from what the network says after it.</summary>
    internal void Read(int index) => _network.Step(new ReadOnlySpan<int>(in index));

    /// <summary>Chooses a character and reads it.</summary>
    internal int Next(Random random)
    {
        int index = _chooser.Choose(_network.Logits(0), random);
        Read(index);
        return index;
    }
}
