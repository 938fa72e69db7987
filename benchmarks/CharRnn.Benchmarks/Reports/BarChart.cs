using System.Globalization;
using System.Net;
using System.Text;

namespace CharRnn.Benchmarks.Reports;

/// <summary>
/// Horizontal bars as SVG, or dots on a logarithmic scale, on which the length of a bar would have no meaning. Groups are placed below one another. The file
/// consists of short lines, so that a diff is readable. Colours are those of the command's pictures.
/// </summary>
/// <param name="title">The title.</param>
/// <param name="subtitle">Where and when it was measured.</param>
/// <param name="full">The value of a bar of full length; null for dots on a logarithmic scale that ends at the largest value of a group.</param>
internal sealed class BarChart(string title, string subtitle, double? full)
{
    private const int Width = 860;
    private const int LabelWidth = 250;
    private const int NumberWidth = 150;
    private const int RowHeight = 22;
    private readonly List<Group> _groups = [];

    internal void Add(string heading, IEnumerable<Bar> bars) => _groups.Add(new Group(heading, [.. bars]));

    internal string ToSvg()
    {
        int rows = _groups.Sum(group => group.Bars.Length), height = 74 + (rows * RowHeight) + (_groups.Count * 40);
        var svg = new StringBuilder();
        Append(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">");
        Append(svg, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        Append(svg, $"<text x=\"16\" y=\"28\" font-size=\"17\" font-weight=\"600\" fill=\"#1f2328\">{Escape(title)}</text>");
        Append(svg, $"<text x=\"16\" y=\"48\" font-size=\"11\" fill=\"#59636e\">{Escape(subtitle)}</text>");
        int y = 62;
        foreach (Group group in _groups)
        {
            y = AppendGroup(svg, group, y);
        }

        svg.AppendLine("</svg>");
        return svg.ToString();
    }

    private int AppendGroup(StringBuilder svg, Group group, int top)
    {
        int y = top + 26;
        Append(svg, $"<text x=\"16\" y=\"{y}\" font-weight=\"600\" fill=\"#1f2328\">{Escape(group.Heading)}</text>");
        y += 10;
        double largest = group.Bars.Max(bar => bar.Value), smallest = group.Bars.Min(bar => bar.Value);
        foreach (Bar bar in group.Bars)
        {
            // A logarithmic axis starts at half of the smallest value.
            double share = full is { } whole ? bar.Value / whole : Math.Log(bar.Value / smallest * 2) / Math.Log(largest / smallest * 2);
            double length = Math.Max(2, share * (Width - LabelWidth - NumberWidth - 16));
            Append(svg, $"<text x=\"{LabelWidth - 8}\" y=\"{y + 14}\" text-anchor=\"end\" fill=\"#1f2328\">{Escape(bar.Label)}</text>");
            Mark(svg, length, y, bar.IsOurs ? "#0072b2" : "#7b8792");
            Append(svg, $"<text x=\"{LabelWidth + length + 10:F1}\" y=\"{y + 14}\" fill=\"#59636e\">{Escape(bar.Text)}</text>");
            y += RowHeight;
        }

        return y + 4;
    }

    private void Mark(StringBuilder svg, double length, int y, string color)
    {
        if (full is not null)
        {
            Append(svg, $"<rect x=\"{LabelWidth}\" y=\"{y + 2}\" width=\"{length:F1}\" height=\"{RowHeight - 6}\" rx=\"2\" fill=\"{color}\"/>");
            return;
        }

        Append(svg, $"<line x1=\"{LabelWidth}\" y1=\"{y + 10}\" x2=\"{LabelWidth + length:F1}\" y2=\"{y + 10}\" stroke=\"#d5dbe1\" stroke-dasharray=\"1 3\"/>");
        Append(svg, $"<circle cx=\"{LabelWidth + length:F1}\" cy=\"{y + 10}\" r=\"5\" fill=\"{color}\"/>");
    }

    private static void Append(StringBuilder svg, FormattableString line) => svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private sealed record Group(string Heading, Bar[] Bars);
}

/// <summary>One bar: its length, and the text at its end.</summary>
internal sealed record Bar(string Label, double Value, string Text, bool IsOurs);
