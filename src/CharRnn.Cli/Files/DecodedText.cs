using CharRnn.Training;

namespace CharRnn.Cli.Files;

/// <summary>An encoded text as a string again.</summary>
internal static class DecodedText
{
    /// <summary>The whole text.</summary>
    internal static string Decode(this EncodedText text)
    {
        var indexes = new int[text.Length];
        text.CopyTo(0, indexes);
        return text.Vocabulary.Decode(indexes);
    }

    /// <summary>The documents, each without the symbol that ends it; empty ones are left out.</summary>
    internal static string[] Documents(this EncodedText text, DocumentFormat format)
        => text.Decode().Split(format.EndOfText, StringSplitOptions.RemoveEmptyEntries);
}
