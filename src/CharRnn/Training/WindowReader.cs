using System.Numerics;

namespace CharRnn.Training;

/// <summary>Reads a text window by window into the arrays of inputs and targets.</summary>
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
    private readonly bool[] _restarts;

    /// <summary>A copy of the state, which is restored if the update fails.</summary>
    private readonly T[] _stateBefore;
    private WindowSchedule? _schedule;

    internal WindowReader(RnnModel<T> model, TrainingOptions options)
    {
        _options = options;
        _vocabulary = model.Vocabulary;
        _stateSize = model.Rnn.StateSize;
        _endOfText = options.FindEndOfText(model.Vocabulary, nameof(options));
        State = new T[_stateSize * options.BatchSize];
        _stateBefore = new T[State.Length];
        _inputs = new int[options.LongestSequence * options.BatchSize];
        _targets = new int[_inputs.Length];
        _window = new int[options.LongestSequence + 1];
        _restarts = new bool[_inputs.Length];
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
                FormattableString.Invariant($"The text has {Quantity.Of(text.Length, "character")}; the training text has {TextLength}."), nameof(text));
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
    /// <returns>What the network reads; valid until the next call.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    internal TrainingWindow Read(IndexSpan text)
    {
        WindowSchedule schedule = Open(text);
        int length = schedule.LengthOf(Window), characters = length * _options.BatchSize;
        bool hasRestarts = false;
        for (int i = 0; i < _options.BatchSize; i++)
        {
            int step = 0;
            foreach (WindowRun run in schedule.RunsOf(Window, i))
            {
                if (run.StartsAfresh && step == 0)
                {
                    State.AsSpan(i * _stateSize, _stateSize).Clear();
                }

                bool restarts = run.StartsAfresh && step > 0;
                if (restarts && !hasRestarts)
                {
                    Array.Clear(_restarts);
                    hasRestarts = true;
                }

                if (restarts)
                {
                    _restarts[(step * _options.BatchSize) + i] = true;
                }

                Read(text, run, step, i);
                step += run.Length;
            }
        }

        return new TrainingWindow
        {
            Length = length,
            Inputs = _inputs.AsSpan(0, characters),
            Targets = _targets.AsSpan(0, characters),
            Restarts = hasRestarts ? _restarts.AsSpan(0, characters) : default,
        };
    }

    /// <summary>Remembers the state, which the forward pass moves on.</summary>
    internal void KeepState() => State.CopyTo(_stateBefore, 0);

    /// <summary>Goes back to the state that was kept, so that the window can be read again.</summary>
    internal void RestoreState() => _stateBefore.CopyTo(State, 0);

    /// <summary>Whether every window of the epoch has been read.</summary>
    internal bool IsAtEnd => _schedule is { } schedule && Window == schedule.WindowCount;

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

    /// <summary>Restores the position of a checkpoint.</summary>
    internal void Restore(int epoch, int window) => (Epoch, Window) = (epoch, window);

    /// <summary>Whether the text has a window at the current position.</summary>
    internal bool IsAtWindowOf(IndexSpan text)
    {
        // A schedule with another number of windows would silently start the epoch again.
        int window = Window;
        Open(text);
        return Window == window;
    }

    private void Read(IndexSpan text, WindowRun run, int step, int stream)
    {
        int batch = _options.BatchSize;
        ReadOnlySpan<int> window = text.Read(run.Start, _window.AsSpan(0, run.Length + 1));
        // Reports the position in the text; the network only knows the position in the window.
        Preconditions.RequireIndexes(window, run.Start, _vocabulary.Count, nameof(text));
        for (int t = 0; t < run.Length; t++)
        {
            _inputs[((step + t) * batch) + stream] = window[t];
            _targets[((step + t) * batch) + stream] = window[t + 1];
        }
    }
}

/// <summary>The inputs and targets of one update. Index t·B + i is stream i at step t.</summary>
internal readonly ref struct TrainingWindow
{
    /// <summary>Steps.</summary>
    internal required int Length { get; init; }

    internal required ReadOnlySpan<int> Inputs { get; init; }

    /// <summary>The characters one further on.</summary>
    internal required ReadOnlySpan<int> Targets { get; init; }

    /// <summary>The places, after the first step, at which a stream restarts from the zero state; empty if there are none.</summary>
    internal required ReadOnlySpan<bool> Restarts { get; init; }
}
