using System.Diagnostics.CodeAnalysis;
using CharRnn.Persistence.Reading;
using CharRnn.Training;

namespace CharRnn.Persistence;

/// <summary>The treatment of characters that a vocabulary lacks.</summary>
public enum UnknownCharacters
{
    /// <summary>The text is refused, with a message that lists all such characters with their counts.</summary>
    Error,

    /// <summary>The characters are skipped and counted.</summary>
    Skip,
}

/// <summary>Options for reading a text file.</summary>
public sealed record TextReadingOptions
{
    private readonly string _encoding = "";
    private readonly UnknownCharacters _unknown;
    private readonly DocumentFormat _documents = DocumentFormat.None;

    /// <summary>
    /// The encoding by its name, such as <c>windows-1252</c> or <c>shift_jis</c>: any encoding that .NET supports. Empty, the default: UTF-16 if the
    /// text has its byte-order mark, otherwise UTF-8. Decoding is strict.
    /// </summary>
    /// <exception cref="ArgumentException">The value is null or not the name of an encoding.</exception>
    public string Encoding
    {
        get => _encoding;
        init => _encoding = IsEncoding(value) ? value : throw new ArgumentException($"'{value}' is not the name of an encoding.", nameof(Encoding));
    }

    /// <summary>Whether CR LF is read as one line feed. Default false: both characters count.</summary>
    public bool NormalizesLineEnds { get; init; }

    /// <summary>Whether the text is brought to Unicode normalization form C, in which a letter with an accent is one character. Default false.</summary>
    public bool ComposesCharacters { get; init; }

    /// <summary>How the text is divided into documents. Default <see cref="DocumentFormat.None"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public DocumentFormat Documents
    {
        get => _documents;
        init => _documents = value ?? throw new ArgumentNullException(nameof(Documents));
    }

    /// <summary>The treatment of characters that the vocabulary lacks. Default <see cref="UnknownCharacters.Error"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public UnknownCharacters Unknown
    {
        get => _unknown;
        init => _unknown = Preconditions.RequireDefined(value, nameof(Unknown));
    }

    /// <summary>Whether .NET supports an encoding.</summary>
    /// <param name="name">The name; empty stands for UTF-8 or UTF-16 by the byte-order mark.</param>
    /// <returns>Whether <see cref="Encoding"/> takes it.</returns>
    public static bool IsEncoding([NotNullWhen(true)] string? name) => name is not null && (name.Length == 0 || TextEncodings.Find(name) is not null);
}

/// <summary>A text that has been read, and the characters that were skipped.</summary>
/// <param name="Text">The text as indexes, with the vocabulary.</param>
/// <param name="Skipped">The characters that the vocabulary lacks, the most frequent first; empty unless they may be skipped.</param>
public sealed record ReadText(EncodedText Text, IReadOnlyList<UnknownCharacter> Skipped);
