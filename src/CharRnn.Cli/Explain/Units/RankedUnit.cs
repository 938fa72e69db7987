using CharRnn.Cli.Explain.Reading;

namespace CharRnn.Cli.Explain.Units;

/// <summary>A unit, or a gate of a unit, and the property of the text that it follows best.</summary>
/// <param name="Group">Which quantity of which layer.</param>
/// <param name="Unit">Its number in the layer, from 0.</param>
/// <param name="Property">The property that it follows most steadily on the text where names are chosen; empty for none.</param>
/// <param name="Correlation">Pearson's r there; negative: high where the property is not.</param>
/// <param name="UnseenCorrelation">The same r on text that the choice has not seen: the one to believe, and to rank by.</param>
internal sealed record RankedUnit(TraceGroup Group, int Unit, string Property, double Correlation, double UnseenCorrelation)
{
    /// <summary>Below this correlation on unseen text, in absolute value, a unit has no name.</summary>
    internal const double Convincing = 0.3;

    /// <summary>Whether the property is worth to be called the unit's name.</summary>
    internal bool HasName => Math.Abs(UnseenCorrelation) >= Convincing;

    /// <summary>The position of its values among those of a character.</summary>
    internal int Column => Group.First + Unit;
}

/// <summary>A property and the unit that follows it best.</summary>
/// <param name="Property">The property that the unit follows.</param>
/// <param name="Best">The unit that follows it most steadily on the text where names are chosen.</param>
internal sealed record FollowedProperty(string Property, RankedUnit Best);
