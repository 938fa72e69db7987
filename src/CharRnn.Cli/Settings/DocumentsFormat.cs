using System.Diagnostics.CodeAnalysis;
using System.Text;
using CharRnn.Cli.Options;
using CharRnn.Training;

namespace CharRnn.Cli.Settings;

/// <summary>The separator of documents on the command line: <c>none</c>, <c>lines</c>, <c>blank-lines</c> or <c>separator:TEXT</c>.</summary>
internal static class DocumentsFormat
{
    private const string None = "none";
    private const string Lines = "lines";
    private const string BlankLines = "blank-lines";
    private const string Separator = "separator:";

    internal static readonly OptionFormat<DocumentFormat> Instance = new()
    {
        Expected = "none, lines, blank-lines or separator:TEXT, in which \\n is a line break, \\t a tab and \\\\ a backslash",
        HelpName = "kind",
        TryRead = TryRead,
        Write = Write,
        Words = [Lines, BlankLines, Separator],
    };

    internal static string Write(DocumentFormat format) => format.Kind switch
    {
        DocumentKind.Lines => Lines,
        DocumentKind.BlankLines => BlankLines,
        DocumentKind.Separator => Separator + Escape(format.Separator),
        _ => None,
    };

    private static bool TryRead(string text, [MaybeNullWhen(false)] out DocumentFormat value)
    {
        value = text switch
        {
            None => DocumentFormat.None,
            Lines => DocumentFormat.Lines,
            BlankLines => DocumentFormat.BlankLines,
            _ when text.StartsWith(Separator, StringComparison.Ordinal) && Unescape(text[Separator.Length..]) is { } separator => SeparatedBy(separator),
            _ => null,
        };
        return value is not null;
    }

    private static DocumentFormat? SeparatedBy(string separator)
    {
        try
        {
            return DocumentFormat.SeparatedBy(separator);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Escape(string text)
        => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    /// <summary>Null for a backslash before anything else.</summary>
    private static string? Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            switch (++i < text.Length ? text[i] : '\0')
            {
                case 'n':
                    plain.Append('\n');
                    break;
                case 't':
                    plain.Append('\t');
                    break;
                case '\\':
                    plain.Append('\\');
                    break;
                default:
                    return null;
            }
        }

        return plain.ToString();
    }
}
