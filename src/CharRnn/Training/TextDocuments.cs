using System.Buffers;
using System.Text;

namespace CharRnn.Training;

/// <summary>Joins several documents into one training text.</summary>
public static class TextDocuments
{
    /// <summary>U+0003, "end of text": the usual symbol between documents.</summary>
    public const string EndOfText = "\u0003";

    /// <summary>
    /// Joins documents, with the symbol before, between and after them. A network that is trained with <see cref="TrainingOptions.EndOfText"/> begins
    /// a document when it reads the symbol in the zero state, and writes the symbol at the end of a document.
    /// </summary>
    /// <param name="documents">At least one.</param>
    /// <param name="endOfText">One character that occurs in none of them.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">There is no document, one is null or contains the symbol, or the symbol is not one character.</exception>
    public static string Join(IEnumerable<string> documents, string endOfText = EndOfText)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentException.ThrowIfNullOrEmpty(endOfText);
        if (Rune.DecodeFromUtf16(endOfText, out _, out int used) != OperationStatus.Done || used != endOfText.Length)
        {
            throw new ArgumentException("Must be one character.", nameof(endOfText));
        }

        var text = new StringBuilder(endOfText);
        int number = 0;
        foreach (string document in documents)
        {
            number++;
            if (document is null)
            {
                throw new ArgumentException($"Document {number} is null.", nameof(documents));
            }

            if (document.Contains(endOfText, StringComparison.Ordinal))
            {
                throw new ArgumentException($"Document {number} contains the end-of-text symbol.", nameof(documents));
            }

            text.Append(document).Append(endOfText);
        }

        return number > 0 ? text.ToString() : throw new ArgumentException("There is no document.", nameof(documents));
    }
}
