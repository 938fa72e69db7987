using System.Globalization;
using CharRnn.Cli.Drawing;
using CharRnn.Cli.Report.Results;
using CharRnn.Optimization;
using CharRnn.Training.Search;
using ScottPlot;
using ScottPlot.Plottables;

namespace CharRnn.Cli.Report.Pictures;

/// <summary>The trials of a search on their way through its rungs.</summary>
internal static class TrialPicture
{
    internal static Picture? Draw(BestModelOutcome outcome, string comparison)
    {
        TrialResult[][] trials = [.. outcome.Results.Where(result => !result.Diverged).GroupBy(result => result.Job.Trial).Select(group => group.ToArray())];
        return trials.Length == 0 ? null : PictureStyle.Create((plot, theme, size) =>
        {
            foreach (IGrouping<OptimizerKind, TrialResult[]> kind in trials.GroupBy(trial => trial[0].Job.Settings.Optimizer.Kind).OrderBy(kind => kind.Key))
            {
                string name = kind.Key.ToString();
                foreach (TrialResult[] trial in kind)
                {
                    AddTrial(plot, trial, kind.Key == OptimizerKind.AdaGrad ? theme.Orange : theme.Blue, kind.Key == OptimizerKind.AdaGrad ? MarkerShape.FilledTriangleUp : MarkerShape.FilledCircle, name);
                    name = "";
                }
            }

            double[] epochs = [.. outcome.Results.Select(result => result.Job.Epochs).Distinct().Order()];
            double left = Math.Log(epochs[0]), right = Math.Max(Math.Log(epochs[^1]), left + 1), margin = 0.08 * (right - left);
            (double bottom, double top) = Range(trials, outcome.PublishedSettings);
            (double, string)[] levels = outcome.PublishedSettings is { Diverged: false } published ? [(published.ValidationLoss, comparison)] : [];
            PictureStyle.SetLimits(plot, theme, size, new AxisLimits(left - margin, right + margin, bottom, top), levels);
            var ticks = new ScottPlot.TickGenerators.NumericManual();
            epochs.ToList().ForEach(passes => ticks.AddMajor(Math.Log(passes), passes.ToString("0.##", CultureInfo.InvariantCulture)));
            plot.Axes.Bottom.TickGenerator = ticks;
            PictureStyle.Title(plot, size, "The search for the best model", "passes over the training part", "held out, nats per character");
            PictureStyle.Legend(plot, theme, size);
        });
    }

    private static void AddTrial(Plot plot, TrialResult[] trial, Color color, MarkerShape shape, string name)
    {
        Scatter line = PictureStyle.AddLine(
            plot, [.. trial.Select(result => Math.Log(result.Job.Epochs))], [.. trial.Select(result => result.ValidationLoss)], color, 1.5f, name);
        line.MarkerShape = shape;
        line.MarkerSize = 8;
    }

    /// <summary>A hopeless trial would press the others together: the worst quarter may lie above the picture.</summary>
    private static (double Bottom, double Top) Range(TrialResult[][] trials, TrialResult? published)
    {
        double[] losses = [.. trials.SelectMany(trial => trial).Select(result => result.ValidationLoss).Order()];
        double smallest = losses[0], largest = losses[(int)(0.75 * (losses.Length - 1))];
        if (published is { Diverged: false })
        {
            (smallest, largest) = (Math.Min(smallest, published.ValidationLoss), Math.Max(largest, published.ValidationLoss));
        }

        double margin = Math.Max(0.01, 0.15 * (largest - smallest));
        return (smallest - margin, largest + (2 * margin));
    }
}
