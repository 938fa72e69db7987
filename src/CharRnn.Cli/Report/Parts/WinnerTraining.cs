using System.Numerics;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Settings;
using CharRnn.Cli.Training;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Parts;

/// <summary>Trains the winner of the search once more and writes down how it learns: a search keeps no curves.</summary>
internal static class WinnerTraining
{
    /// <summary>Points of the curve, about: as many as a picture can show.</summary>
    private const int Points = 400;
    private const int Digits = 5;

    /// <summary>The curve of a trial; its last point on held-out text is the result of the trial.</summary>
    internal static WinnerCurve Curve<T>(TrialResult winner, EncodedText text, CancellationToken stop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var run = RunSettings.Of(winner.Job);
        run = run.With(run.Training with
        {
            Epochs = 0,
            MaxUpdates = winner.Updates,
            Patience = 0,
            HistoryEvery = (int)Math.Clamp(winner.Updates / Points, 1, int.MaxValue),
            ThreadCount = 1,
        });
        Trainer<T> trainer = run.Trial.CreateTrainer<T>(text);
        trainer.Train(text, cancellationToken: stop);
        TrainingResult<T> result = trainer.Result();
        var curve = new LossCurve(result.LossHistory, result.EpochHistory, run.LossCharactersAt);
        return new WinnerCurve
        {
            Training = CurveColumns.Of(curve.Points, Digits),
            HeldOut = [.. curve.Validated.Where(epoch => epoch.Update < winner.Updates).Select(epoch => new HeldOutPoint(epoch.Update, epoch.ValidationLoss)), new HeldOutPoint(winner.Updates, trainer.Validate(text))],
        };
    }
}
