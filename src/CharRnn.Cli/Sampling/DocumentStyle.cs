using System.Globalization;
using System.Numerics;
using System.Text;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Sampling;

/// <summary>How a model that was trained on documents writes them: the symbol that begins and ends one, and the text between them in the output.</summary>
/// <param name="Symbol">One character.</param>
/// <param name="Separator">The separator of the documents in the training text.</param>
internal sealed record DocumentStyle(string Symbol, string Separator)
{
    private const string SymbolKey = "end_of_text";
    private const string CodePrefix = "U+";

    /// <summary>The style of documents of a text with a division into documents; null for a text as a whole.</summary>
    /// <param name="endOfText">The symbol; empty for none.</param>
    /// <param name="format">The separator of the documents in files; none if each file is one document.</param>
    internal static DocumentStyle? Of(string endOfText, DocumentFormat format) => endOfText.Length == 0 ? null : new DocumentStyle(endOfText, format.Kind switch
    {
        DocumentKind.Lines => "\n",
        DocumentKind.Separator when format.Separator.Contains('\n', StringComparison.Ordinal) => format.Separator,
        DocumentKind.Separator => $"\n{format.Separator}\n",
        _ => "\n\n",
    });

    /// <summary>As a model file says it.</summary>
    internal static DocumentStyle? Of(ModelFileInfo model)
    {
        string code = model.Settings.GetValueOrDefault(SymbolKey) ?? "";
        bool isCode = code.StartsWith(CodePrefix, StringComparison.Ordinal)
            & int.TryParse(code.AsSpan(Math.Min(CodePrefix.Length, code.Length)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && Rune.IsValid(value);
        return Of(isCode ? new Rune(value).ToString() : "", TextReadingTable.All.Apply(key => model.Settings.GetValueOrDefault(key), TextReadingTable.All.Defaults).Documents);
    }

    /// <summary>The options that write one document: from its beginning or from that of a prompt, to its end.</summary>
    internal SamplingOptions Of(SamplingOptions options) => options with { Prompt = Symbol + options.Prompt, StopText = Symbol };

    /// <summary>A document as it was written, without the symbol at its end.</summary>
    internal string Strip(string written) => IsComplete(written) ? written[..^Symbol.Length] : written;

    /// <summary>Whether the network has ended a document, rather than the limit of its length.</summary>
    internal bool IsComplete(string written) => written.EndsWith(Symbol, StringComparison.Ordinal);

    /// <summary>Documents one after the other until they have some number of characters.</summary>
    internal string Write<T>(TextGenerator<T> generator, int length, SamplingOptions options)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var text = new StringBuilder();
        for (int left = length; left > 0;)
        {
            string written = generator.Generate(left, Of(options));
            left -= Math.Max(1, written.EnumerateRunes().Count());
            text.Append(Strip(written));
            if (IsComplete(written))
            {
                text.Append(Separator);
            }
        }

        return text.ToString();
    }
}
