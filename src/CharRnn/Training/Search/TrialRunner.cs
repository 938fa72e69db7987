using System.Diagnostics;
using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Training.Search;

/// <summary>Trains one trial, and keeps its trainer between rungs.</summary>
internal sealed class TrialRunner<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int UpdatesBetweenChecks = 64;
    private readonly EncodedText _text;
    private readonly Trainer<T> _trainer;
    private bool _diverged;

    internal TrialRunner(TrialJob job, EncodedText text)
    {
        RequireFit(job, text);
        _text = text;
        RnnModel<T> model = job.Settings.CreateModel<T>(text.Vocabulary);
        TrainingOptions options = job.Settings.Training with
        {
            Validation = job.Validation,
            Epochs = 0,
            MaxUpdates = 0,
            Patience = 0,
            KeepBest = false,
            HistoryEvery = 0,
            SampleEvery = 0,
            ThreadCount = 1,
        };
        OptimizerOptions optimizer = job.Settings.Optimizer;
        if (job.Settings.ScheduleSpansJob && optimizer.Schedule.Turns.Count == 0)
        {
            optimizer = optimizer with { Schedule = optimizer.Schedule.EndingAt(Math.Max(1, UpdateCount.OfPasses(text, options, job.Epochs))) };
        }

        _trainer = new Trainer<T>(model, Optimizer.Create<T>(model.Rnn.Parameters.Architecture, optimizer), options);
    }

    /// <summary>The network that the trial is judged by.</summary>
    internal RnnModel<T> Model => _trainer.TrainedModel;

    /// <summary>The rung up to which it has been trained; −1 before the first.</summary>
    internal int Rung { get; private set; } = -1;

    /// <summary>Continues training to the end of a job.</summary>
    /// <param name="job">A job of the same trial.</param>
    /// <param name="progress">Told every so many updates; may be null.</param>
    /// <param name="cancellationToken">Stops between updates.</param>
    internal TrialResult Run(TrialJob job, Action<TrialProgressEventArgs>? progress, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp(), updates = UpdateCount.OfPasses(_text, _trainer.Options, job.Epochs);
        double smoothLoss = double.NaN;
        try
        {
            while (!_diverged && _trainer.Update < updates)
            {
                if (_trainer.Update % UpdatesBetweenChecks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Invoke(new TrialProgressEventArgs(job, _trainer.Update, updates, smoothLoss));
                }

                smoothLoss = _trainer.Step(_text).NatsPerCharacter;
            }
        }
        catch (TrainingDivergedException)
        {
            _diverged = true;
        }

        double validationLoss = _diverged ? double.PositiveInfinity : _trainer.Validate(_text);
        Rung = job.Rung;
        return new TrialResult
        {
            Job = job,
            Updates = _trainer.Update,
            SmoothLoss = smoothLoss,
            ValidationLoss = double.IsFinite(validationLoss) ? validationLoss : double.PositiveInfinity,
            Diverged = !double.IsFinite(validationLoss),
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
    }

    private static void RequireFit(TrialJob job, EncodedText text)
    {
        if (job.TextFingerprint.Length > 0 && job.TextFingerprint != text.Fingerprint)
        {
            throw new ArgumentException($"The job is for another text: its text has the fingerprint {job.TextFingerprint}, this one {text.Fingerprint}.", nameof(text));
        }

        string type = typeof(T) == typeof(float) ? "F32" : "F64";
        if (job.DataType.Length > 0 && job.DataType != type)
        {
            throw new ArgumentException($"The job is to be computed in {job.DataType}; {typeof(T).Name} is {type}.", nameof(job));
        }
    }
}
