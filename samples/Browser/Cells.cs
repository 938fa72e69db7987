namespace CharRnn.Samples.Browser;

/// <summary>Cells as the page calls them.</summary>
internal static class Cells
{
    internal static string Name(RnnCell cell) => cell == RnnCell.Tanh ? "tanh" : cell.ToString().ToUpperInvariant();
}
