using ScottPlot;

namespace CharRnn.Cli.Drawing;

/// <summary>Colours of a picture. Those of the lines are told apart by the colour-blind, too (Okabe and Ito 2008).</summary>
public sealed record PictureTheme
{
    /// <summary>For a white page.</summary>
    public static PictureTheme Light { get; } = new()
    {
        Page = Color.FromHex("#ffffff"),
        Text = Color.FromHex("#1a1f24"),
        Quiet = Color.FromHex("#55606b"),
        Grid = Color.FromHex("#eef1f4"),
        Windows = Color.FromHex("#d9dfe5"),
        Boundary = Color.FromHex("#7b8792"),
        Blue = Color.FromHex("#0072B2"),
        Orange = Color.FromHex("#D55E00"),
        Green = Color.FromHex("#008F66"),
    };

    /// <summary>For a dark one.</summary>
    public static PictureTheme Dark { get; } = new()
    {
        Page = Color.FromHex("#14181d"),
        Text = Color.FromHex("#e4e8ec"),
        Quiet = Color.FromHex("#a3aeb9"),
        Grid = Color.FromHex("#222a32"),
        Windows = Color.FromHex("#35404b"),
        Boundary = Color.FromHex("#7b8792"),
        Blue = Color.FromHex("#56B4E9"),
        Orange = Color.FromHex("#E69F00"),
        Green = Color.FromHex("#2FC79B"),
    };

    /// <summary>The paper.</summary>
    public required Color Page { get; init; }

    /// <summary>Titles and names.</summary>
    public required Color Text { get; init; }

    /// <summary>Axes, and lines to compare with.</summary>
    public required Color Quiet { get; init; }

    /// <summary>The grid.</summary>
    public required Color Grid { get; init; }

    /// <summary>Background points, such as the losses of single windows.</summary>
    public required Color Windows { get; init; }

    /// <summary>The ends of epochs.</summary>
    public required Color Boundary { get; init; }

    /// <summary>The first line.</summary>
    public required Color Blue { get; init; }

    /// <summary>The second line.</summary>
    public required Color Orange { get; init; }

    /// <summary>The third line.</summary>
    public required Color Green { get; init; }
}
