using System.Text;

namespace CharRnn.Training;

/// <summary>How the documents of a text are separated.</summary>
public enum DocumentKind
{
    /// <summary>The text is one document.</summary>
    None,

    /// <summary>Every line that is not empty is a document.</summary>
    Lines,

    /// <summary>Documents are separated by one or more lines of nothing but blanks and tabs.</summary>
    BlankLines,

    /// <summary>Documents are separated by a given text; line feeds at the beginning and the end of a document are dropped.</summary>
    Separator,
}

/// <summary>The division of a text into documents, each of which is read from the zero state.</summary>
/// <remarks>CR LF counts as a line feed. Empty documents are left out.</remarks>
public sealed record DocumentFormat
{
    private DocumentFormat(DocumentKind kind, string separator = "") => (Kind, Separator) = (kind, separator);

    /// <summary>The text is one document.</summary>
    public static DocumentFormat None { get; } = new(DocumentKind.None);

    /// <summary>Every line is a document: names, messages, log lines.</summary>
    public static DocumentFormat Lines { get; } = new(DocumentKind.Lines);

    /// <summary>Blank lines separate documents: poems, recipes.</summary>
    public static DocumentFormat BlankLines { get; } = new(DocumentKind.BlankLines);

    /// <summary>How documents are separated.</summary>
    public DocumentKind Kind { get; }

    /// <summary>The text between documents, of the kind <see cref="DocumentKind.Separator"/>; otherwise empty.</summary>
    public string Separator { get; }

    /// <summary>
    /// The symbol before, between and after the documents in the training text, for <see cref="TrainingOptions.EndOfText"/>: the line feed for lines,
    /// otherwise <see cref="TextDocuments.EndOfText"/>; empty for <see cref="None"/>.
    /// </summary>
    public string EndOfText => Kind switch
    {
        DocumentKind.None => "",
        DocumentKind.Lines => "\n",
        _ => TextDocuments.EndOfText,
    };

    /// <summary>Documents are separated by a given text.</summary>
    /// <param name="separator">One or more characters.</param>
    /// <returns>The format.</returns>
    /// <exception cref="ArgumentException"><paramref name="separator"/> is null or empty, contains U+0003 or a lone surrogate.</exception>
    public static DocumentFormat SeparatedBy(string separator)
    {
        ArgumentException.ThrowIfNullOrEmpty(separator);
        if (separator.Contains(TextDocuments.EndOfText, StringComparison.Ordinal) || separator.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar))
        {
            throw new ArgumentException("Must have neither U+0003 nor U+FFFD nor a lone surrogate.", nameof(separator));
        }

        return new DocumentFormat(DocumentKind.Separator, separator);
    }
}
