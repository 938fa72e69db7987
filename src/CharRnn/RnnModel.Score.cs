namespace CharRnn;

public sealed partial class RnnModel<T>
{
    /// <summary>Steps per pass: enough to make the products over a window worthwhile; the result does not depend on it.</summary>
    private const int ScoreWindow = 128;

    /// <summary>Measures how well the network predicts a text, read from the zero state without ever going back to it.</summary>
    /// <param name="text">At least two characters; a byte-order mark at its start is skipped unless the vocabulary has it.</param>
    /// <returns>The loss of the second and every later character, given all before it.</returns>
    /// <exception cref="ArgumentException">
    /// The text has fewer than two characters, a character that the vocabulary lacks, or a lone surrogate.
    /// </exception>
    public TextScore Score(ReadOnlySpan<char> text) => Score(Vocabulary.Encode(text));

    /// <summary>As <see cref="Score(ReadOnlySpan{char})"/>, for a text that is encoded already and, if wanted, the loss of each character.</summary>
    /// <remarks>Uses memory for one window whatever the length of the text. May run on several threads at once.</remarks>
    /// <param name="text">N ≥ 2 indexes.</param>
    /// <param name="losses">
    /// Empty, or N − 1 numbers that are overwritten: element i becomes −ln p of character i + 1 in nats.
    /// </param>
    /// <returns>The loss of the second and every later character, given all before it.</returns>
    /// <exception cref="ArgumentException">The text has fewer than two characters, or <paramref name="losses"/> has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    public TextScore Score(ReadOnlySpan<int> text, Span<T> losses = default)
    {
        if (text.Length < 2)
        {
            throw new ArgumentException($"The text has {text.Length} characters; 2 are needed: one to read and one to predict.", nameof(text));
        }

        int count = text.Length - 1;
        if (losses.Length > 0)
        {
            Preconditions.RequireLength(losses.Length, count, "The array of losses", nameof(losses));
        }

        var workspace = new RnnWorkspace<T>(Rnn.Parameters.Architecture, Math.Min(ScoreWindow, count));
        var state = new T[Rnn.StateSize];
        double total = 0;
        for (int start = 0; start < count; start += ScoreWindow)
        {
            int length = Math.Min(ScoreWindow, count - start);
            total += double.CreateTruncating(Rnn.Forward(text.Slice(start, length), text.Slice(start + 1, length), state, workspace));
            if (losses.Length > 0)
            {
                workspace.Losses.CopyTo(losses[start..]);
            }
        }

        return new TextScore { PredictionCount = count, TotalLoss = total };
    }
}
