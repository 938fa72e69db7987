using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;

namespace CharRnn.Cli.Report.Pictures;

/// <summary>What all pictures of a report have in common: size, letters, axes.</summary>
internal static class ReportPlot
{
    private const float LabelSize = 16;
    private const float TickSize = 15;
    private const int PngScale = 2;

    /// <summary>Names at the right that find room one above the other, about.</summary>
    private const int LinesInHeight = 18;
    private static readonly string[] _families = ["Arial", "Liberation Sans", "Helvetica", "Helvetica Neue", "Segoe UI", "DejaVu Sans", "Noto Sans"];
    private static readonly Lazy<string?> _family = new(FindFamily);

    /// <summary>Draws the same picture in every form.</summary>
    /// <param name="draw">Adds everything to an empty plot.</param>
    internal static Picture Create(Action<Plot, PictureTheme> draw)
    {
        using Plot light = Prepare(draw, PictureTheme.Light), dark = Prepare(draw, PictureTheme.Dark), large = Prepare(draw, PictureTheme.Light);
        large.ScaleFactor = PngScale;
        return new Picture(
            PortableSvg.From(light.GetSvgXml(Picture.Width, Picture.Height)),
            PortableSvg.From(dark.GetSvgXml(Picture.Width, Picture.Height)),
            large.GetImageBytes(Picture.Width * PngScale, Picture.Height * PngScale, ImageFormat.Png));
    }

    internal static Scatter AddLine(Plot plot, double[] x, double[] y, Color color, float width, string name = "")
    {
        Scatter line = plot.Add.ScatterLine(x, y, color);
        line.LineWidth = width;
        line.LegendText = name;
        return line;
    }

    /// <summary>Sets what the axes show, and draws levels to compare with, named at the right, where nothing covers them.</summary>
    internal static void SetLimits(Plot plot, PictureTheme theme, AxisLimits limits, IReadOnlyList<(double Value, string Name)> levels)
    {
        plot.Axes.SetLimits(limits);
        plot.Axes.SetLimitsY(limits.Bottom, limits.Top, plot.Axes.Right);
        var names = new ScottPlot.TickGenerators.NumericManual();
        double next = double.NegativeInfinity, apart = (limits.Top - limits.Bottom) / LinesInHeight;
        foreach ((double value, string name) in levels.Where(level => level.Value > limits.Bottom && level.Value < limits.Top).OrderBy(level => level.Value))
        {
            plot.Add.HorizontalLine(value, 1.5f, theme.Quiet, LinePattern.Dashed);
            next = Math.Max(value, next);
            names.AddMajor(next, name);
            next += apart;
        }

        plot.Axes.Right.TickGenerator = names;
        plot.Axes.Right.MajorTickStyle.Length = 0;
    }

    internal static void Title(Plot plot, string title, string x, string y)
    {
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = value => value.ToString("0.###", CultureInfo.InvariantCulture) };
        plot.Title(title, LabelSize + 1);
        plot.XLabel(x, LabelSize);
        plot.YLabel(y, LabelSize);
    }

    internal static void Legend(Plot plot, PictureTheme theme)
    {
        plot.ShowLegend(Alignment.UpperRight);
        plot.Legend.FontSize = TickSize;
        plot.Legend.FontColor = theme.Text;
        plot.Legend.BackgroundColor = theme.Page;
        plot.Legend.OutlineColor = theme.Grid;
        plot.Legend.ShadowColor = Colors.Transparent;
        if (_family.Value is { } family)
        {
            plot.Legend.FontName = family;
        }
    }

    internal static string Thousands(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static Plot Prepare(Action<Plot, PictureTheme> draw, PictureTheme theme)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = theme.Page;
        plot.DataBackground.Color = theme.Page;
        draw(plot, theme);
        plot.Axes.Color(theme.Quiet);
        plot.Axes.Title.Label.ForeColor = theme.Text;
        plot.Grid.MajorLineColor = theme.Grid;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        foreach (IAxis axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left, plot.Axes.Right])
        {
            axis.TickLabelStyle.FontSize = TickSize;
            axis.Label.Bold = false;
            axis.Label.ForeColor = theme.Text;
            Letter(axis.TickLabelStyle);
            Letter(axis.Label);
        }

        Letter(plot.Axes.Title.Label);
        return plot;
    }

    private static void Letter(LabelStyle style)
    {
        if (_family.Value is { } family)
        {
            style.FontName = family;
        }
    }

    private static string? FindFamily()
    {
        HashSet<string> installed = [.. SKFontManager.Default.FontFamilies];
        return _families.FirstOrDefault(installed.Contains);
    }
}
