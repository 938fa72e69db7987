using System.Diagnostics;
using System.Globalization;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Tools;

/// <summary>The network that a plan chooses for a time, trained for that time, as <c>charrnn train --time</c> does.</summary>
/// <param name="Settings">What the plan chose.</param>
/// <param name="Trainer">The run, at its end.</param>
/// <param name="Seconds">What planning and training took.</param>
public sealed record TimedRun(TrialSettings Settings, Trainer<float> Trainer, double Seconds)
{
    /// <summary>Plans and trains.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">What planning and training may take.</param>
    /// <param name="seed">The seed of everything random.</param>
    /// <param name="split">What is held out.</param>
    /// <param name="cell">The cell; null for the one that the plan prefers.</param>
    /// <returns>The run.</returns>
    public static TimedRun Train(EncodedText text, TimeSpan time, int seed, ValidationSplit split, RnnCell? cell = null)
    {
        long start = Stopwatch.GetTimestamp();
        var request = new PlanRequest { Cell = cell, Adjust = Adjust };
        var plan = TrainingPlan.For(text, time, request, trial => TrainingSpeed.Measure<float>(text, trial, time * 0.03));
        Trainer<float> trainer = plan.Settings.CreateTrainer<float>(text);
        TimeSpan left = time - Stopwatch.GetElapsedTime(start);
        trainer.Train(text, new TimeKeeper<float>(trainer, left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), plan.MostUpdates));
        return new TimedRun(plan.Settings, trainer, Stopwatch.GetElapsedTime(start).TotalSeconds);

        TrialSettings Adjust(TrialSettings trial)
        {
            TrialSettings seeded = trial.WithSeed(seed);
            return seeded with { Training = seeded.Training with { Validation = split, KeepBest = false, HistoryEvery = 0 } };
        }
    }

    /// <summary>A number of seconds with a decimal point.</summary>
    /// <param name="text">The digits.</param>
    /// <returns>The time.</returns>
    public static TimeSpan ReadSeconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
