using System.Globalization;
using CharRnn.Cli.Drawing;
using ScottPlot;

namespace CharRnn.Cli.Report.Pictures;

/// <summary>How far back a network remembers: loss against the length of context, and gradients against the distance.</summary>
internal static class MemoryPicture
{
    internal static Picture Losses(IReadOnlyList<double> losses) => PictureStyle.Create((plot, theme, size) =>
    {
        PictureStyle.AddLine(plot, Places(losses.Count), [.. losses], theme.Blue, 2.5f);
        double margin = Math.Max(0.02, 0.1 * (losses.Max() - losses.Min()));
        PictureStyle.SetLimits(plot, theme, size, new AxisLimits(0, Math.Log10(Math.Max(2, losses.Count)), losses.Min() - margin, losses.Max() + margin), []);
        Distances(plot, losses.Count, from: 1);
        PictureStyle.Title(plot, size, "Loss by the length of context", "characters read before the prediction", "nats per character");
    });

    internal static Picture? Gradients(IReadOnlyList<double> norms)
    {
        (double Distance, double Norm)[] points = [.. norms.Select((norm, distance) => ((double)distance, norm)).Where(point => point.norm > 0 && double.IsFinite(point.norm))];
        return points.Length < 2 ? null : PictureStyle.Create((plot, theme, size) =>
        {
            double[] logarithms = [.. points.Select(point => Math.Log10(point.Norm))];
            PictureStyle.AddLine(plot, [.. points.Select(point => Math.Log10(1 + point.Distance))], logarithms, theme.Blue, 2.5f);
            double bottom = Math.Floor(logarithms.Min()), top = Math.Max(bottom + 1, Math.Ceiling(logarithms.Max()));
            PictureStyle.SetLimits(plot, theme, size, new AxisLimits(0, Math.Log10(Math.Max(2, norms.Count)), bottom, top), []);
            Distances(plot, norms.Count, from: 0);
            PictureStyle.Title(plot, size, "Gradient by the distance", "characters before the last one read", "‖∂ ln p / ∂ state‖");
            var powers = new ScottPlot.TickGenerators.NumericManual();
            int step = Math.Max(1, (int)Math.Ceiling((top - bottom) / 8));
            for (int power = (int)bottom; power <= top; power += step)
            {
                powers.AddMajor(power, power is > -3 and < 3 ? Math.Pow(10, power).ToString("0.##", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"1e{power}"));
            }

            plot.Axes.Left.TickGenerator = powers;
        });
    }

    private static double[] Places(int count) => [.. Enumerable.Range(0, count).Select(i => Math.Log10(1 + i))];

    /// <summary>A logarithmic axis, on which the first of the distances is at 0.</summary>
    private static void Distances(Plot plot, int count, int from)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        foreach (int distance in (int[])[0, 1, 2, 5, 10, 20, 50, 100])
        {
            if (distance >= from && distance - from < count)
            {
                ticks.AddMajor(Math.Log10(1 + distance - from), distance.ToString(CultureInfo.InvariantCulture));
            }
        }

        plot.Axes.Bottom.TickGenerator = ticks;
    }
}
