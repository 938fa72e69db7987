using System.Numerics;

namespace CharRnn.Training.Search;

/// <summary>Ends a training run at a given time: changes its number of updates if they are faster or slower than planned.</summary>
/// <remarks>
/// It reads the clock a few times during the run, first soon after the start, and calls <see cref="Trainer{T}.EndAt"/> if the run would miss
/// the end; the cosine then bends towards the new end. The schedule's <see cref="Optimization.LearningRateSchedule.Turns"/> record these changes, so the same
/// run can be repeated without a clock, bit for bit. Pass it to <see cref="Trainer{T}.Train(EncodedText, IProgress{TrainingProgress}, CancellationToken)"/> or call <see cref="Report"/> after every update.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class TimeKeeper<T> : IProgress<TrainingProgress>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A smaller relative change of the remaining updates does not change the end.</summary>
    private const double Tolerance = 0.03;

    /// <summary>The learning rate falls over at least this fraction of the updates made, even if the run is late.</summary>
    private const double ShortestEnd = 0.02;

    /// <summary>Fractions of the time at which the clock is read.</summary>
    private static readonly double[] _moments = [0.1, 0.3, 0.6, 0.8, 0.93];
    private readonly Trainer<T> _trainer;
    private readonly TimeSpan _time;
    private readonly long _mostUpdates;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly long _firstUpdate;
    private int _next;
    private (long Update, TimeSpan Time) _last;
    private TimeSpan _lastReport;
    private TimeSpan _longest;

    /// <summary>Starts the clock.</summary>
    /// <param name="trainer">The run, whose <see cref="TrainingOptions.MaxUpdates"/> is the plan so far.</param>
    /// <param name="time">The time that the run may take.</param>
    /// <param name="mostUpdates">The maximum number of updates; 0 for no such limit.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="trainer"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is not positive, or <paramref name="mostUpdates"/> is negative.</exception>
    public TimeKeeper(Trainer<T> trainer, TimeSpan time, long mostUpdates = 0, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        _trainer = trainer;
        _time = time;
        _mostUpdates = Preconditions.RequireNonNegative(mostUpdates) is 0 ? long.MaxValue : mostUpdates;
        _clock = clock ?? TimeProvider.System;
        _start = _clock.GetTimestamp();
        _firstUpdate = trainer.Update;
        _last = (trainer.Update, TimeSpan.Zero);
    }

    /// <summary>Checks the clock at the planned moments of the run. To be called after every update.</summary>
    /// <param name="value">The progress of training.</param>
    public void Report(TrainingProgress value)
    {
        TimeSpan elapsed = _clock.GetElapsedTime(_start);
        _longest = elapsed - _lastReport > _longest ? elapsed - _lastReport : _longest;
        _lastReport = elapsed;
        if (_next == _moments.Length || elapsed < _moments[_next] * _time)
        {
            return;
        }

        long update = value.Update;
        while (_next < _moments.Length && elapsed >= _moments[_next] * _time)
        {
            _next++;
        }

        // The last stretch gives the present speed. A single update is too short a measurement, and one with a pause is misleading.
        if (update - _last.Update < 3)
        {
            return;
        }

        double seconds = (elapsed - _last.Time - _longest).TotalSeconds / (update - _last.Update - 1);
        (_last, _longest) = ((update, elapsed), TimeSpan.Zero);
        long planned = _trainer.Options.MaxUpdates, least = (long)Math.Ceiling(ShortestEnd * (update - _firstUpdate));
        long left = (long)Math.Clamp((_time - elapsed).TotalSeconds / Math.Max(seconds, 1e-9), least, long.MaxValue / 2);
        long end = Math.Min(update + left, Math.Max(_mostUpdates, update + 1));
        if (planned > update && Math.Abs(end - planned) > Tolerance * (planned - update))
        {
            _trainer.EndAt(end);
        }
    }
}
