using System.Numerics;
using CharRnn.Cli.Explain.Reading;

namespace CharRnn.Cli.Explain.Units;

/// <summary>
/// Names units by what they correlate with. A name is chosen on the first half of the text around the passage; units are ranked, and shown as
/// named or not, by the same correlation on the second half, which the choice has not seen.
/// </summary>
/// <remarks>
/// With hundreds of units and some thirty properties, the largest correlation on one stretch of text is often an accident of a rare
/// property. So the choice goes by the weaker of the correlations on the two quarters of its half, and by none if their signs differ.
/// </remarks>
internal sealed class UnitRanking
{
    private readonly IReadOnlyList<TraceGroup> _groups;
    private readonly int _size;
    private readonly Correlations[] _correlations;

    private UnitRanking(Correlations[] correlations, IReadOnlyList<TraceGroup> groups, int size)
    {
        (_correlations, _groups, _size) = (correlations, groups, size);
        Units = [.. Enumerable.Range(0, groups.Count * size).Select(BestOf).OrderByDescending(Believable).ThenBy(unit => unit.Column)];
        Followed =
        [
            .. correlations.Where(property => property.Strength.Max() > 0)
                .Select(property => new FollowedProperty(property.Name, Unit(Array.IndexOf(property.Strength, property.Strength.Max()), property)))
                .OrderByDescending(followed => Believable(followed.Best)),
        ];
    }

    /// <summary>All units and gates, those that follow their property most closely on unseen text first.</summary>
    internal IReadOnlyList<RankedUnit> Units { get; }

    /// <summary>The properties that occur often enough, the one that is followed most closely on unseen text first.</summary>
    internal IReadOnlyList<FollowedProperty> Followed { get; }

    internal static UnitRanking Of<T>(Recording<T> recording)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[] outside = [.. recording.Window.Outside()];
        int half = recording.Window.Half;
        int[] first = outside[..half], second = outside[half..];
        List<TextProperty> properties = [.. TextProperties.Of([.. recording.Characters.Select(index => recording.Model.Vocabulary[index])])
            .Where(property => property.VariesAmong(first) && property.VariesAmong(second))];
        Moments early = Moments(first[..(half / 2)]), late = Moments(first[(half / 2)..]), unseen = Moments(second);
        var correlations = new Correlations[properties.Count];
        Parallel.For(0, properties.Count, i => correlations[i] = Correlations.Of(properties[i], early, late, unseen));
        return new(correlations, recording.Groups, recording.Model.Rnn.Parameters.Architecture.HiddenSize);

        Moments Moments(int[] positions) => Explain.Units.Moments.Of(recording.Values, recording.Width, positions);
    }

    private static double Believable(RankedUnit unit) => Math.Abs(unit.UnseenCorrelation);

    private RankedUnit BestOf(int column)
        => _correlations.Where(property => property.Strength[column] > 0).MaxBy(property => property.Strength[column]) is { } best
            ? Unit(column, best) : new(_groups[column / _size], column % _size, "", 0, 0);

    private RankedUnit Unit(int column, Correlations property)
        => new(_groups[column / _size], column % _size, property.Name, property.Seen[column], property.Unseen[column]);

    /// <summary>One property with all units and gates.</summary>
    /// <param name="Name">The property.</param>
    /// <param name="Strength">The weaker |r| of the two quarters where names are chosen; 0 where the signs differ.</param>
    /// <param name="Seen">r on both quarters.</param>
    /// <param name="Unseen">r on the other half.</param>
    private sealed record Correlations(string Name, double[] Strength, double[] Seen, double[] Unseen)
    {
        internal static Correlations Of(TextProperty property, Moments early, Moments late, Moments unseen)
        {
            Comovement first = early.With(property.Values), second = late.With(property.Values);
            return new(
                property.Name,
                [.. first.Correlations().Zip(second.Correlations(), (a, b) => a * b > 0 ? Math.Min(Math.Abs(a), Math.Abs(b)) : 0)],
                first.CorrelationsWith(second),
                unseen.With(property.Values).Correlations());
        }
    }
}
