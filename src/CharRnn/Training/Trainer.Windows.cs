using System.Globalization;

namespace CharRnn.Training;

/// <content>From the text to the arrays that the network reads.</content>
public sealed partial class Trainer<T>
{
    private WindowSchedule ScheduleFor(IndexSpan text)
    {
        if (_schedule is null || _textLength != text.Length)
        {
            _schedule = WindowSchedule.Create(text, Options, _endOfText, nameof(text));
            _schedule.BeginEpoch(Epoch);
            _textLength = text.Length;
            _counters.Window = _counters.Window < _schedule.WindowCount ? _counters.Window : 0;
        }

        return _schedule;
    }

    private void ClearStates(WindowSchedule schedule)
    {
        for (int i = 0; i < Options.BatchSize; i++)
        {
            if (schedule.StartsAfresh(_counters.Window, i))
            {
                _state.AsSpan(i * Model.Rnn.StateSize, Model.Rnn.StateSize).Clear();
            }
        }
    }

    private void CopyWindow(IndexSpan text, WindowSchedule schedule, int length)
    {
        int batch = Options.BatchSize;
        for (int i = 0; i < batch; i++)
        {
            int start = schedule.StartOf(_counters.Window, i);
            ReadOnlySpan<int> window = text.Read(start, _window.AsSpan(0, length + 1));
            RequireIndexes(window, start, nameof(text));
            for (int t = 0; t < length; t++)
            {
                _inputs[(t * batch) + i] = window[t];
                _targets[(t * batch) + i] = window[t + 1];
            }
        }
    }

    /// <summary>Refuses what is not in the vocabulary, by its place in the text: the network would only know its place in the window.</summary>
    private void RequireIndexes(ReadOnlySpan<int> window, int start, string name)
    {
        int k = Model.Vocabulary.Count;
        int place = window.IndexOfAnyExceptInRange(0, k - 1);
        if (place >= 0)
        {
            throw new ArgumentOutOfRangeException(
                name, window[place], string.Create(CultureInfo.InvariantCulture, $"The index at position {start + place} is not in the vocabulary, which has the indexes 0 to {k - 1}."));
        }
    }
}
