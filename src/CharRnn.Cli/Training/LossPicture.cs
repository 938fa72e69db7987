using CharRnn.Cli.Drawing;
using CharRnn.Persistence;
using ScottPlot;
using ScottPlot.Plottables;

namespace CharRnn.Cli.Training;

/// <summary>Draws a loss curve. Nothing of the drawing library is loaded before.</summary>
internal static class LossPicture
{
    private const int MostMarkers = 50;
    private static readonly PictureSize _size = new(780, 470, 15);

    /// <summary>Writes a PNG file.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="TypeInitializationException">The drawing library's native part is missing.</exception>
    internal static void Save(string path, string title, LossCurve curve)
    {
        byte[] picture = PictureStyle.Png((plot, theme, size) => Draw(plot, theme, size, title, curve), _size);
        AtomicFile.Write(path, stream => stream.Write(picture));
    }

    private static void Draw(Plot plot, PictureTheme theme, PictureSize size, string title, LossCurve curve)
    {
        double[] updates = [.. curve.Points.Select(point => (double)point.Update)];
        PictureStyle.AddLine(plot, updates, [.. curve.Points.Select(point => point.Loss)], theme.Windows, 1, "window");
        PictureStyle.AddLine(plot, updates, [.. curve.Points.Select(point => point.SmoothLoss)], theme.Blue, 2.5f, "smooth");
        if (curve.Validated.Count > 0)
        {
            Scatter validation = PictureStyle.AddLine(
                plot, [.. curve.Validated.Select(epoch => (double)epoch.Update)], [.. curve.Validated.Select(epoch => epoch.ValidationLoss)], theme.Orange, 2, "validation");
            validation.MarkerShape = MarkerShape.FilledCircle;
            validation.MarkerSize = curve.Validated.Count > MostMarkers ? 0 : 7;
        }

        PictureStyle.Title(plot, size, title, "update", "loss (nats per character)");
        PictureStyle.WholeNumbersBelow(plot);
        PictureStyle.Legend(plot, theme, size);
    }
}
