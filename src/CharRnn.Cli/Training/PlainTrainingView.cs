using CharRnn.Cli.Screen;
using CharRnn.Training;

namespace CharRnn.Cli.Training;

/// <summary>Training as lines of text: for files, pipes, logs and readers of screens.</summary>
internal sealed class PlainTrainingView(CliConsole console, RunLength length)
    : TrainingView(length)
{
    /// <summary>Lines in a run, about; a long run has one a minute at least.</summary>
    private const int LinesPerRun = 20;
    private static readonly TimeSpan _longestSilence = TimeSpan.FromMinutes(1);
    private readonly long _interval = Math.Max(1, length.PlannedUpdates() / LinesPerRun);
    private TimeSpan _lastLine;

    private protected override void Report(in TrainingProgress progress, TimeSpan now)
    {
        bool isDue = progress.Update == 1 || progress.Update == PlannedUpdates || progress.Update % _interval == 0;
        if (isDue || now - _lastLine > _longestSilence)
        {
            _lastLine = now;
            int width = console.IsTerminal ? console.Size.Width : int.MaxValue;
            console.Out.WriteLine(LineFolding.Fit(width, [.. Status(progress), (Speed(progress), 4), (TimeLeft(progress), 1)]));
            console.Out.Flush();
        }
    }

    internal override void ShowSample(long nextUpdate, double smoothLoss, string text)
    {
        console.Out.WriteLine();
        console.Out.WriteLine($"--- {SampleHeading(nextUpdate, smoothLoss)}");
        console.WriteText(text);
        console.Out.WriteLine();
        console.Out.WriteLine("---");
        console.Out.Flush();
    }

    internal override void ShowEpoch(EpochSummary epoch, bool isBest)
    {
        console.WriteProse(EpochLine(epoch, isBest));
        console.Out.Flush();
    }

    private protected override bool Surround(Func<bool> train) => train();
}
