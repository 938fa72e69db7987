using CharRnn.Cli.Drawing;
using CharRnn.Cli.Report.Results;
using ScottPlot;

namespace CharRnn.Cli.Report.Pictures;

/// <summary>How the best model learned: its loss on the text that it learns from, and on the text that it does not.</summary>
internal static class WinnerPicture
{
    internal static Picture? Draw(WinnerCurve curve, IReadOnlyList<(double Value, string Name)> levels)
        => curve.Training.Update.Count < 2 ? null : PictureStyle.Create((plot, theme, size) =>
        {
            double[] updates = [.. curve.Training.Update.Select(update => (double)update)];
            PictureStyle.AddLine(plot, updates, [.. curve.Training.SmoothLoss], theme.Blue, 2.5f, "training, smooth loss");
            ScottPlot.Plottables.Scatter held = PictureStyle.AddLine(plot, [.. curve.HeldOut.Select(point => (double)point.Update)], [.. curve.HeldOut.Select(point => point.Loss)], theme.Orange, 2.5f, "held-out text");
            held.MarkerShape = MarkerShape.FilledCircle;
            held.MarkerSize = curve.HeldOut.Count > 40 ? 0 : 8;
            (double bottom, double top) = CurvePicture.Range([.. curve.Training.SmoothLoss.Skip(curve.Training.SmoothLoss.Count / 10), .. curve.HeldOut.Select(point => point.Loss)], levels);
            PictureStyle.SetLimits(plot, theme, size, new AxisLimits(0, updates[^1], bottom, top), levels);
            PictureStyle.WholeNumbersBelow(plot);
            PictureStyle.Title(plot, size, "Training of the best model", "update", "nats per character");
            PictureStyle.Legend(plot, theme, size);
        });
}
