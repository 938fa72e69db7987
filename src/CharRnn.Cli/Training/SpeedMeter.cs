namespace CharRnn.Cli.Training;

/// <summary>Updates per second as they are now: the last few seconds count most, so that a slow start is soon forgotten.</summary>
/// <param name="firstUpdate">Updates that were made before it measures.</param>
internal sealed class SpeedMeter(long firstUpdate = 0)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _memory = TimeSpan.FromSeconds(3);
    private long _lastUpdate = firstUpdate;
    private TimeSpan _lastTime;
    private int _count;

    /// <summary>0 before the first report.</summary>
    internal double UpdatesPerSecond { get; private set; }

    /// <summary>Takes note of where training stands.</summary>
    /// <param name="update">Updates made so far.</param>
    /// <param name="now">Time since the start.</param>
    internal void Report(long update, TimeSpan now)
    {
        TimeSpan passed = now - _lastTime;
        if (passed < _interval && _count > 1)
        {
            return;
        }

        // The first update includes the JIT's work, so the measurement after it replaces its own.
        double speed = (update - _lastUpdate) / Math.Max(passed.TotalSeconds, 1e-6);
        double weight = Math.Max(1.0 / Math.Max(_count, 1), 1 - Math.Exp(-passed / _memory));
        UpdatesPerSecond += weight * (speed - UpdatesPerSecond);
        _count++;
        (_lastUpdate, _lastTime) = (update, now);
    }
}
