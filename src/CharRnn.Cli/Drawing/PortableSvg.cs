using System.Globalization;
using System.Text.RegularExpressions;

namespace CharRnn.Cli.Drawing;

/// <summary>
/// Makes the SVG of a picture reproducible and independent of fonts. The drawing library numbers its elements through the whole process, names a font
/// of this machine and positions each letter, so words fall apart where that font is missing. In the result each text has a fixed length with any
/// font.
/// </summary>
internal static partial class PortableSvg
{
    private const string Families = "Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif";

    /// <summary>About as wide as a letter is, in its height.</summary>
    private const double LetterWidth = 0.56;

    /// <summary>… and the last letter of an entry of the legend, which must not reach beyond its box.</summary>
    private const double LastLetterWidth = 0.35;

    /// <summary>The same picture for any machine.</summary>
    internal static string From(string svg)
    {
        var names = new Dictionary<string, string>();
        string renamed = ClipName().Replace(svg, match =>
        {
            names.TryAdd(match.Value, FormattableString.Invariant($"clip{names.Count + 1}"));
            return names[match.Value];
        });
        return TextElement().Replace(renamed, match => Text(match.Groups[1].Value, match.Groups[2].Value));
    }

    private static string Text(string attributes, string rest)
    {
        double size = double.Parse(Size().Match(attributes).Groups[1].Value, CultureInfo.InvariantCulture);
        double[] x = Places(Horizontal().Match(attributes)), y = Places(Vertical().Match(attributes));
        double first = x[0], end = x[^1] + (LetterWidth * size);

        // The positions are relative to the anchor of the text.
        (string anchor, double at) = first > -1 ? ("start", first)
            : Math.Abs(end) < 0.5 * size && x.Length > 1 ? ("end", 0)
            : Math.Abs(first + end) < size ? ("middle", 0)
            : ("start", first);
        double width = anchor == "end" ? -first : anchor == "middle" ? -2 * first : x[^1] + (LastLetterWidth * size) - first;
        string squeezed = x.Length > 1 ? FormattableString.Invariant($" textLength=\"{width:0.##}\" lengthAdjust=\"spacingAndGlyphs\"") : "";
        attributes = Family().Replace(attributes, $" font-family=\"{Families}\"");
        attributes = Horizontal().Replace(attributes, FormattableString.Invariant($" text-anchor=\"{anchor}\" x=\"{at:0.##}\"{squeezed}"));
        return $"<text{Vertical().Replace(attributes, FormattableString.Invariant($" y=\"{y[0]:0.##}\""))}{rest}";
    }

    private static double[] Places(Match match)
        => [.. match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(place => double.Parse(place, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\bcl_[0-9a-f]+\b")]
    private static partial Regex ClipName();

    [GeneratedRegex("<text((?: [a-z-]+=\"[^\"]*\")*)([^>]*>)")]
    private static partial Regex TextElement();

    [GeneratedRegex(" font-size=\"([^\"]*)\"")]
    private static partial Regex Size();

    [GeneratedRegex(" font-family=\"[^\"]*\"")]
    private static partial Regex Family();

    [GeneratedRegex(" x=\"([^\"]*)\"")]
    private static partial Regex Horizontal();

    [GeneratedRegex(" y=\"([^\"]*)\"")]
    private static partial Regex Vertical();
}
