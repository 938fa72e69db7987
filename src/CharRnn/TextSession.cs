using System.Numerics;
using System.Text;
using CharRnn.Kernels;
using CharRnn.Writing;

namespace CharRnn;

/// <summary>A text that a user and a network write in turns. The session can read text, write characters, and return to an earlier point.</summary>
/// <remarks>
/// A session begins in the zero state. If it writes before it has read anything, the network first reads a line break, or character 0
/// where the vocabulary has none, as <see cref="TextGenerator{T}"/> does with an empty prompt. Nothing is allocated per character. Not
/// thread-safe; many sessions may share one model.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class TextSession<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnModel<T> _model;
    private readonly Random _random;
    private readonly T[] _state;
    private readonly T[] _logits;
    private readonly T[] _probabilities;
    private SamplingOptions _options;
    private CharacterChooser<T> _chooser;
    private bool _hasRead;

    /// <summary>Begins a session.</summary>
    /// <param name="model">The network and its characters; not copied.</param>
    /// <param name="random">Draws the characters; seed it to repeat a text.</param>
    /// <param name="options">How characters are chosen; defaults when null. A prompt is read immediately; the stop text is ignored.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentException">The prompt has a character that the vocabulary lacks.</exception>
    public TextSession(RnnModel<T> model, Random random, SamplingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(random);
        _model = model;
        _random = random;
        _state = new T[model.Rnn.StateSize];
        _logits = new T[model.Vocabulary.Count];
        _probabilities = new T[model.Vocabulary.Count];
        _options = options ?? new SamplingOptions();
        _chooser = new CharacterChooser<T>(model.Vocabulary.Count, _options);
        Read(_options.Prompt);
    }

    /// <summary>How the next characters are chosen.</summary>
    public SamplingOptions Options => _options;

    /// <summary>Changes how the next characters are chosen.</summary>
    /// <param name="options">The new options. Their prompt and stop text are ignored.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public void ChangeOptions(SamplingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _chooser = new CharacterChooser<T>(_model.Vocabulary.Count, options);
    }

    /// <summary>Makes the network read a text. The characters that it writes next continue this text.</summary>
    /// <param name="text">Any length; empty changes nothing.</param>
    /// <exception cref="ArgumentException">The text has a character that the vocabulary lacks, or a lone surrogate; nothing has been read then.</exception>
    public void Read(ReadOnlySpan<char> text)
    {
        foreach (int index in _model.Vocabulary.Encode(text))
        {
            Read(index);
        }
    }

    /// <summary>Writes one character, which the network then reads.</summary>
    /// <returns>The character and its probability.</returns>
    /// <exception cref="InvalidOperationException">The network's output is NaN or infinite.</exception>
    public WrittenCharacter Next()
    {
        if (!_hasRead)
        {
            Read(_model.Vocabulary.TryGetIndex(new Rune('\n'), out int lineBreak) ? lineBreak : 0);
        }

        int index = _chooser.Choose(_logits, _random);
        double logProbability = LogProbability(index);
        Read(index);
        return new WrittenCharacter(_model.Vocabulary[index], logProbability);
    }

    /// <summary>Stores the current point of the text.</summary>
    /// <returns>A copy of the running state, which further writing does not change.</returns>
    public TextSessionPoint<T> Mark() => new(_model, [.. _state], [.. _logits], _hasRead);

    /// <summary>Returns to a point of this session, or of another session with the same model. The random numbers are not reset.</summary>
    /// <param name="point">From <see cref="Mark"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="point"/> is null.</exception>
    /// <exception cref="ArgumentException">The place is one of another model.</exception>
    public void Return(TextSessionPoint<T> point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (!ReferenceEquals(point.Model, _model))
        {
            throw new ArgumentException("The point belongs to a session with another model.", nameof(point));
        }

        point.State.CopyTo(_state, 0);
        point.Logits.CopyTo(_logits, 0);
        _hasRead = point.HasRead;
    }

    private void Read(int index)
    {
        _model.Rnn.Step(index, _state, _logits);
        _hasRead = true;
    }

    /// <summary>In the network's own distribution, by way of logsumexp: a probability may be too small for a number.</summary>
    private double LogProbability(int index)
    {
        T largest = _logits[0];
        foreach (T logit in _logits)
        {
            largest = T.Max(largest, logit);
        }

        _logits.CopyTo(_probabilities, 0);
        KernelSet<T>.Best.Softmax(_probabilities, T.One);

        // p of the most probable character is at least 1/K; that of another one is smaller by the exponential of the difference of the logits.
        double best = double.Log(double.CreateTruncating(_probabilities[Array.IndexOf(_logits, largest)]));
        return best + double.CreateTruncating(_logits[index]) - double.CreateTruncating(largest);
    }
}

/// <summary>A point of a <see cref="TextSession{T}"/> to which the session can return.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class TextSessionPoint<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal TextSessionPoint(RnnModel<T> model, T[] state, T[] logits, bool hasRead)
        => (Model, State, Logits, HasRead) = (model, state, logits, hasRead);

    internal RnnModel<T> Model { get; }

    internal T[] State { get; }

    internal T[] Logits { get; }

    internal bool HasRead { get; }
}
