using System.Numerics;

namespace CharRnn.Training;

/// <summary>Reads a text window after window: from the text and the position in it to the arrays that the network reads.</summary>
/// <remarks>It owns the position (epoch and window), the hidden state that is carried from window to window, and the arrays.</remarks>
internal sealed class WindowReader<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TrainingOptions _options;
    private readonly Vocabulary _vocabulary;
    private readonly int? _endOfText;
    private readonly int _stateSize;
    private readonly int[] _inputs;
    private readonly int[] _targets;
    private readonly int[] _window;
    private WindowSchedule? _schedule;

    internal WindowReader(RnnModel<T> model, TrainingOptions options)
    {
        _options = options;
        _vocabulary = model.Vocabulary;
        _stateSize = model.Rnn.StateSize;
        _endOfText = options.FindEndOfText(model.Vocabulary, nameof(options));
        State = new T[_stateSize * options.BatchSize];
        _inputs = new int[options.LongestSequence * options.BatchSize];
        _targets = new int[_inputs.Length];
        _window = new int[options.LongestSequence + 1];
    }

    /// <summary>h before the next window, StateSize × B, column-major.</summary>
    internal T[] State { get; }

    /// <summary>Complete passes over the text.</summary>
    internal int Epoch { get; private set; }

    /// <summary>Windows read in the running epoch.</summary>
    internal int Window { get; private set; }

    /// <summary>The characters of the text that is being read; 0 before the first.</summary>
    internal int TextLength { get; private set; }

    /// <summary>e, where the next window of stream 0 starts; 0 before the first.</summary>
    internal int Position => _schedule is { } schedule && Window < schedule.WindowCount ? schedule.StartOf(Window, 0) : 0;

    /// <summary>Passes over the text so far, the running one as a fraction.</summary>
    internal double Passes => Epoch + (_schedule is { } schedule ? (double)Window / schedule.WindowCount : 0);

    /// <summary>The indexes of an encoded text.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">It has another vocabulary than the model.</exception>
    internal IndexSpan IndexesOf(EncodedText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Preconditions.RequireSameVocabulary(text.Vocabulary, _vocabulary, nameof(text));
        return text.Indexes;
    }

    /// <summary>Refuses a text that cannot be the one that is being read.</summary>
    /// <exception cref="ArgumentException">It has another vocabulary or another length.</exception>
    internal void RequireSameText(EncodedText text)
    {
        if (IndexesOf(text).Length != TextLength && TextLength != 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The text has {text.Length} characters; the one trained on has {TextLength}."), nameof(text));
        }
    }

    /// <summary>The schedule of a text, made when the text is another one than before.</summary>
    /// <exception cref="ArgumentException">The text is too short.</exception>
    internal WindowSchedule Open(IndexSpan text)
    {
        if (_schedule is null || TextLength != text.Length)
        {
            _schedule = WindowSchedule.Create(text, _options, _endOfText, nameof(text));
            _schedule.BeginEpoch(Epoch);
            TextLength = text.Length;
            Window = Window < _schedule.WindowCount ? Window : 0;
        }

        return _schedule;
    }

    /// <summary>Reads the window at the current position, and clears the states of the streams that start afresh there.</summary>
    /// <param name="text">The text that was opened.</param>
    /// <param name="inputs">Index t·B + i is stream i at step t.</param>
    /// <param name="targets">The characters one further on.</param>
    /// <returns>Steps of the window.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    internal int Read(IndexSpan text, out ReadOnlySpan<int> inputs, out ReadOnlySpan<int> targets)
    {
        WindowSchedule schedule = Open(text);
        int batch = _options.BatchSize, length = schedule.LengthOf(Window);
        for (int i = 0; i < batch; i++)
        {
            if (schedule.StartsAfresh(Window, i))
            {
                State.AsSpan(i * _stateSize, _stateSize).Clear();
            }

            int start = schedule.StartOf(Window, i);
            ReadOnlySpan<int> window = text.Read(start, _window.AsSpan(0, length + 1));
            // By the position in the text: the network would only know the one in the window.
            Preconditions.RequireIndexes(window, start, _vocabulary.Count, nameof(text));
            for (int t = 0; t < length; t++)
            {
                _inputs[(t * batch) + i] = window[t];
                _targets[(t * batch) + i] = window[t + 1];
            }
        }

        inputs = _inputs.AsSpan(0, length * batch);
        targets = _targets.AsSpan(0, length * batch);
        return length;
    }

    /// <summary>Moves to the next window.</summary>
    /// <returns>Whether that was the last one of the epoch.</returns>
    internal bool Advance() => ++Window == _schedule!.WindowCount;

    /// <summary>Begins the next epoch from the zero state.</summary>
    internal void BeginNextEpoch()
    {
        Epoch++;
        Window = 0;
        _schedule!.BeginEpoch(Epoch);
        Array.Clear(State);
    }

    /// <summary>Continues at a position that was written down.</summary>
    internal void Restore(int epoch, int window) => (Epoch, Window) = (epoch, window);

    /// <summary>Whether the text has a window at the current position.</summary>
    internal bool IsAtWindowOf(IndexSpan text)
    {
        // A schedule with another number of windows would silently start the epoch again.
        int window = Window;
        Open(text);
        return Window == window;
    }
}
