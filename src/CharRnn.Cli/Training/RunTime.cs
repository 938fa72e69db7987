using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Optimization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Training;

/// <summary>Chooses the settings of a run with a time limit, and makes it end in time.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class RunTime<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The time for the final sample, the files and the screen.</summary>
    private static readonly TimeSpan _forTheRest = TimeSpan.FromSeconds(0.4);
    private const double PartForTheRest = 0.01;

    /// <summary>The duration of measuring the machine: as a fraction of the time, and its limit.</summary>
    private const double MeasuredPart = 0.03;
    private static readonly TimeSpan _longestMeasurement = TimeSpan.FromSeconds(1.5);

    /// <summary>Reading a character costs a third of training on it.</summary>
    private const double ReadingPart = 1.0 / 3;

    private readonly TimeSpan _time;
    private readonly long _began;
    private readonly TimeSpan _rest;
    private readonly long _mostUpdates;
    private TimeKeeper<T>? _keeper;

    /// <summary>Measures the machine and chooses.</summary>
    /// <param name="request">The request.</param>
    /// <param name="text">The text.</param>
    /// <param name="time">The time for the whole command.</param>
    /// <param name="began">When it began, as a time stamp of <see cref="Stopwatch"/>.</param>
    internal RunTime(TrainingRequest request, EncodedText text, TimeSpan time, long began)
    {
        (_time, _began) = (time, began);
        TimeSpan measurement = TimeSpan.FromSeconds(Math.Min(_longestMeasurement.TotalSeconds, MeasuredPart * time.TotalSeconds));
        _rest = _forTheRest + (PartForTheRest * time);
        TimedSettings chosen = request.TimedSettings(text, Left(), trial => TrainingSpeed.Measure<T>(text, trial, measurement));
        TrainingPlan plan = chosen.Plan;
        SecondsPerUpdate = plan.SecondsPerUpdate;
        _mostUpdates = plan.MostUpdates;
        _rest += TimeSpan.FromSeconds(Math.Min(HeldOut(plan.Settings.Training, text) * ReadingPart * SecondsPerUpdate, 0.2 * time.TotalSeconds));
        long updates = (long)Math.Clamp(Left().TotalSeconds / SecondsPerUpdate, 1, plan.MostUpdates);
        Settings = chosen.Settings.With(chosen.Settings.Training with { MaxUpdates = updates });
        Heading = Expected(Settings, text, SecondsPerUpdate, updates)
            + (plan.TypicalLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"\nFor comparison: the same amount of training reaches about {loss:0.00} nats/char on the last tenth of tinyshakespeare, 1.1 million characters of plays.") : "")
            + (updates == plan.MostUpdates ? "\nMore passes over this text would not improve the network, so the run ends early." : "");
    }

    /// <summary>The settings that were chosen.</summary>
    internal RunSettings Settings { get; }

    /// <summary>The time of an update in seconds.</summary>
    internal double SecondsPerUpdate { get; }

    /// <summary>The expected length of the run, for the screen.</summary>
    internal string Heading { get; }

    /// <summary>The time of an update with some settings, in seconds.</summary>
    internal static double Measure(EncodedText text, TrialSettings trial) => TrainingSpeed.Measure<T>(text, trial, _longestMeasurement);

    /// <summary>For the screen: how long a run takes and how far it goes.</summary>
    internal static string Expected(RunSettings settings, EncodedText text, double secondsPerUpdate, long updates)
    {
        double passes = (double)updates / settings.Training.UpdatesInEpoch(text);
        string dropout = settings.Training.Dropout > 0 ? FormattableString.Invariant($", dropout {settings.Training.Dropout}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\nExpected: {Duration.Text(TimeSpan.FromSeconds(Math.Min(updates * secondsPerUpdate, int.MaxValue)))} of training, {passes:0.0#} passes over the text{dropout}; an update takes {secondsPerUpdate * 1000:0.0} ms on this machine.");
    }

    /// <summary>Starts the clock when the updates begin.</summary>
    internal void Start(Trainer<T> trainer) => _keeper = new TimeKeeper<T>(trainer, Left(), _mostUpdates);

    /// <summary>Looks at the clock after an update.</summary>
    internal void Report(TrainingProgress progress) => _keeper?.Report(progress);

    /// <summary>The settings with the end that the run has had.</summary>
    internal RunSettings Settled(Trainer<T> trainer)
    {
        LearningRateSchedule schedule = ((Optimizer<T>)trainer.Optimizer).Schedule;
        RunSettings settled = Settings.With(Settings.Training with { MaxUpdates = trainer.Options.MaxUpdates });
        return settled with { Trial = settled.Trial with { Optimizer = settled.Optimizer with { Schedule = schedule } } };
    }

    private TimeSpan Left()
    {
        TimeSpan left = _time - Stopwatch.GetElapsedTime(_began) - _rest;
        return left > _time / 10 ? left : _time / 10;
    }

    /// <summary>The length of the held-out part, in windows.</summary>
    private static double HeldOut(TrainingOptions training, EncodedText text)
    {
        double window = (double)training.SequenceLength * training.BatchSize;
        bool isHeldOut = training.Validation.Kind != ValidationKind.None || training.Test.Kind != ValidationKind.None;
        return isHeldOut ? Math.Max(0, (text.Length / window) - training.UpdatesInEpoch(text)) : 0;
    }
}
