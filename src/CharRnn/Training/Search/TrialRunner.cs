using System.Diagnostics;
using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Training.Search;

/// <summary>One trial being trained, kept between its rungs.</summary>
internal sealed class TrialRunner<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int UpdatesBetweenChecks = 64;

    /// <summary>An update may end a hair before the number of epochs that it stands for.</summary>
    private const double Tolerance = 1e-9;

    private readonly EncodedText _text;
    private readonly Trainer<T> _trainer;
    private bool _diverged;

    internal TrialRunner(TrialJob job, EncodedText text)
    {
        _text = text;
        Model = job.Settings.CreateModel<T>(text.Vocabulary);
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
        _trainer = new Trainer<T>(Model, Optimizer.Create<T>(Model.Rnn.Parameters.Architecture, job.Settings.Optimizer), options);
    }

    internal RnnModel<T> Model { get; }

    /// <summary>Trains on, from wherever it stands, to the end of a job.</summary>
    internal TrialResult Run(TrialJob job, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        double smoothLoss = double.NaN;
        try
        {
            while (!_diverged && _trainer.Passes < job.Epochs - Tolerance)
            {
                if (_trainer.Update % UpdatesBetweenChecks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                smoothLoss = _trainer.Step(_text).NatsPerCharacter;
            }
        }
        catch (TrainingDivergedException)
        {
            _diverged = true;
        }

        double validationLoss = _diverged ? double.PositiveInfinity : _trainer.Validate(_text);
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
}
