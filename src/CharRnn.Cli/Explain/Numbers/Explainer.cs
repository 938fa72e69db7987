using System.Numerics;
using CharRnn.Cli.Explain.Reading;
using CharRnn.Cli.Explain.Units;

namespace CharRnn.Cli.Explain.Numbers;

/// <summary>Reads a passage with a network and works out everything that the page shows.</summary>
internal static class Explainer
{
    /// <summary>Units whose values are shown: more would make the page large.</summary>
    internal const int MostUnits = 256;

    /// <summary>Characters outside the passage on which units are ranked and checked, at most.</summary>
    private const int MostOutside = 20_000;

    /// <summary>Numbers that a recording may hold; fewer characters are read of a very wide network.</summary>
    private const long MostNumbers = 48_000_000;

    /// <summary>Explains one model.</summary>
    /// <param name="name">Its name on the page.</param>
    /// <param name="model">The network.</param>
    /// <param name="textName">The name of the text on the page.</param>
    /// <param name="text">The whole text in the model's characters.</param>
    /// <param name="start">The start of the passage.</param>
    /// <param name="length">Its length, at most.</param>
    internal static Explanation Explain<T>(string name, RnnModel<T> model, string textName, EncodedText text, int start, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Recording<T> recording, Connectivity connectivity) = Read(model, text, start, length, MostOutside);
        TextWindow window = recording.Window;
        var ranking = UnitRanking.Of(recording);
        RankedUnit[] units = [.. ranking.Followed.Select(followed => followed.Best).Concat(ranking.Units).DistinctBy(unit => unit.Column).Take(MostUnits)];

        // Names the unit, not the property by which it was found.
        var names = ranking.Units.ToDictionary(unit => unit.Column);
        units = [.. units.Select(unit => names[unit.Column]).OrderByDescending(unit => Math.Abs(unit.UnseenCorrelation)).ThenBy(unit => unit.Column)];
        return new()
        {
            ModelName = name,
            Architecture = model.Rnn.Parameters.Architecture,
            ParameterCount = model.Rnn.Parameters.Blocks.Sum(block => (long)block.RowCount * block.ColumnCount),
            TextName = textName,
            TextLength = text.Length,
            Window = window,
            Characters = [.. recording.Characters.Select(index => model.Vocabulary[index].ToString())],
            Vocabulary = [.. Enumerable.Range(0, model.Vocabulary.Count).Select(index => model.Vocabulary[index].ToString())],
            Losses = recording.Losses[window.PassageStart..window.PassageEnd],
            Candidates = recording.Candidates[window.PassageStart..window.PassageEnd],
            Units = units,
            UnitCount = recording.Width,
            Followed = ranking.Followed,
            Activations = [.. units.Select(unit => Enumerable.Range(window.PassageStart, window.PassageLength).Select(position => recording.ValuesAt(position)[unit.Column]).ToArray())],
            Connectivity = connectivity,
            Memory = [MemoryCurve.Of(name, recording, connectivity)],
            Neighbours = Neighbours.Of(recording),
            Sample = Snapshot.WriteSample(model),
        };
    }

    /// <summary>The memory of another model on the same passage.</summary>
    /// <inheritdoc cref="Explain"/>
    internal static MemoryCurve MeasureMemory<T>(string name, RnnModel<T> model, EncodedText text, int start, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Recording<T> recording, Connectivity connectivity) = Read(model, text, start, length, 2 * MemoryCurve.LongestReach);
        return MemoryCurve.Of(name, recording, connectivity);
    }

    private static (Recording<T> Recording, Connectivity Connectivity) Read<T>(RnnModel<T> model, EncodedText text, int start, int length, int outside)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int reach = MemoryCurve.ReachFor(text.Length);
        long width = (long)TraceGroup.Of(new RnnProbe<T>(model.Rnn.Parameters)).Count * model.Rnn.Parameters.Architecture.HiddenSize;
        outside = (int)Math.Clamp((MostNumbers / width) - length, 0, outside);
        Recording<T> recording = Recording<T>.Of(model, text, TextWindow.Around(text.Length, start, length, outside), reach);
        TextWindow window = recording.Window;
        int first = Math.Max(1, window.PassageStart);
        return (recording, Connectivity.Of(recording, first, window.PassageEnd - first, reach));
    }
}
