using System.Globalization;
using System.Text;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Report.Page;

/// <summary>The section on the text: its characters, and the loss of n-gram tables.</summary>
internal static class TextSection
{
    private const int FrequentRows = 10;
    private const int NotAsciiRows = 40;

    internal static Section Build(TextStatistics text, IReadOnlyList<double> heldOut) => new("text", "The text",
    [
        new Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Text: {text.Name}, {Quantity.Of(text.Characters, "character")}, K = {text.VocabularySize:N0} of them different. {NotAscii(text)}")),
        Frequent(text),
        .. text.NotAscii.Any() ? (PageBlock[])[NotAsciiTable(text)] : [],
        new Paragraph(
            "A network should be better than n-gram tables, which only count: such a table predicts each character from the n − 1 before it. "
            + $"The loss of a uniform guess is ln K = {Numbers.NatsPerCharacter(Math.Log(text.VocabularySize))} nats per character."),
        new Columns(
            ("held out", "the loss on the held-out end of the text of a table that is counted on the rest, on which the trials of the search are trained (Witten–Bell smoothing): the fair figure"),
            ("in-sample", "the loss of a table on the text on which it was counted, which is the entropy of a character given those before it; the longer the context, the further it is below the loss on other text"),
            ("perplexity", "e to the power of the held-out figure: the table is as uncertain as if it chose among this number of equally likely characters"),
            ("reference", "the published in-sample figure of another text, the novel")),
        Baselines(text, heldOut),
    ]);

    /// <summary>How a table shows a character: blanks by name, and what cannot stand alone on a circle.</summary>
    internal static string Show(CharacterCount character) => character.Character switch
    {
        " " => "space",
        "\n" => "line break",
        "\t" => "tab",
        "\u00A0" => "no-break space",
        var other => Rune.GetUnicodeCategory(new Rune(character.CodePoint)) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            ? "◌" + other : ConsoleText.OneLine(other),
    };

    private static string NotAscii(TextStatistics text)
    {
        CharacterCount[] characters = [.. text.NotAscii];
        return characters.Length == 0 ? "All of them are ASCII."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{characters.Length:N0} of these are not ASCII; they make up {Numbers.Percent((double)characters.Sum(character => (long)character.Count) / text.Characters)} of the text.");
    }

    private static Table Frequent(TextStatistics text)
    {
        string[][] cells = [.. text.Frequencies.Take(2 * FrequentRows).Select(character => (string[])
        [
            Show(character), Numbers.Count(character.Count), Numbers.Percent((double)character.Count / text.Characters),
        ])];
        int rows = (cells.Length + 1) / 2;
        return new Table(
            "The most frequent characters",
            0,
            ["character", "count", "share", "character", "count", "share"],
            [.. Enumerable.Range(0, rows).Select(i => (string[])[.. cells[i], .. rows + i < cells.Length ? cells[rows + i] : ["", "", ""]])]);
    }

    private static Table NotAsciiTable(TextStatistics text)
    {
        int count = text.NotAscii.Count();
        return new Table(
            count > NotAsciiRows ? $"The {NotAsciiRows} most frequent characters that are not ASCII" : "Characters that are not ASCII",
            2,
            ["character", "code", "count"],
            [.. text.NotAscii.Take(NotAsciiRows).Select(character => (string[])[Show(character), character.Code, Numbers.Count(character.Count)])]);
    }

    private static Table Baselines(TextStatistics text, IReadOnlyList<double> heldOut)
    {
        double[] inSample = [text.Unigram, text.Bigram, text.Trigram];
        return new Table(
            "Losses of n-gram tables on this text, in nats per character",
            0,
            ["n", "held out", "bits", "perplexity", "in-sample", "reference"],
            [.. Enumerable.Range(0, Math.Max(inSample.Length, heldOut.Count)).Select(n => (string[])
            [
                Numbers.Count(n + 1), .. n < heldOut.Count ? [Numbers.NatsPerCharacter(heldOut[n]), Numbers.BitsPerCharacter(heldOut[n]), Numbers.Perplexity(heldOut[n])] : (string[])[Numbers.None, Numbers.None, Numbers.None],
                Numbers.NatsPerCharacter(At(inSample, n)), Numbers.NatsPerCharacter(At(PublishedExperiment.Baselines, n)),
            ])]);
    }

    private static double? At(double[] values, int n) => n < values.Length ? values[n] : null;
}
