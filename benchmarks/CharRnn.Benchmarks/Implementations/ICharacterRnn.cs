namespace CharRnn.Benchmarks.Implementations;

/// <summary>A complete character RNN. All implementations compute the same network and train and sample it in the same way.</summary>
internal interface ICharacterRnn : IDisposable
{
    /// <summary>One update: forward from the running state, backward, clipping, AdaGrad, on a window of τ·B indexes; index t·B + i is stream i at step t.</summary>
    /// <returns>The summed loss in nats.</returns>
    double Update(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets);

    /// <summary>Starts a text with the zero state.</summary>
    void BeginText();

    /// <summary>Reads a character of the text.</summary>
    void Read(int index);

    /// <summary>The probabilities of the next character.</summary>
    double[] GetProbabilities();

    /// <summary>Draws a character from the probabilities and reads it.</summary>
    int WriteCharacter(Random random);

    /// <summary>U, W, V, b and c in this order, each column-major.</summary>
    double[] GetParameters();
}
