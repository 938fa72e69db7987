using System.Numerics;
using System.Text;

namespace CharRnn;

/// <summary>Writes text: feeds every character it chooses back into the network.</summary>
/// <remarks>
/// The same model, options and seed write the same text. Not thread-safe, since it draws from its random numbers; many
/// generators may share one model.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class TextGenerator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnModel<T> _model;
    private readonly Random _random;

    /// <summary>Makes a generator.</summary>
    /// <param name="model">The network and its characters; not copied.</param>
    /// <param name="random">Where chance comes from; seed it to repeat a text.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public TextGenerator(RnnModel<T> model, Random random)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(random);
        _model = model;
        _random = random;
    }

    /// <summary>Writes a text from the zero state.</summary>
    /// <param name="length">How many characters (Unicode scalar values), 0 or more.</param>
    /// <param name="options">
    /// How to choose; defaults when null. With an empty prompt the network reads a line break first, or character 0 where
    /// the vocabulary has none.
    /// </param>
    /// <returns>Exactly <paramref name="length"/> new characters, or fewer if they end with the stop text; without the prompt.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ArgumentException">The prompt has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public string Generate(int length, SamplingOptions? options = null)
        => Collect(length, StartFromZero(options), options);

    /// <summary>Writes a text from a given state, such as that of a window in training.</summary>
    /// <param name="length">How many characters (Unicode scalar values), 0 or more.</param>
    /// <param name="state">h before the first character, StateSize numbers; copied.</param>
    /// <param name="firstCharacter">The first character that the network reads; a prompt comes after it.</param>
    /// <param name="options">How to choose; defaults when null.</param>
    /// <returns>Exactly <paramref name="length"/> new characters, or fewer if they end with the stop text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="length"/> is negative, or <paramref name="firstCharacter"/> is not in the vocabulary.
    /// </exception>
    /// <exception cref="ArgumentException">The state has another length, or the prompt has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public string Generate(int length, ReadOnlySpan<T> state, int firstCharacter, SamplingOptions? options = null)
        => Collect(length, StartFrom(state, firstCharacter, options), options);

    /// <summary>Writes an endless text from the zero state; the caller stops, or the stop text does. Nothing is allocated per character.</summary>
    /// <param name="options">How to choose; defaults when null.</param>
    /// <returns>One character after the other. Every enumeration starts anew.</returns>
    /// <exception cref="ArgumentException">The prompt has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public IEnumerable<Rune> Stream(SamplingOptions? options = null)
    {
        // Checked here, not at the first character: an iterator would put it off.
        StartFromZero(options);
        return Characters(options);
    }

    private IEnumerable<Rune> Characters(SamplingOptions? options)
    {
        CharacterSampler<T> sampler = StartFromZero(options);
        int[] stopText = EncodeStopText(options);
        int matched = 0;
        while (true)
        {
            int index = sampler.Next(_random);
            yield return _model.Vocabulary[index];
            if (stopText.Length > 0 && (matched = Match(stopText, matched, index)) == stopText.Length)
            {
                yield break;
            }
        }
    }

    private string Collect(int length, CharacterSampler<T> sampler, SamplingOptions? options)
    {
        Preconditions.RequireNonNegative(length);
        int[] stopText = EncodeStopText(options);
        var indexes = new int[length];
        int matched = 0;
        for (int i = 0; i < length; i++)
        {
            indexes[i] = sampler.Next(_random);
            if (stopText.Length > 0 && (matched = Match(stopText, matched, indexes[i])) == stopText.Length)
            {
                return _model.Vocabulary.Decode(indexes.AsSpan(0, i + 1));
            }
        }

        return _model.Vocabulary.Decode(indexes);
    }

    private CharacterSampler<T> StartFromZero(SamplingOptions? options)
    {
        options ??= new SamplingOptions();
        var sampler = new CharacterSampler<T>(_model.Rnn, options);
        if (options.Prompt.Length == 0)
        {
            sampler.Read(_model.Vocabulary.TryGetIndex(new Rune('\n'), out int lineBreak) ? lineBreak : 0);
        }
        else
        {
            ReadPrompt(sampler, options);
        }

        return sampler;
    }

    private CharacterSampler<T> StartFrom(ReadOnlySpan<T> state, int firstCharacter, SamplingOptions? options)
    {
        options ??= new SamplingOptions();
        Preconditions.RequireLength(state.Length, _model.Rnn.StateSize, "The state", nameof(state));
        if ((uint)firstCharacter >= (uint)_model.Vocabulary.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(firstCharacter), firstCharacter, $"The vocabulary has the indexes 0 to {_model.Vocabulary.Count - 1}.");
        }

        var sampler = new CharacterSampler<T>(_model.Rnn, options);
        state.CopyTo(sampler.State);
        sampler.Read(firstCharacter);
        ReadPrompt(sampler, options);
        return sampler;
    }

    private void ReadPrompt(CharacterSampler<T> sampler, SamplingOptions options)
    {
        foreach (int index in _model.Vocabulary.Encode(options.Prompt, nameof(SamplingOptions.Prompt)))
        {
            sampler.Read(index);
        }
    }

    /// <summary>The stop text as indexes; empty if it can never be written.</summary>
    private int[] EncodeStopText(SamplingOptions? options)
    {
        var indexes = new List<int>();
        foreach (Rune character in (options?.StopText ?? "").EnumerateRunes())
        {
            if (!_model.Vocabulary.TryGetIndex(character, out int index))
            {
                return [];
            }

            indexes.Add(index);
        }

        return [.. indexes];
    }

    /// <summary>How many characters of the stop text the text ends with, after one more character.</summary>
    private static int Match(ReadOnlySpan<int> stopText, int matched, int index)
    {
        // The ends that may match are those of stopText[..matched] + index: try the longest first.
        for (int length = matched + 1; length > 0; length--)
        {
            if (stopText[length - 1] == index && stopText[(matched + 1 - length)..matched].SequenceEqual(stopText[..(length - 1)]))
            {
                return length;
            }
        }

        return 0;
    }
}
