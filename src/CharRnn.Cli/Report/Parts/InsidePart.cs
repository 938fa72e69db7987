using System.Numerics;
using CharRnn.Cli.Explain.Numbers;
using CharRnn.Cli.Explain.Reading;
using CharRnn.Cli.Explain.Units;
using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report.Parts;

/// <summary>Computes views of <c>charrnn explain</c> for the best model at the beginning of the held-out text.</summary>
internal static class InsidePart
{
    /// <summary>Characters of the passage, at most.</summary>
    internal const int Length = 800;

    /// <summary>Shorter texts leave nothing to rank units on.</summary>
    private const int ShortestText = 1000;

    /// <summary>Properties in the table, and units whose values are shown.</summary>
    private const int Properties = 8, Shown = 3;

    private const int Digits = 4;

    /// <summary>Null for a text that is too short.</summary>
    /// <param name="model">The best model.</param>
    /// <param name="text">The whole text.</param>
    /// <param name="name">The name of the text in messages.</param>
    /// <param name="heldOut">The start of the held-out part.</param>
    internal static InsideOutcome? Of<T>(RnnModel<T> model, EncodedText text, string name, int heldOut)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (text.Length < ShortestText || heldOut < 1)
        {
            return null;
        }

        Explanation explanation = Explainer.Explain("best", model, name, text, heldOut, Length);
        TextWindow window = explanation.Window;
        RankedUnit[] units = [.. explanation.Followed.Select(followed => followed.Best).Where(unit => double.IsFinite(unit.UnseenCorrelation)).OrderByDescending(unit => Math.Abs(unit.UnseenCorrelation)).Take(Properties)];
        HashSet<RankedUnit> shown = [.. units.DistinctBy(unit => unit.Column).Take(Shown)];
        return new InsideOutcome
        {
            Start = window.Start + window.PassageStart,
            Characters = [.. explanation.Characters.Skip(window.PassageStart).Take(window.PassageLength)],
            Losses = [.. explanation.Losses.Select(Rounded)],
            Expected = [.. explanation.Candidates.Select(candidates => (ExpectedCharacter[])[.. (candidates ?? []).Select(candidate => new ExpectedCharacter(explanation.Vocabulary[candidate.Character], Rounded(candidate.Probability)))])],
            Units = [.. units.Select(unit => Unit(unit, shown.Contains(unit), explanation))],
            ContextLosses = [.. explanation.Memory[0].Losses.Select(Rounded)],
            GradientNorms = [.. explanation.Memory[0].GradientNorms],
        };
    }

    private static InsideUnit Unit(RankedUnit unit, bool isShown, Explanation explanation)
    {
        int index = explanation.Units.TakeWhile(each => each.Column != unit.Column).Count();
        return new InsideUnit
        {
            Name = FormattableString.Invariant($"{unit.Group.Quantity} {unit.Unit}") + (explanation.Architecture.LayerCount > 1 ? FormattableString.Invariant($", layer {unit.Group.Layer}") : ""),
            Property = unit.Property,
            Correlation = Rounded(unit.Correlation),
            UnseenCorrelation = Rounded(unit.UnseenCorrelation),
            Values = isShown && index < explanation.Units.Count ? [.. explanation.Activations[index].Select(value => Rounded(value))] : [],
        };
    }

    private static double Rounded(double value) => Math.Round(value, Digits);
}
