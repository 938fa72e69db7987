using System.Numerics;
using System.Text;
using CharRnn.Writing;

namespace CharRnn;

/// <summary>Generates text: each character that is chosen becomes the network's next input.</summary>
/// <remarks>
/// The same model, options and seed give the same text. Not thread-safe, because it changes the state of its random numbers; many
/// generators may share one model.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class TextGenerator<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnModel<T> _model;
    private readonly Random _random;
    private readonly int _threadCount;

    /// <summary>Creates a generator.</summary>
    /// <param name="model">The network and its characters; not copied.</param>
    /// <param name="random">The source of random numbers; the same seed gives the same text.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public TextGenerator(RnnModel<T> model, Random random)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(random);
        _model = model;
        _random = random;
    }

    /// <summary>
    /// Threads that share a step; 0, the default, chooses: one for small networks, otherwise up to the number of processors, as long as they
    /// turn out to be faster together than one alone. No text depends on it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or more than 1024.</exception>
    public int ThreadCount
    {
        get => _threadCount;
        init => _threadCount = Preconditions.RequireThreadCount(value, nameof(ThreadCount));
    }

    /// <summary>Generates a text from the zero state.</summary>
    /// <param name="length">Number of characters (Unicode scalar values), 0 or more.</param>
    /// <param name="options">
    /// How characters are chosen; defaults when null. With an empty prompt the network reads a line break first, or character 0 where
    /// the vocabulary has none.
    /// </param>
    /// <returns>Exactly <paramref name="length"/> new characters, or fewer if they end with the stop text; without the prompt.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ArgumentException">The prompt or the stop text has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public string Generate(int length, SamplingOptions? options = null)
    {
        Preconditions.RequireNonNegative(length);
        options ??= new SamplingOptions();
        return Collect(length, StartFromZero(options), options);
    }

    /// <summary>Generates a text from a given state, such as that of a window in training.</summary>
    /// <param name="length">Number of characters (Unicode scalar values), 0 or more.</param>
    /// <param name="state">The state before the first character, StateSize numbers; copied.</param>
    /// <param name="firstCharacter">The first character that the network reads; a prompt comes after it.</param>
    /// <param name="options">How characters are chosen; defaults when null.</param>
    /// <returns>Exactly <paramref name="length"/> new characters, or fewer if they end with the stop text.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="length"/> is negative, or <paramref name="firstCharacter"/> is not in the vocabulary.
    /// </exception>
    /// <exception cref="ArgumentException">The state has another length, or the prompt or the stop text has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public string Generate(int length, ReadOnlySpan<T> state, int firstCharacter, SamplingOptions? options = null)
    {
        Preconditions.RequireNonNegative(length);
        options ??= new SamplingOptions();
        return Collect(length, StartFrom(state, firstCharacter, options), options);
    }

    /// <summary>
    /// Generates text from the zero state, character by character, until the caller stops or the stop text has been written. Nothing is allocated per
    /// character.
    /// </summary>
    /// <param name="options">How characters are chosen; defaults when null.</param>
    /// <returns>The characters, one after the other. Every enumeration starts again from the beginning.</returns>
    /// <exception cref="ArgumentException">The prompt or the stop text has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    /// <example>
    /// Prints a text while it is being written, until the first full stop or the 200th character:
    /// <code><![CDATA[
    /// EncodedText text = TextFile.Read("novel.txt");
    /// Trainer<float> trainer = TrialSettings.For(text, hiddenSize: 32).CreateTrainer<float>(text);
    /// trainer.Train(text);
    ///
    /// var generator = new TextGenerator<float>(trainer.Model, new Random(1));
    /// foreach (Rune character in generator.Stream(new SamplingOptions { Prompt = "The ", Temperature = 0.7 }).Take(200))
    /// {
    ///     Console.Write(character);
    ///     if (character.Value == '.')
    ///     {
    ///         break;
    ///     }
    /// }
    /// ]]></code>
    /// </example>
    public IEnumerable<Rune> Stream(SamplingOptions? options = null)
    {
        // Checked here, because an iterator would check it only at the first character.
        options ??= new SamplingOptions();
        EncodePrompt(options);
        _ = new StopText(options.StopText, _model.Vocabulary);
        return Characters(() => StartFromZero(options), options);
    }

    /// <summary>
    /// Generates text from a given state, character by character, until the caller stops or the stop text has been written. Nothing is allocated per
    /// character.
    /// </summary>
    /// <param name="state">The state before the first character, StateSize numbers; copied.</param>
    /// <param name="firstCharacter">The first character that the network reads; a prompt comes after it.</param>
    /// <param name="options">How characters are chosen; defaults when null.</param>
    /// <returns>One character after the other. Every enumeration starts again from the same state.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstCharacter"/> is not in the vocabulary.</exception>
    /// <exception cref="ArgumentException">The state has another length, or the prompt or the stop text has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public IEnumerable<Rune> Stream(ReadOnlySpan<T> state, int firstCharacter, SamplingOptions? options = null)
    {
        options ??= new SamplingOptions();
        RequireStart(state, firstCharacter);
        EncodePrompt(options);
        _ = new StopText(options.StopText, _model.Vocabulary);
        T[] start = state.ToArray();
        return Characters(() => StartFrom(start, firstCharacter, options), options);
    }

    /// <summary>Generates several texts from the zero state in parallel, which is faster than generating them one after the other.</summary>
    /// <remarks>
    /// Every text has its own random numbers, seeded from the generator's, so a text does not depend on how many
    /// others are written beside it.
    /// </remarks>
    /// <param name="count">Number of texts, 1 or more.</param>
    /// <param name="length">Number of characters (Unicode scalar values) of each text, 0 or more.</param>
    /// <param name="options">How characters are chosen; defaults when null. All texts start from the same prompt.</param>
    /// <returns>The texts, each of <paramref name="length"/> characters, or fewer if it ends with the stop text.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1 or <paramref name="length"/> negative.</exception>
    /// <exception cref="ArgumentException">The prompt or the stop text has a character that the vocabulary lacks.</exception>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public IReadOnlyList<string> GenerateMany(int count, int length, SamplingOptions? options = null)
    {
        Preconditions.RequirePositive(count);
        Preconditions.RequireNonNegative(length);
        options ??= new SamplingOptions();
        var batch = new RunningNetwork<T>(_model.Rnn, count, ThreadCount);
        var chooser = new CharacterChooser<T>(_model.Vocabulary.Count, options);
        var last = new int[count];
        foreach (int index in StartingCharacters(options))
        {
            Array.Fill(last, index);
            batch.Step(last);
        }

        Random[] randoms = [.. last.Select(_ => new Random(_random.Next()))];
        WrittenText[] texts = [.. last.Select(_ => new WrittenText(_model.Vocabulary, length, options))];
        while (!texts.All(text => text.IsComplete))
        {
            for (int i = 0; i < count; i++)
            {
                // The network keeps writing a text that is complete; the characters are not used.
                last[i] = chooser.Choose(batch.Logits(i), randoms[i]);
                if (!texts[i].IsComplete)
                {
                    texts[i].Append(last[i]);
                }
            }

            batch.Step(last);
        }

        return [.. texts.Select(text => text.ToString())];
    }

    private IEnumerable<Rune> Characters(Func<RunningText<T>> start, SamplingOptions options)
    {
        RunningText<T> text = start();
        var stopText = new StopText(options.StopText, _model.Vocabulary);
        while (!stopText.IsReached)
        {
            int index = text.Next(_random);
            stopText.Append(index);
            yield return _model.Vocabulary[index];
        }
    }

    private string Collect(int length, RunningText<T> text, SamplingOptions options)
    {
        var written = new WrittenText(_model.Vocabulary, length, options);
        while (!written.IsComplete)
        {
            written.Append(text.Next(_random));
        }

        return written.ToString();
    }

    private RunningText<T> StartFromZero(SamplingOptions options)
    {
        var text = new RunningText<T>(_model.Rnn, options, ThreadCount);
        foreach (int index in StartingCharacters(options))
        {
            text.Read(index);
        }

        return text;
    }

    /// <summary>The characters that the network reads before it writes from the zero state.</summary>
    private int[] StartingCharacters(SamplingOptions options)
        => options.Prompt.Length > 0 ? EncodePrompt(options)
            : [_model.Vocabulary.TryGetIndex(new Rune('\n'), out int lineBreak) ? lineBreak : 0];

    private RunningText<T> StartFrom(ReadOnlySpan<T> state, int firstCharacter, SamplingOptions options)
    {
        RequireStart(state, firstCharacter);
        var text = new RunningText<T>(_model.Rnn, options, ThreadCount);
        text.Load(state);
        text.Read(firstCharacter);
        foreach (int index in EncodePrompt(options))
        {
            text.Read(index);
        }

        return text;
    }

    private void RequireStart(ReadOnlySpan<T> state, int firstCharacter)
    {
        Preconditions.RequireLength(state.Length, _model.Rnn.StateSize, "The state", nameof(state));
        if ((uint)firstCharacter >= (uint)_model.Vocabulary.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(firstCharacter), firstCharacter, $"The vocabulary has the indexes 0 to {_model.Vocabulary.Count - 1}.");
        }
    }

    private int[] EncodePrompt(SamplingOptions options) => _model.Vocabulary.Encode(options.Prompt, nameof(SamplingOptions.Prompt));
}
