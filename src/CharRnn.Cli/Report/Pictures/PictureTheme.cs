using ScottPlot;

namespace CharRnn.Cli.Report.Pictures;

/// <summary>Colours of a picture. Those of the lines are told apart by the colour-blind, too (Okabe and Ito 2008).</summary>
internal sealed record PictureTheme
{
    internal static readonly PictureTheme Light = new()
    {
        Page = Color.FromHex("#ffffff"),
        Text = Color.FromHex("#1a1f24"),
        Quiet = Color.FromHex("#55606b"),
        Grid = Color.FromHex("#eef1f4"),
        Windows = Color.FromHex("#d9dfe5"),
        Boundary = Color.FromHex("#7b8792"),
        Blue = Color.FromHex("#0072B2"),
        Orange = Color.FromHex("#D55E00"),
    };

    internal static readonly PictureTheme Dark = new()
    {
        Page = Color.FromHex("#14181d"),
        Text = Color.FromHex("#e4e8ec"),
        Quiet = Color.FromHex("#a3aeb9"),
        Grid = Color.FromHex("#222a32"),
        Windows = Color.FromHex("#35404b"),
        Boundary = Color.FromHex("#7b8792"),
        Blue = Color.FromHex("#56B4E9"),
        Orange = Color.FromHex("#E69F00"),
    };

    internal required Color Page { get; init; }

    internal required Color Text { get; init; }

    internal required Color Quiet { get; init; }

    internal required Color Grid { get; init; }

    internal required Color Windows { get; init; }

    internal required Color Boundary { get; init; }

    internal required Color Blue { get; init; }

    internal required Color Orange { get; init; }
}
