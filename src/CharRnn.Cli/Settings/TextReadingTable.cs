using System.Diagnostics.CodeAnalysis;
using CharRnn.Cli.Options;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Settings;

/// <summary>How text files are read: the options of every command that reads a text. A model file keeps them, so that texts for the model are read alike.</summary>
internal static class TextReadingTable
{
    internal const string Documents = "--documents";
    internal const string Unknown = "--unknown";

    // Declared before the tables that use them.
    private static readonly Dictionary<string, Normalization> _words = new() { ["crlf"] = Normalization.Crlf, ["nfc"] = Normalization.Nfc };

    /// <summary>The options for reading; by default the text is not changed.</summary>
    internal static readonly OptionTable<TextReadingOptions> All = new(
        new TextReadingOptions(),
        [
            new OptionRow<TextReadingOptions, DocumentFormat>(
                Documents,
                "What the text consists of: lines, each a separate document (names, messages), or documents with blank-lines or a separator:TEXT between them. Each is read from the zero state, and its end is a symbol that the network learns.",
                DocumentsFormat.Instance,
                reading => reading.Documents,
                (reading, value) => reading with { Documents = value }),
            new OptionRow<TextReadingOptions, string>(
                "--encoding",
                "Encoding of the text, such as windows-1252 or shift_jis.",
                Encoding(),
                reading => reading.Encoding,
                (reading, value) => reading with { Encoding = value }) { Default = "UTF-8, or UTF-16 by its byte-order mark" },
            new OptionRow<TextReadingOptions, Normalization>(
                "--normalize",
                "Read CR LF as one line break (crlf), and accented letters as single characters (nfc).",
                Normalizations(),
                Get,
                (reading, value) => reading with { NormalizesLineEnds = value.HasFlag(Normalization.Crlf), ComposesCharacters = value.HasFlag(Normalization.Nfc) }) { Default = "none" },
        ]);

    /// <summary>What happens to characters that a model does not know.</summary>
    internal static readonly OptionTable<TextReadingOptions> UnknownCharacters = new(
        new TextReadingOptions(),
        [
            new OptionRow<TextReadingOptions, UnknownCharacters>(
                Unknown,
                "How to handle characters that the model does not know: report an error that lists them, or skip them and say how many.",
                OptionFormats.Choice<UnknownCharacters>(),
                reading => reading.Unknown,
                (reading, value) => reading with { Unknown = value }),
        ]);

    /// <summary>How a model's texts are read: as its training text was, and what the command line says otherwise.</summary>
    internal static TextReadingOptions For(ModelFileInfo model, System.CommandLine.ParseResult result)
        => UnknownCharacters.Apply(result, All.Apply(result, All.Apply(key => model.Settings.GetValueOrDefault(key), All.Defaults)));

    private static OptionFormat<string> Encoding() => new()
    {
        Expected = "the name of an encoding, such as utf-8, windows-1252 or shift_jis",
        HelpName = "name",
        TryRead = (string text, [MaybeNullWhen(false)] out string value) => TextReadingOptions.IsEncoding(value = text),
        Write = value => value,
    };

    private static OptionFormat<Normalization> Normalizations() => new()
    {
        Expected = "crlf, nfc or crlf,nfc",
        HelpName = "crlf,nfc",
        TryRead = TryReadNormalization,
        Write = value => value == Normalization.None ? "none" : string.Join(',', _words.Where(word => value.HasFlag(word.Value)).Select(word => word.Key)),
        Words = [.. _words.Keys],
    };

    private static bool TryReadNormalization(string text, out Normalization value)
    {
        value = Normalization.None;
        if (text == "none")
        {
            return true;
        }

        foreach (string word in text.Split(','))
        {
            if (!_words.TryGetValue(word, out Normalization flag))
            {
                return false;
            }

            value |= flag;
        }

        return true;
    }

    private static Normalization Get(TextReadingOptions reading)
        => (reading.NormalizesLineEnds ? Normalization.Crlf : 0) | (reading.ComposesCharacters ? Normalization.Nfc : 0);

    [Flags]
    private enum Normalization
    {
        None = 0,
        Crlf = 1,
        Nfc = 2,
    }
}
