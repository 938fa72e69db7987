using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;

namespace CharRnn.Cli.Drawing;

/// <summary>The common style of the pictures of the command, the report and the documentation: sizes, fonts, axes, legend.</summary>
public static class PictureStyle
{
    private const int PngScale = 2;

    /// <summary>Names at the right that find room one above the other, in heights of a letter.</summary>
    private const double LineHeight = 1.6;
    private static readonly string[] _families = ["Arial", "Liberation Sans", "Helvetica", "Helvetica Neue", "Segoe UI", "DejaVu Sans", "Noto Sans"];
    private static readonly Lazy<string?> _family = new(FindFamily);

    /// <summary>Draws the same picture in every form.</summary>
    /// <param name="draw">Adds everything to an empty plot, for a theme and a size.</param>
    /// <returns>The picture.</returns>
    public static Picture Create(Action<Plot, PictureTheme, PictureSize> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return new Picture(Svg(draw, PictureSize.Wide), Svg(draw, PictureSize.Narrow), Png(draw, PictureSize.Wide));
    }

    /// <summary>Draws a PNG for a white page, at twice the size.</summary>
    /// <param name="draw">Adds everything to an empty plot.</param>
    /// <param name="size">The size before it is doubled.</param>
    /// <returns>The file's content.</returns>
    public static byte[] Png(Action<Plot, PictureTheme, PictureSize> draw, PictureSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        using Plot plot = Prepare(draw, PictureTheme.Light, size);
        plot.ScaleFactor = PngScale;
        return plot.GetImageBytes(size.Width * PngScale, size.Height * PngScale, ImageFormat.Png);
    }

    /// <summary>Adds a line.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="x">Its places.</param>
    /// <param name="y">Its heights.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="name">The name in the legend; empty for none.</param>
    /// <returns>The line.</returns>
    public static Scatter AddLine(Plot plot, double[] x, double[] y, Color color, float width, string name = "")
    {
        ArgumentNullException.ThrowIfNull(plot);
        Scatter line = plot.Add.ScatterLine(x, y, color);
        line.LineWidth = width;
        line.LegendText = name;
        return line;
    }

    /// <summary>Adds points.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="x">Their places.</param>
    /// <param name="y">Their heights.</param>
    /// <param name="color">Their colour.</param>
    /// <param name="shape">The shape of each point.</param>
    /// <param name="name">The name in the legend; empty for none.</param>
    /// <returns>The points.</returns>
    public static Scatter AddPoints(Plot plot, double[] x, double[] y, Color color, MarkerShape shape, string name = "")
    {
        ArgumentNullException.ThrowIfNull(plot);
        Scatter points = plot.Add.ScatterPoints(x, y, color);
        points.MarkerShape = shape;
        points.MarkerSize = 9;
        points.LegendText = name;
        return points;
    }

    /// <summary>Sets what the axes show, and draws levels to compare with, named at the right, where nothing covers them.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="theme">Its colours.</param>
    /// <param name="size">Its size.</param>
    /// <param name="limits">The limits of both axes.</param>
    /// <param name="levels">Heights and names.</param>
    public static void SetLimits(Plot plot, PictureTheme theme, PictureSize size, AxisLimits limits, IReadOnlyList<(double Value, string Name)> levels)
    {
        ArgumentNullException.ThrowIfNull(plot);
        ArgumentNullException.ThrowIfNull(theme);
        ArgumentNullException.ThrowIfNull(size);
        plot.Axes.SetLimits(limits);
        plot.Axes.SetLimitsY(limits.Bottom, limits.Top, plot.Axes.Right);
        var names = new ScottPlot.TickGenerators.NumericManual();
        double next = double.NegativeInfinity, apart = (limits.Top - limits.Bottom) * LineHeight * size.Letters / size.Height;
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

    /// <summary>Names the picture and its axes. Numbers on an axis have one number of digits.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="size">Its size.</param>
    /// <param name="title">The title above it.</param>
    /// <param name="x">The label of the horizontal axis.</param>
    /// <param name="y">The label of the vertical axis.</param>
    public static void Title(Plot plot, PictureSize size, string title, string x, string y)
    {
        ArgumentNullException.ThrowIfNull(plot);
        ArgumentNullException.ThrowIfNull(size);
        plot.Axes.Left.TickGenerator = new EvenTicks();
        plot.Title(title, size.Letters + 2);
        plot.XLabel(x, size.Letters + 1);
        plot.YLabel(y, size.Letters + 1);
    }

    /// <summary>Whole numbers below the picture, with commas between thousands.</summary>
    /// <param name="plot">The plot.</param>
    public static void WholeNumbersBelow(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = value => value.ToString("N0", CultureInfo.InvariantCulture),
            TickDensity = 0.6,
        };
    }

    /// <summary>Shows what the colours are: inside a wide picture, below a narrow one.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="theme">Its colours.</param>
    /// <param name="size">Its size.</param>
    public static void Legend(Plot plot, PictureTheme theme, PictureSize size)
    {
        ArgumentNullException.ThrowIfNull(plot);
        ArgumentNullException.ThrowIfNull(theme);
        ArgumentNullException.ThrowIfNull(size);
        plot.ShowLegend(Alignment.UpperRight);
        plot.Legend.FontSize = size.Letters;
        plot.Legend.FontColor = theme.Text;
        plot.Legend.BackgroundColor = theme.Page;
        plot.Legend.OutlineColor = theme.Grid;
        plot.Legend.ShadowColor = Colors.Transparent;
        if (_family.Value is { } family)
        {
            plot.Legend.FontName = family;
        }
    }

    private static PictureSvg Svg(Action<Plot, PictureTheme, PictureSize> draw, PictureSize size)
    {
        using Plot light = Prepare(draw, PictureTheme.Light, size), dark = Prepare(draw, PictureTheme.Dark, size);
        return new PictureSvg(size, PortableSvg.From(light.GetSvgXml(size.Width, size.Height)), PortableSvg.From(dark.GetSvgXml(size.Width, size.Height)));
    }

    private static Plot Prepare(Action<Plot, PictureTheme, PictureSize> draw, PictureTheme theme, PictureSize size)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = theme.Page;
        plot.DataBackground.Color = theme.Page;
        draw(plot, theme, size);
        plot.Axes.Color(theme.Quiet);
        plot.Axes.Title.Label.ForeColor = theme.Text;
        plot.Grid.MajorLineColor = theme.Grid;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        foreach (IAxis axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left, plot.Axes.Right])
        {
            axis.TickLabelStyle.FontSize = size.Letters;
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
