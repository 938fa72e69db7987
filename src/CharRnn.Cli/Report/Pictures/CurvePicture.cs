using CharRnn.Cli.Report.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace CharRnn.Cli.Report.Pictures;

/// <summary>A loss curve with the ends of epochs, the tables of the text, and what was published.</summary>
internal static class CurvePicture
{
    private const int MostBoundaries = 40;

    internal static Picture? Draw(string title, TrainingOutcome outcome, TextStatistics text, Func<long, double?> published, IReadOnlyList<int> publishedUpdates)
        => outcome.Curve.Update.Count < 2 ? null : ReportPlot.Create((plot, theme) =>
        {
            double[] updates = [.. outcome.Curve.Update.Select(update => (double)update)];
            double last = Math.Max(outcome.PlannedUpdates, updates[^1]);
            foreach (EpochPoint epoch in outcome.Epochs.Count <= MostBoundaries ? outcome.Epochs : [])
            {
                plot.Add.VerticalLine(epoch.Update, 1, theme.Boundary, LinePattern.Dotted);
            }

            ReportPlot.AddLine(plot, updates, [.. outcome.Curve.Loss], theme.Windows, 1, "single windows");
            ReportPlot.AddLine(plot, updates, [.. outcome.Curve.SmoothLoss], theme.Blue, 2.5f, "smooth loss");
            AddPublished(plot, theme, outcome, published, publishedUpdates);
            (double bottom, double top) = Range(outcome, text);
            ReportPlot.SetLimits(plot, theme, new AxisLimits(0, last, bottom, top), [(text.Unigram, "unigram"), (text.Bigram, "bigram"), (text.Trigram, "trigram")]);
            plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true, LabelFormatter = ReportPlot.Thousands, TickDensity = 0.6 };
            ReportPlot.Title(plot, FormattableString.Invariant($"{title}, τ = {outcome.SequenceLength}"), "update", "loss (nats per character)");
            ReportPlot.Legend(plot, theme);
        });

    private static void AddPublished(Plot plot, PictureTheme theme, TrainingOutcome outcome, Func<long, double?> published, IReadOnlyList<int> updates)
    {
        (double Update, double Loss)[] points = [.. updates
            .Where(update => update > 1 && update <= outcome.PlannedUpdates && published(update) is not null)
            .Select(update => ((double)update, published(update)!.Value / outcome.LossCharacters))];
        if (points.Length > 0)
        {
            Scatter markers = plot.Add.ScatterPoints(points.Select(point => point.Update).ToArray(), points.Select(point => point.Loss).ToArray(), theme.Orange);
            markers.MarkerShape = MarkerShape.FilledDiamond;
            markers.MarkerSize = 10;
            markers.LegendText = "published";
        }
    }

    /// <summary>The start, near ln K, would press everything else together.</summary>
    private static (double Bottom, double Top) Range(TrainingOutcome outcome, TextStatistics text)
    {
        double smallest = Math.Min(outcome.Curve.SmoothLoss.Min(), text.Trigram), largest = Math.Max(text.Unigram, outcome.Curve.SmoothLoss[^1]);
        double margin = 0.12 * (largest - smallest);
        return (Math.Max(0, smallest - (2 * margin)), largest + (2 * margin));
    }
}
