using System.Numerics;

namespace CharRnn;

/// <summary>A network together with the characters it knows: all that is needed to write, and what a model file holds.</summary>
/// <remarks>Safe to share between threads that only read it.</remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed partial class RnnModel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Puts a vocabulary and parameters of its size together; neither is copied.</summary>
    /// <param name="vocabulary">K characters.</param>
    /// <param name="parameters">Parameters with the same K.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public RnnModel(Vocabulary vocabulary, RnnParameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Architecture.VocabularySize != vocabulary.Count)
        {
            throw new ArgumentException(
                $"The parameters are for {parameters.Architecture.VocabularySize} characters; the vocabulary has {vocabulary.Count}.", nameof(parameters));
        }

        Vocabulary = vocabulary;
        Rnn = new Rnn<T>(parameters);
    }

    /// <summary>The characters.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The network.</summary>
    public Rnn<T> Rnn { get; }
}
