using System.Numerics;
using CharRnn.Cli.Explain.Reading;

namespace CharRnn.Cli.Explain.Units;

/// <summary>Names units by what they correlate with. Chosen on one half of the text around the passage, checked on the other half.</summary>
internal sealed class UnitRanking
{
    private readonly List<TextProperty> _properties;
    private readonly double[][] _ranked;
    private readonly double[][] _unseen;

    private UnitRanking(List<TextProperty> properties, double[][] ranked, double[][] unseen, IReadOnlyList<TraceGroup> groups, int size)
    {
        (_properties, _ranked, _unseen) = (properties, ranked, unseen);
        Units = [.. groups.SelectMany(group => Enumerable.Range(0, size).Select(unit => Best(group, unit)))];
        Units = [.. Units.OrderByDescending(unit => Math.Abs(unit.Correlation)).ThenBy(unit => unit.Column)];
        Followed = [.. Enumerable.Range(0, properties.Count).Select(index => BestFor(index, groups, size)).OrderByDescending(followed => Math.Abs(followed.Best.Correlation))];
    }

    /// <summary>All units and gates, those that follow their property most closely first.</summary>
    internal IReadOnlyList<RankedUnit> Units { get; }

    /// <summary>The properties that occur often enough, the one that is followed most closely first.</summary>
    internal IReadOnlyList<FollowedProperty> Followed { get; }

    internal static UnitRanking Of<T>(Recording<T> recording)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[] outside = [.. recording.Window.Outside()];
        int[] first = outside[..recording.Window.Half], second = outside[recording.Window.Half..];
        List<TextProperty> properties = [.. TextProperties.Of([.. recording.Characters.Select(index => recording.Model.Vocabulary[index])])
            .Where(property => property.VariesAmong(first) && property.VariesAmong(second))];
        var ranked = new double[properties.Count][];
        var unseen = new double[properties.Count][];
        Moments firstMoments = Moments.Of(recording.Values, recording.Width, first), secondMoments = Moments.Of(recording.Values, recording.Width, second);
        Parallel.For(0, properties.Count, i =>
        {
            ranked[i] = firstMoments.Correlate(properties[i].Values);
            unseen[i] = secondMoments.Correlate(properties[i].Values);
        });
        return new(properties, ranked, unseen, recording.Groups, recording.Model.Rnn.Parameters.Architecture.HiddenSize);
    }

    private RankedUnit Best(TraceGroup group, int unit)
    {
        int column = group.First + unit;
        int best = Enumerable.Range(0, _properties.Count).DefaultIfEmpty(-1).MaxBy(index => index < 0 ? 0 : Math.Abs(_ranked[index][column]));
        return best < 0 ? new(group, unit, "", 0, 0) : new(group, unit, _properties[best].Name, _ranked[best][column], _unseen[best][column]);
    }

    private FollowedProperty BestFor(int index, IReadOnlyList<TraceGroup> groups, int size)
    {
        int column = Enumerable.Range(0, _ranked[index].Length).MaxBy(candidate => Math.Abs(_ranked[index][candidate]));
        return new(_properties[index].Name, new(groups[column / size], column % size, _properties[index].Name, _ranked[index][column], _unseen[index][column]));
    }
}
