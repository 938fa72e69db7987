namespace CharRnn.Benchmarks.Implementations;

/// <summary>A complete character RNN: the same network, trained and sampled the same way by every implementation.</summary>
internal interface ICharacterRnn : IDisposable
{
    /// <summary>Forward from the running state, backward, clip, AdaGrad: one window of τ·B indexes, t·B + i for stream i at step t.</summary>
    /// <returns>The summed loss in nats.</returns>
    double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets);

    /// <summary>Starts a text: the state is zero.</summary>
    void BeginText();

    /// <summary>Reads a character of the text.</summary>
    void Read(int index);

    /// <summary>Of the character that follows what has been read.</summary>
    double[] GetProbabilities();

    /// <summary>Draws a character from what the network says and reads it.</summary>
    int WriteCharacter(Random random);

    /// <summary>U, W, V, b, c one after the other, each column-major.</summary>
    double[] GetParameters();
}
