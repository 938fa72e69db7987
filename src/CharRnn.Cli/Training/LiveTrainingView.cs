using CharRnn.Cli.Screen;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>Training as a progress bar in the last two lines of the screen, with the samples above it.</summary>
internal sealed class LiveTrainingView(CliConsole console, RunLength length)
    : TrainingView(length)
{
    private static readonly TimeSpan _redrawEvery = TimeSpan.FromMilliseconds(100);
    private readonly StatusLines _status = new(console);
    private TimeSpan _lastDraw = -_redrawEvery;

    private protected override void Report(in TrainingProgress progress, TimeSpan now)
    {
        if (now - _lastDraw >= _redrawEvery || progress.Update == PlannedUpdates)
        {
            _lastDraw = now;
            Draw(progress);
        }
    }

    internal override void ShowSample(long nextUpdate, double smoothLoss, string text)
    {
        _status.WriteAbove(SampleHeading(nextUpdate, smoothLoss), StatusStyle.Quiet);
        _status.WriteAbove(text + "\n");
    }

    internal override void ShowEpoch(EpochSummary epoch, bool isBest)
        => _status.WriteAbove(LineFolding.Fold(EpochLine(epoch, isBest), console.Size.Width), StatusStyle.Quiet);

    private protected override bool Surround(Func<bool> train)
    {
        console.Out.WriteLine();
        _status.Draw([new StatusText("starting", StatusStyle.Quiet)]);
        return _status.During(() =>
        {
            bool isComplete = train();
            _status.Keep();
            return isComplete;
        });
    }

    private void Draw(in TrainingProgress progress)
    {
        double share = (double)progress.Update / PlannedUpdates;
        StatusText[] bar = StatusLines.Bar(share, Math.Clamp(_status.Width / 3, 8, 40));
        int left = _status.Width - bar.Sum(piece => piece.Text.Length);
        string numbers = LineFolding.Fit(left, (Invariant($"  {share * 100,3:F0} %  {TimeLeft(progress)}"), 0), (Speed(progress), 1));
        _status.Draw([.. bar, new StatusText(numbers)], [new StatusText(LineFolding.Fit(_status.Width, Status(progress)), StatusStyle.Quiet)]);
    }
}
