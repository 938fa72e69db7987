namespace CharRnn.Cli.Explain.Units;

/// <summary>Something that is true of a place in a text, or a number that belongs to it: what units may have learned to follow.</summary>
/// <param name="Name">Its name, worded to come after <em>this unit follows:</em>.</param>
/// <param name="Values">One number for each character of the window, about the text up to and including it; 0 and 1 for no and yes.</param>
internal sealed record TextProperty(string Name, float[] Values)
{
    /// <summary>A property that holds at fewer places of a half than this is not looked at.</summary>
    private const int FewestPlaces = 20;

    /// <summary>Whether it varies enough among some places to be correlated with.</summary>
    internal bool VariesAmong(ReadOnlySpan<int> positions)
    {
        var counts = new Dictionary<float, int>();
        foreach (int position in positions)
        {
            counts[Values[position]] = counts.GetValueOrDefault(Values[position]) + 1;
        }

        return counts.Count > 1 && positions.Length - counts.Values.Max() >= FewestPlaces;
    }
}
