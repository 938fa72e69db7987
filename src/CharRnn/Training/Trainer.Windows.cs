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
            // By the place in the text: the network would only know that in the window.
            Preconditions.RequireIndexes(window, start, Model.Vocabulary.Count, nameof(text));
            for (int t = 0; t < length; t++)
            {
                _inputs[(t * batch) + i] = window[t];
                _targets[(t * batch) + i] = window[t + 1];
            }
        }
    }
}
