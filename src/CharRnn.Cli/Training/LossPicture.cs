using CharRnn.Persistence;
using ScottPlot;
using ScottPlot.Plottables;

namespace CharRnn.Cli.Training;

/// <summary>Draws a loss curve. Nothing of the drawing library is loaded before.</summary>
internal static class LossPicture
{
    private const int Width = 1000;
    private const int Height = 600;

    /// <summary>Writes a PNG file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="TypeInitializationException">The drawing library's native part is missing.</exception>
    internal static void Save(string path, string title, LossCurve curve)
    {
        using var plot = new Plot();
        double[] updates = [.. curve.Points.Select(point => (double)point.Update)];
        AddLine(plot, updates, [.. curve.Points.Select(point => point.Loss)], "window", Colors.LightGray, 1);
        AddLine(plot, updates, [.. curve.Points.Select(point => point.SmoothLoss)], "smooth", Colors.SteelBlue, 3);
        if (curve.Validated.Count > 0)
        {
            Scatter validation = AddLine(
                plot, [.. curve.Validated.Select(epoch => (double)epoch.Update)], [.. curve.Validated.Select(epoch => epoch.ValidationLoss)], "validation", Colors.DarkOrange, 2);
            validation.MarkerSize = curve.Validated.Count > 50 ? 0 : 7;
        }

        plot.Title(title);
        plot.XLabel("update");
        plot.YLabel("loss (nats per character)");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true, LabelFormatter = value => value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) };
        plot.ShowLegend(Alignment.UpperRight);
        byte[] picture = plot.GetImageBytes(Width, Height, ImageFormat.Png);
        AtomicFile.Write(path, stream => stream.Write(picture));
    }

    private static Scatter AddLine(Plot plot, double[] x, double[] y, string name, Color color, float width)
    {
        Scatter line = plot.Add.ScatterLine(x, y, color);
        line.LineWidth = width;
        line.LegendText = name;
        return line;
    }
}
