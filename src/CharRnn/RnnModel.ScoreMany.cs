using System.Globalization;
using CharRnn.Writing;

namespace CharRnn;

public sealed partial class RnnModel<T>
{
    /// <summary>Measures how well the network predicts each of many texts: as <see cref="Score(ReadOnlySpan{char})"/> of every one, to rounding, but side by side, which is many times faster.</summary>
    /// <param name="texts">Any number of texts; each is read from the zero state.</param>
    /// <param name="endOfText">
    /// The symbol between the documents that the model was trained on (<see cref="Training.TrainingOptions.EndOfText"/>); empty for none,
    /// the default. With it the network reads the symbol first, and predicts every character of the text and the symbol behind it: the
    /// score is the probability of the document as a whole. Without it nothing predicts the first character.
    /// </param>
    /// <returns>A score for each text, in the same order.</returns>
    /// <exception cref="ArgumentNullException">An argument, or one of the texts, is null.</exception>
    /// <exception cref="ArgumentException">
    /// A text has a character that the vocabulary lacks or a lone surrogate, or fewer than two characters without
    /// <paramref name="endOfText"/>, which must be empty or one character that the vocabulary has.
    /// </exception>
    public IReadOnlyList<TextScore> ScoreMany(IReadOnlyList<string> texts, string endOfText = "")
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(endOfText);
        int[] symbol = endOfText.Length == 0 ? [] : Vocabulary.Encode(endOfText);
        if (symbol.Length > 1)
        {
            throw new ArgumentException("Must be one character, or empty.", nameof(endOfText));
        }

        var encoded = new int[texts.Count][];
        for (int n = 0; n < encoded.Length; n++)
        {
            encoded[n] = EncodeWhole(texts[n], n, symbol);
        }

        if (encoded.Length == 0)
        {
            return [];
        }

        double[] losses = new TextBatch<T>(Rnn, encoded.Length, encoded.Max(text => text.Length) - 1).Losses(encoded);
        return [.. losses.Select((loss, n) => new TextScore { PredictionCount = encoded[n].Length - 1, TotalLoss = loss })];
    }

    private int[] EncodeWhole(string text, int number, int[] symbol)
    {
        const string Name = "texts";
        if (text is null)
        {
            throw new ArgumentNullException(Name, string.Create(CultureInfo.InvariantCulture, $"Text {number} is null."));
        }

        int[] characters;
        try
        {
            characters = Vocabulary.Encode(text);
        }
        catch (ArgumentException exception)
        {
            string reason = exception.Message.Split(" (Parameter", 2)[0];
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Text {number}: {reason}"), Name, exception);
        }

        return symbol.Length + characters.Length >= 2 || symbol.Length > 0 ? [.. symbol, .. characters, .. symbol]
            : throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Text {number} has {characters.Length} characters; 2 are needed: one to read and one to predict."), Name);
    }
}
