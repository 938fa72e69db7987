using CharRnn.Cli.Drawing;
using CharRnn.Cli.Report.Results;
using ScottPlot;

namespace CharRnn.Cli.Report.Pictures;

/// <summary>The loss curve of a training run with the ends of epochs, levels to compare with, and what was published.</summary>
internal static class CurvePicture
{
    private const int MostBoundaries = 40;

    /// <summary>Draws the picture.</summary>
    /// <param name="title">The title above it.</param>
    /// <param name="outcome">The run.</param>
    /// <param name="levels">Heights to compare with, and their names.</param>
    /// <param name="published">The published smooth loss before an update; null where there is none.</param>
    /// <param name="publishedUpdates">The updates with a published figure.</param>
    internal static Picture? Draw(string title, TrainingOutcome outcome, IReadOnlyList<(double Value, string Name)> levels, Func<long, double?> published, IReadOnlyList<int> publishedUpdates)
        => outcome.Curve.Update.Count < 2 ? null : PictureStyle.Create((plot, theme, size) =>
        {
            double[] updates = [.. outcome.Curve.Update.Select(update => (double)update)];
            double last = Math.Max(outcome.PlannedUpdates, updates[^1]);
            foreach (EpochPoint epoch in outcome.Epochs.Count <= MostBoundaries ? outcome.Epochs : [])
            {
                plot.Add.VerticalLine(epoch.Update, 1, theme.Boundary, LinePattern.Dotted);
            }

            PictureStyle.AddLine(plot, updates, [.. outcome.Curve.Loss], theme.Windows, 1, "single windows");
            PictureStyle.AddLine(plot, updates, [.. outcome.Curve.SmoothLoss], theme.Blue, 2.5f, "smooth loss");
            (double Update, double Loss)[] points = [.. publishedUpdates
                .Where(update => update > 1 && update <= outcome.PlannedUpdates && published(update) is not null)
                .Select(update => ((double)update, published(update)!.Value / outcome.LossCharacters))];
            if (points.Length > 0)
            {
                PictureStyle.AddPoints(plot, [.. points.Select(point => point.Update)], [.. points.Select(point => point.Loss)], theme.Orange, MarkerShape.FilledDiamond, "published");
            }

            (double bottom, double top) = Range(outcome.Curve.SmoothLoss, levels);
            PictureStyle.SetLimits(plot, theme, size, new AxisLimits(0, last, bottom, top), levels);
            PictureStyle.WholeNumbersBelow(plot);
            PictureStyle.Title(plot, size, FormattableString.Invariant($"{title}, τ = {outcome.SequenceLength}"), "update", "nats per character");
            PictureStyle.Legend(plot, theme, size);
        });

    /// <summary>The start, near ln K, would press everything else together: what is seen is the curve from a twentieth of the run on, and the levels.</summary>
    internal static (double Bottom, double Top) Range(IReadOnlyList<double> smoothLoss, IReadOnlyList<(double Value, string Name)> levels)
    {
        double[] values = [.. smoothLoss.Skip(smoothLoss.Count / 20).Concat(levels.Select(level => level.Value))];
        double smallest = values.Min(), largest = values.Max(), margin = Math.Max(0.05, 0.15 * (largest - smallest));
        return (Math.Max(0, smallest - margin), largest + (2 * margin));
    }
}
