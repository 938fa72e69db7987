using System.Globalization;

namespace CharRnn.Common;

/// <summary>A number of things in words: 1 character, 2000 characters.</summary>
internal static class Quantity
{
    /// <summary>The number and the noun in the form that goes with it.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="noun">One of them; its plural ends in s.</param>
    internal static string Of(long count, string noun) => count.ToString(CultureInfo.InvariantCulture) + " " + noun + (count == 1 ? "" : "s");

    /// <inheritdoc cref="Of(long, string)"/>
    internal static string Of(UInt128 count, string noun) => count.ToString(CultureInfo.InvariantCulture) + " " + noun + (count == 1 ? "" : "s");
}
