namespace CharRnn.Training;

/// <summary>What is trained on and what is held out, as pieces of one text. A pure function of text and options.</summary>
internal sealed class TextDivision
{
    private const int NoSymbol = -1;

    private TextDivision(int trainingEnd, TextSegment[] training, TextSegment[] heldOut)
    {
        TrainingEnd = trainingEnd;
        Training = training;
        HeldOut = heldOut;
    }

    /// <summary>The end of the part of the text in which training happens: the streams share [0, TrainingEnd).</summary>
    internal int TrainingEnd { get; }

    internal TextSegment[] Training { get; }

    internal TextSegment[] HeldOut { get; }

    /// <summary>Holds out what the split names, and begins a new piece at every end-of-text symbol.</summary>
    /// <remarks>
    /// The symbol is the last target of the piece before it and the first input of the piece after it: the network learns
    /// to end a document, and to begin one from the zero state and the symbol.
    /// </remarks>
    internal static TextDivision Of(IndexSpan text, ValidationSplit split, int? endOfText)
    {
        int symbol = endOfText ?? NoSymbol;
        List<TextSegment> training = [], heldOut = [];
        int trainingEnd = text.Length;
        if (split.Kind == ValidationKind.EveryNth)
        {
            for (int start = 0, n = 1; start < text.Length; n++)
            {
                int end = Boundary(text, (int)Math.Min((long)n * split.ChunkLength, text.Length), symbol);
                AddDocuments(n % split.Interval == 0 ? heldOut : training, text, start, end, symbol);
                start = Math.Max(start, end);
            }
        }
        else
        {
            int tail = split.Kind == ValidationKind.Tail ? (int)Math.Round(text.Length * split.Fraction) : 0;
            trainingEnd = Boundary(text, text.Length - tail, symbol);
            AddDocuments(training, text, 0, trainingEnd, symbol);
            AddDocuments(heldOut, text, trainingEnd, text.Length, symbol);
        }

        return new TextDivision(trainingEnd, [.. training], [.. heldOut]);
    }

    /// <summary>A cut is put off to the next document, where the text has any.</summary>
    private static int Boundary(IndexSpan text, int position, int symbol)
    {
        if (symbol == NoSymbol || position == text.Length)
        {
            return position;
        }

        int found = text.IndexOf(symbol, position, text.Length);
        return found < 0 ? text.Length : found;
    }

    private static void AddDocuments(List<TextSegment> segments, IndexSpan text, int start, int end, int symbol)
    {
        while (start < end - 1)
        {
            int found = symbol == NoSymbol ? -1 : text.IndexOf(symbol, start + 1, end);
            int lastTarget = found < 0 ? end - 1 : found;
            segments.Add(new TextSegment(start, lastTarget));
            start = lastTarget;
        }
    }
}
