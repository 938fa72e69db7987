using System.Globalization;
using CharRnn.Cli.Report.Parts;
using CharRnn.Cli.Report.Pictures;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Report.Page;

/// <summary>The section on how the best model processes a passage: surprise, units and memory, as in <c>charrnn explain</c>.</summary>
internal static class InsideSection
{
    /// <summary>Full colour at ln 100: less than one chance in a hundred.</summary>
    private static readonly double _fullSurprise = Math.Log(100);

    internal static Section Build(InsideOutcome inside, ReportPictures pictures) => new("inside", "Inside the best model",
    [
        new Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"What the best model does with {Quantity.Of(inside.Characters.Count, "character")} from character {inside.Start:N0} on, where the held-out text begins. 'charrnn explain {BestModelSearch.Model}' with the text shows this and more on an interactive page.")),
        new Subheading("Surprise"),
        new Paragraph("The network reads one character at a time and assigns a probability to each possible next character. Point at a character to see the five that the network expected most."),
        Surprise(inside),
        new Subheading("Units"),
        .. Units(inside),
        new Subheading("Memory"),
        .. Memory(inside, pictures),
    ]);

    /// <summary>The end of a line as a reader sees it; everything else as it is.</summary>
    private static string Shown(string character) => character == "\n" ? "↵\n" : character;

    private static string Named(string character) => character switch { "\n" => "↵", " " => "space", "\t" => "tab", _ => character };

    private static Passage Surprise(InsideOutcome inside) => new(
        FormattableString.Invariant($"Coloured by −ln p of the character that followed, in nats: {Numbers.NatsPerCharacter(inside.Losses.Average())} on average."),
        [new("p = 1", 0, false, ""), new("p = 0.1, loss 2.3", 0.5, false, ""), new("p ≤ 0.01, loss ≥ 4.6", 1, false, "")],
        [.. inside.Characters.Select((character, i) => new ColouredCharacter(Shown(character), inside.Losses[i] / _fullSurprise, false, Expectation(inside, i)))]);

    private static string Expectation(InsideOutcome inside, int i)
        => $"{Named(inside.Characters[i])}: loss {Numbers.Loss(inside.Losses[i])}; expected "
            + string.Join(", ", inside.Expected[i].Select(expected => $"{Named(expected.Character)} {Numbers.Percent(expected.Probability)}"));

    private static IEnumerable<PageBlock> Units(InsideOutcome inside)
    {
        if (inside.Units.Count == 0)
        {
            yield return new Paragraph("The text is too short to name units.");
            yield break;
        }

        yield return new Paragraph("The value of a hidden unit changes with every character. These units follow a property of the text most closely.");
        yield return new Columns(
            ("property", "a property that a character has or not, such as being inside a word"),
            ("unit", "h: hidden state; c: cell state; the others are gates"),
            ("r, unseen", "the correlation of unit and property on text that was not used to choose the unit: the reliable figure; below 0.3 it means little"),
            ("r, chosen", "the same correlation on the text that was used to choose the unit, and therefore usually higher than on other text; negative where the unit is low when the property holds"));
        yield return new Table(
            "Units and the properties that they follow",
            2,
            ["property", "unit", "r, unseen", "r, chosen"],
            [.. inside.Units.Select(unit => (string[])[unit.Property, unit.Name, Numbers.Correlation(unit.UnseenCorrelation), Numbers.Correlation(unit.Correlation)])]);
        foreach (InsideUnit unit in inside.Units.Where(unit => unit.Values.Count > 0))
        {
            yield return new Details($"{unit.Name}, which follows “{unit.Property}”", [Values(unit, inside)]);
        }
    }

    private static Passage Values(InsideUnit unit, InsideOutcome inside)
    {
        double mean = unit.Values.Average(), low = unit.Values.Min(), high = unit.Values.Max(), most = Math.Max(high - mean, mean - low);
        return new Passage(
            $"Coloured by the value of {unit.Name} after each character, by its distance from the mean.",
            [Entry(low, "lowest"), Entry(mean, "mean"), Entry(high, "highest")],
            [.. inside.Characters.Select((character, i) => new ColouredCharacter(Shown(character), Shade(unit.Values[i]), unit.Values[i] < mean, ""))]);

        double Shade(double value) => most > 0 ? Math.Abs(value - mean) / most : 0;
        ColouredCharacter Entry(double value, string name) => new($"{Numbers.Correlation(value)}, {name}", Shade(value), value < mean, "");
    }

    private static IEnumerable<PageBlock> Memory(InsideOutcome inside, ReportPictures pictures)
    {
        int enough = inside.ContextLosses.Count - inside.ContextLosses.Reverse().TakeWhile(loss => loss <= inside.ContextLosses[^1] + 0.01).Count() + 1;
        yield return new Paragraph(FormattableString.Invariant(
            $"With one character of context the loss of these predictions is {Numbers.NatsPerCharacter(inside.ContextLosses[0])} nats, with {inside.ContextLosses.Count} it is {Numbers.NatsPerCharacter(inside.ContextLosses[^1])}; {enough} {(enough == 1 ? "character is" : "characters are")} enough to come within 0.01 of that."));
        if (pictures.MemoryLoss is { } loss)
        {
            yield return new Figure(
                "memory",
                "Loss against the number of characters read before the prediction.",
                "The same characters are predicted each time by a network that starts from the zero state and reads only this number of characters before each of them. Where the curve is flat, more context does not help.",
                loss);
        }

        if (pictures.MemoryGradient is { } gradient)
        {
            yield return new Figure(
                "memory-gradient",
                "Norm of the derivative of a prediction with respect to the state, against the distance; both axes are logarithmic.",
                "How strongly the state this number of characters earlier influences a prediction. A network can learn only from distances at which the derivative is not negligible.",
                gradient);
        }
    }
}
