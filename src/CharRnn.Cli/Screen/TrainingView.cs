using System.Diagnostics;
using System.Globalization;
using CharRnn.Training;

namespace CharRnn.Cli.Screen;

/// <summary>What a user sees of a training run. It belongs to the thread that trains.</summary>
internal abstract class TrainingView
{
    private readonly double _updatesPerEpoch;
    private readonly int _epochs;
    private readonly Stopwatch _watch = new();
    private readonly SpeedMeter _speed = new();

    private protected TrainingView(long plannedUpdates, int epochs, double updatesPerEpoch)
    {
        PlannedUpdates = plannedUpdates;
        _epochs = epochs;
        _updatesPerEpoch = updatesPerEpoch;
    }

    /// <summary>Time since <see cref="Show"/> began.</summary>
    internal TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Updates in the whole run.</summary>
    protected long PlannedUpdates { get; }

    /// <summary>A moving view for a screen, otherwise lines.</summary>
    internal static TrainingView Create(CliConsole console, long plannedUpdates, int epochs, double updatesPerEpoch)
        => console.IsLive
            ? new LiveTrainingView(console, plannedUpdates, epochs, updatesPerEpoch)
            : new PlainTrainingView(console, plannedUpdates, epochs, updatesPerEpoch);

    /// <summary>Runs the training with the view around it.</summary>
    /// <param name="train">Calls the other methods.</param>
    /// <returns>What <paramref name="train"/> returns.</returns>
    internal bool Show(Func<bool> train)
    {
        _watch.Start();
        bool isComplete = Surround(train);
        _watch.Stop();
        return isComplete;
    }

    /// <summary>Called after every update.</summary>
    internal void Report(in TrainingProgress progress)
    {
        TimeSpan now = Elapsed;
        _speed.Report(progress.Update, now);
        Report(progress, now);
    }

    /// <summary>Shows a sample.</summary>
    /// <param name="nextUpdate">The update that comes next.</param>
    /// <param name="smoothLoss">NaN before the first update.</param>
    /// <param name="text">What the network wrote.</param>
    internal abstract void ShowSample(long nextUpdate, double smoothLoss, string text);

    /// <summary>Draws if it is time to; must usually return at once.</summary>
    private protected abstract void Report(in TrainingProgress progress, TimeSpan now);

    private protected abstract bool Surround(Func<bool> train);

    private protected static string SampleHeading(long nextUpdate, double smoothLoss)
        => double.IsNaN(smoothLoss) ? "before the first update" : Invariant($"after update {nextUpdate - 1:N0}, smooth loss {smoothLoss:F2}");

    /// <summary>For example: update 1,200, epoch 0.5 of 3, smooth loss 86.41, 3.456 nats/char.</summary>
    private protected string Status(in TrainingProgress progress)
    {
        string epochs = _epochs > 0 ? Invariant($" of {_epochs}") : "";
        return Invariant($"update {progress.Update:N0}, epoch {progress.Update / _updatesPerEpoch:F1}{epochs}, smooth loss {progress.SmoothLoss:F2}, {progress.NatsPerCharacter:F3} nats/char");
    }

    /// <summary>For example: 850,000 char/s, 0:09 left. The first update, which the compiler delays, says nothing yet.</summary>
    private protected string Speed(in TrainingProgress progress)
    {
        if (progress.Update == 1)
        {
            return "starting";
        }

        double updatesPerSecond = _speed.UpdatesPerSecond;
        double left = (PlannedUpdates - progress.Update) / updatesPerSecond;
        return Invariant($"{updatesPerSecond * progress.CharactersPerUpdate:N0} char/s, {Duration.Text(TimeSpan.FromSeconds(Math.Min(left, int.MaxValue)))} left");
    }

    private protected static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
