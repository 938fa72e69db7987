namespace CharRnn.Training;

public sealed partial class Trainer<T>
{
    /// <summary>All of a training run that is not in the model or the optimiser, live: what a checkpoint writes and fills.</summary>
    internal TrainingState<T> LiveState => new(_state, _history, _best, _epochs);

    /// <summary>Where training stands.</summary>
    internal TrainingCounters Counters
    {
        get => _counters;
        set => _counters = value;
    }

    /// <summary>Whether the counters name a window that the text has.</summary>
    internal bool IsAtWindowOf(IndexSpan text)
    {
        // A schedule with another number of windows would silently start the epoch again.
        int window = _counters.Window;
        ScheduleFor(text);
        return _counters.Window == window;
    }

    /// <summary>Refuses a text that is not the one that was trained on.</summary>
    internal void RequireSameText(EncodedText text)
    {
        if (IndexesOf(text).Length != _textLength && _textLength != 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The text has {text.Length} characters; the one trained on has {_textLength}."), nameof(text));
        }
    }
}
