using CharRnn.Cli.Explain.Reading;

namespace CharRnn.Cli.Explain.Units;

/// <summary>A unit, or a gate of a unit, and the property of the text that it follows best.</summary>
/// <param name="Group">Which quantity of which layer.</param>
/// <param name="Unit">Its number in the layer, from 0.</param>
/// <param name="Property">The property with the largest correlation, in absolute value, on the text that the units are ranked on.</param>
/// <param name="Correlation">Pearson's r there; negative: high where the property is not.</param>
/// <param name="UnseenCorrelation">The same r on text that the ranking has not seen: the one to believe. NaN where the property does not vary there.</param>
internal sealed record RankedUnit(TraceGroup Group, int Unit, string Property, double Correlation, double UnseenCorrelation)
{
    /// <summary>Where its values stand among those of a character.</summary>
    internal int Column => Group.First + Unit;
}

/// <summary>A property and the unit that follows it best.</summary>
/// <param name="Property">What is followed.</param>
/// <param name="Best">The unit with the largest correlation in absolute value on the text that the units are ranked on.</param>
internal sealed record FollowedProperty(string Property, RankedUnit Best);
