using System.Diagnostics;
using System.Globalization;
using CharRnn.Cli.Screen;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>The progress display of a training run. It is used on the training thread only.</summary>
internal abstract class TrainingView
{
    /// <summary>From this on it is worth saying at what time of the day the run ends, as long as that is soon enough to mean something.</summary>
    private static readonly TimeSpan _longWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _farAway = TimeSpan.FromHours(24);
    private readonly RunLength _length;
    private readonly Stopwatch _watch = new();
    private readonly SpeedMeter _speed;

    private protected TrainingView(RunLength length)
    {
        _length = length;
        _speed = new SpeedMeter(length.FirstUpdate);
    }

    /// <summary>Time since <see cref="Show"/> began.</summary>
    internal TimeSpan Elapsed => _watch.Elapsed;

    /// <summary>Updates in the whole run.</summary>
    protected long PlannedUpdates => _length.PlannedUpdates();

    /// <summary>A moving view for a screen, otherwise lines.</summary>
    internal static TrainingView Create(CliConsole console, RunLength length)
        => console.IsLive ? new LiveTrainingView(console, length) : new PlainTrainingView(console, length);

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
    /// <param name="text">The sample of the network.</param>
    internal abstract void ShowSample(long nextUpdate, double smoothLoss, string text);

    /// <summary>Shows the end of an epoch that was measured on held-out text.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="isBest">Whether its validation loss is the smallest so far.</param>
    internal abstract void ShowEpoch(EpochSummary epoch, bool isBest);

    /// <summary>Draws if it is time to; must usually return at once.</summary>
    private protected abstract void Report(in TrainingProgress progress, TimeSpan now);

    private protected abstract bool Surround(Func<bool> train);

    private protected static string SampleHeading(long nextUpdate, double smoothLoss)
        => double.IsNaN(smoothLoss) ? "before the first update" : Invariant($"after update {nextUpdate - 1:N0}, smooth loss {smoothLoss:F2}");

    /// <summary>For example: epoch 3: training 1.702, validation 1.815 nats/char, the best so far.</summary>
    private protected static string EpochLine(EpochSummary epoch, bool isBest)
        => Invariant($"epoch {epoch.Epoch:N0}: training {epoch.TrainingLoss:F3}, validation {epoch.ValidationLoss:F3} nats/char{(isBest ? ", the best so far" : "")}");

    /// <summary>
    /// For example: update 1,200, epoch 0.5 of 3, smooth loss 86.41, 3.456 nats/char. With ranks: what a narrow screen can do without.
    /// </summary>
    private protected (string Text, int Rank)[] Status(in TrainingProgress progress)
    {
        string epochs = _length.Epochs > 0 ? Invariant($" of {_length.Epochs}") : "";
        return
        [
            (Invariant($"update {progress.Update:N0}"), 0),
            (Invariant($"epoch {progress.Update / _length.UpdatesPerEpoch:F1}{epochs}"), 3),
            (Invariant($"smooth loss {progress.SmoothLoss:F2}"), 2),
            (Invariant($"{progress.NatsPerCharacter:F3} nats/char"), 0),
        ];
    }

    /// <summary>For example: 850,000 char/s. The first update, which the compiler delays, says nothing yet.</summary>
    private protected string Speed(in TrainingProgress progress)
        => progress.Update == 1 ? "" : Invariant($"{_speed.UpdatesPerSecond * progress.CharactersPerUpdate:N0} char/s");

    /// <summary>For example: 0:09 left, or 12:30 left, ends 14:05.</summary>
    private protected string TimeLeft(in TrainingProgress progress)
    {
        if (progress.Update == 1)
        {
            return "starting";
        }

        var left = TimeSpan.FromSeconds(Math.Clamp((PlannedUpdates - progress.Update) / _speed.UpdatesPerSecond, 0, int.MaxValue));
        return Invariant($"{Duration.Text(left)} left{(left >= _longWait && left < _farAway ? Invariant($", ends {TimeProvider.System.GetLocalNow() + left:HH:mm}") : "")}");
    }

    private protected static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The planned length of a run.</summary>
/// <param name="FirstUpdate">Updates made before it, when it is resumed.</param>
/// <param name="PlannedUpdates">Updates in the whole run, as far as is known now.</param>
/// <param name="Epochs">Epochs in the whole run; 0 where it ends by updates.</param>
/// <param name="UpdatesPerEpoch">The average number of updates in an epoch.</param>
internal sealed record RunLength(long FirstUpdate, Func<long> PlannedUpdates, int Epochs, double UpdatesPerEpoch);
