using System.Globalization;
using System.Text;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Report.Page;

/// <summary>The text: what is in it, and what tables of its characters reach.</summary>
internal static class TextSection
{
    private const int FrequentRows = 10;
    private const int NotAsciiRows = 40;

    internal static Section Build(TextStatistics text) => new("text", "The text",
    [
        new Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"Text: {text.Name}, {text.Characters:N0} characters, K = {text.VocabularySize:N0} of them different. {NotAscii(text)}")),
        Frequent(text),
        .. text.NotAscii.Any() ? (PageBlock[])[NotAsciiTable(text)] : [],
        Baselines(text),
        new Paragraph(
            "The tables were counted on the very text that they are measured on: the entropy of a character given the characters before it. On new text "
            + "a table does worse, all the more the longer its context; these are marks to measure a curve by, not models. "
            + $"A network that knows nothing is at ln K = {Numbers.NatsPerCharacter(Math.Log(text.VocabularySize))}."),
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
            count > NotAsciiRows ? $"The {NotAsciiRows} most frequent of those that are not ASCII" : "Those that are not ASCII",
            2,
            ["character", "code", "count"],
            [.. text.NotAscii.Take(NotAsciiRows).Select(character => (string[])[Show(character), character.Code, Numbers.Count(character.Count)])]);
    }

    private static Table Baselines(TextStatistics text) => new(
        "What tables reach on this text, in-sample",
        1,
        ["table of", "nats/char", "bits/char", "perplexity", "reference: on the published novel, nats/char"],
        [
            Baseline("one character (unigram)", text.Unigram, PublishedExperiment.Baselines[0]),
            Baseline("two (bigram)", text.Bigram, PublishedExperiment.Baselines[1]),
            Baseline("three (trigram)", text.Trigram, PublishedExperiment.Baselines[2]),
        ]);

    private static string[] Baseline(string name, double nats, double published)
        => [name, Numbers.NatsPerCharacter(nats), Numbers.BitsPerCharacter(nats), Numbers.Perplexity(nats), Numbers.NatsPerCharacter(published)];
}
