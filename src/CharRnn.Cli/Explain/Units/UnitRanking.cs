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
    private readonly List<TextProperty> _properties;
    private readonly IReadOnlyList<TraceGroup> _groups;
    private readonly int _size;
    private readonly Moments _first;
    private readonly Moments _second;
    private readonly double[][] _strengths;

    private UnitRanking(List<TextProperty> properties, double[][] strengths, Moments first, Moments second, IReadOnlyList<TraceGroup> groups, int size)
    {
        (_properties, _strengths, _first, _second, _groups, _size) = (properties, strengths, first, second, groups, size);
        Units = [.. Enumerable.Range(0, groups.Count * size).AsParallel().Select(BestOf).OrderByDescending(Believable).ThenBy(unit => unit.Column)];
        Followed =
        [
            .. Enumerable.Range(0, properties.Count).Where(index => strengths[index].Max() > 0)
                .Select(index => new FollowedProperty(properties[index].Name, Unit(Array.IndexOf(strengths[index], strengths[index].Max()), index)))
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
        var strengths = new double[properties.Count][];
        Moments early = Moments(first[..(half / 2)]), late = Moments(first[(half / 2)..]);
        Parallel.For(0, properties.Count, i => strengths[i] =
            [.. early.Correlate(properties[i].Values).Zip(late.Correlate(properties[i].Values), (a, b) => a * b > 0 ? Math.Min(Math.Abs(a), Math.Abs(b)) : 0)]);
        return new(properties, strengths, Moments(first), Moments(second), recording.Groups, recording.Model.Rnn.Parameters.Architecture.HiddenSize);

        Moments Moments(int[] positions) => Explain.Units.Moments.Of(recording.Values, recording.Width, positions);
    }

    private static double Believable(RankedUnit unit) => Math.Abs(unit.UnseenCorrelation);

    private RankedUnit BestOf(int column)
    {
        int best = Enumerable.Range(0, _properties.Count).DefaultIfEmpty(-1).MaxBy(index => index < 0 ? 0 : _strengths[index][column]);
        return best >= 0 && _strengths[best][column] > 0 ? Unit(column, best) : new(_groups[column / _size], column % _size, "", 0, 0);
    }

    private RankedUnit Unit(int column, int property)
    {
        float[] values = _properties[property].Values;
        return new(_groups[column / _size], column % _size, _properties[property].Name, _first.Correlate(column, values), _second.Correlate(column, values));
    }
}
