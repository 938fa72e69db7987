using System.Globalization;

namespace CharRnn.Cli.Screen;

/// <summary>A number of things in words: 1 character, 2,000 characters.</summary>
internal static class Quantity
{
    /// <summary>The number and the noun in the form that goes with it.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="noun">One of them; its plural ends in s.</param>
    internal static string Of(double count, string noun) => count.ToString("N0", CultureInfo.InvariantCulture) + " " + noun + (count == 1 ? "" : "s");
}
