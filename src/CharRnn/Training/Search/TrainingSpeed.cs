using System.Diagnostics;
using System.Numerics;

namespace CharRnn.Training.Search;

/// <summary>Measures the time of an update on this machine.</summary>
public static class TrainingSpeed
{
    private const int LeastUpdates = 3;
    private const int MostUpdates = 50;

    /// <summary>Trains a new network for a short time, measures the time of its updates, and discards the network.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="text">The text to train on.</param>
    /// <param name="settings">The network and how it is trained.</param>
    /// <param name="time">About how long to try. At least four updates are made, the first of which is not counted.</param>
    /// <returns>The lower quartile of the time of an update, in seconds. It is used because the first updates include JIT compilation.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> or <paramref name="settings"/> is null.</exception>
    /// <exception cref="ArgumentException">The text is too short for the settings.</exception>
    public static double Measure<T>(EncodedText text, TrialSettings settings, TimeSpan time)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(settings);
        Trainer<T> trainer = (settings with { ScheduleSpansJob = false, Training = settings.Training with { KeepBest = false, HistoryEvery = 0, SampleEvery = 0 } }).CreateTrainer<T>(text);
        long start = Stopwatch.GetTimestamp();
        List<double> seconds = [];
        while (seconds.Count <= LeastUpdates || (seconds.Count <= MostUpdates && Stopwatch.GetElapsedTime(start) < time))
        {
            long before = Stopwatch.GetTimestamp();
            trainer.Step(text);
            seconds.Add(Stopwatch.GetElapsedTime(before).TotalSeconds);
        }

        double[] settled = [.. seconds.Skip(1).Order()];
        return settled[settled.Length / 4];
    }
}
