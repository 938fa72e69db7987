using System.Globalization;
using System.Numerics;

namespace CharRnn.Writing;

/// <summary>Implements <c>ScoreMany</c>, <c>ScoreDocuments</c> and <c>ScoreWindows</c> of <see cref="RnnModel{T}"/>.</summary>
internal static class ManyTexts
{
    /// <summary>Characters of the documents that are read side by side: enough of them to find some of equal length.</summary>
    private const int GroupLength = 1 << 18;

    private delegate int PieceEnd(IndexSpan text, int start, int argument);

    /// <summary>A score for each text.</summary>
    internal static IReadOnlyList<TextScore> Score<T>(RnnModel<T> model, IReadOnlyList<string> texts, string endOfText)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[] symbol = endOfText.Length == 0 ? [] : [IndexOf(model.Vocabulary, endOfText)];
        int[][] encoded = [.. texts.Select((text, number) => Encode(model.Vocabulary, text, number, symbol, nameof(texts)))];
        if (encoded.Length == 0)
        {
            return [];
        }

        T[][] losses = new TextBatch<T>(model.Rnn, encoded.Length, encoded.Max(text => text.Length) - 1).Losses(encoded);
        return [.. losses.Select(loss => new TextScore { PredictionCount = loss.Length, TotalLoss = TextBatch<T>.Sum(loss) })];
    }

    /// <summary>The score of a text in documents, group after group.</summary>
    internal static TextScore Score<T>(RnnModel<T> model, IndexSpan text, string endOfText, Action<int, ReadOnlySpan<T>>? tell)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int symbol = IndexOf(model.Vocabulary, endOfText);
        return Score(model, text, tell, static (text, start, symbol) => text.IndexOf(symbol, start + 1, text.Length) is >= 0 and var found ? found : text.Length - 1, symbol);
    }

    /// <summary>The score of a text in windows of so many predictions, group after group.</summary>
    internal static TextScore Score<T>(RnnModel<T> model, IndexSpan text, int windowLength, Action<int, ReadOnlySpan<T>>? tell)
        where T : unmanaged, IFloatingPointIeee754<T>
        => Score(model, text, tell, static (text, start, length) => (int)Math.Min((long)start + length, text.Length - 1), windowLength);

    /// <param name="model">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="tell">Told the losses; may be null.</param>
    /// <param name="end">Finds the last target of the piece that begins somewhere.</param>
    /// <param name="argument">The argument of <paramref name="end"/>.</param>
    private static TextScore Score<T>(RnnModel<T> model, IndexSpan text, Action<int, ReadOnlySpan<T>>? tell, PieceEnd end, int argument)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double total = 0;
        for (int start = 0; start < text.Length - 1;)
        {
            List<int[]> group = ReadGroup(text, start, end, argument);
            T[][] losses = new TextBatch<T>(model.Rnn, group.Count, group.Max(document => document.Length) - 1).Losses(group);
            foreach (T[] document in losses)
            {
                tell?.Invoke(start + 1, document);
                total += TextBatch<T>.Sum(document);
                start += document.Length;
            }
        }

        return new TextScore { PredictionCount = text.Length - 1, TotalLoss = total };
    }

    /// <summary>The next pieces, each from the last character of the one before it.</summary>
    private static List<int[]> ReadGroup(IndexSpan text, int start, PieceEnd end, int argument)
    {
        List<int[]> group = [];
        for (int position = start; position < text.Length - 1 && position - start < GroupLength;)
        {
            int last = end(text, position, argument);
            var piece = new int[last - position + 1];
            text.Read(position, piece);
            group.Add(piece);
            position = last;
        }

        return group;
    }

    private static int IndexOf(Vocabulary vocabulary, string endOfText)
        => vocabulary.Encode(endOfText, nameof(endOfText)) is [int index] ? index : throw new ArgumentException("Must be one character.", nameof(endOfText));

    private static int[] Encode(Vocabulary vocabulary, string text, int number, int[] symbol, string name)
    {
        if (text is null)
        {
            throw new ArgumentNullException(name, string.Create(CultureInfo.InvariantCulture, $"Text {number} is null."));
        }

        int[] characters;
        try
        {
            characters = vocabulary.Encode(text);
        }
        catch (ArgumentException exception)
        {
            string reason = exception.Message.Split(" (Parameter", 2)[0];
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Text {number}: {reason}"), name, exception);
        }

        return symbol.Length > 0 || characters.Length > 1 ? [.. symbol, .. characters, .. symbol]
            : throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Text {number} has {Quantity.Of(characters.Length, "character")}; 2 are needed: one to read and one to predict."), name);
    }
}
