using System.Globalization;

namespace CharRnn.Training;

/// <summary>What is trained on and what is held out, as pieces of one text. A pure function of text and options.</summary>
internal sealed class TextDivision
{
    private const int NoSymbol = -1;

    private readonly int _textLength;

    private TextDivision(int textLength, List<TextSegment> training, List<TextSegment> heldOut)
    {
        _textLength = textLength;
        Training = [.. training];
        HeldOut = [.. heldOut];
    }

    /// <summary>The pieces that are read, in the order of the text.</summary>
    internal TextSegment[] Training { get; }

    /// <summary>The pieces that are measured, in the order of the text.</summary>
    internal TextSegment[] HeldOut { get; }

    /// <summary>Whether what is trained on is one piece at the start of the text.</summary>
    internal bool IsOnePiece => Training is [] or [{ Start: 0 }];

    /// <summary>The characters of the training pieces laid end to end: their targets, and the first input.</summary>
    internal int TrainingLength => Training.Length > 0 ? Training.Sum(piece => piece.TargetCount) + 1 : HeldOut.Length > 0 ? 0 : _textLength;

    /// <summary>Holds out what the split names, and begins a new piece at every end-of-text symbol.</summary>
    /// <remarks>
    /// The symbol is the last target of the piece before it and the first input of the piece after it: the network learns
    /// to end a document, and to begin one from the zero state and the symbol.
    /// </remarks>
    /// <exception cref="ArgumentException">Nothing would be held out.</exception>
    internal static TextDivision Of(IndexSpan text, ValidationSplit split, int? endOfText, string name)
    {
        int symbol = endOfText ?? NoSymbol;
        TextDivision division = split.Kind switch
        {
            ValidationKind.None => new(text.Length, Documents(text, 0, text.Length, symbol), []),
            ValidationKind.Spread => Divide(TextUnits.Spread(Documents(text, 0, text.Length, symbol), split.Fraction, split.ChunkLength), text, symbol),
            ValidationKind.EveryNth when endOfText is not null
                => Divide(TextUnits.EveryNth(Documents(text, 0, text.Length, symbol), split.Interval, split.ChunkLength), text, symbol),
            _ => Divide(HeldOutRanges.Of(split, text.Length), text, symbol),
        };
        return split.Kind == ValidationKind.None || division.HeldOut.Length > 0 ? division : throw NothingHeldOut(text, split, endOfText, name);
    }

    /// <summary>Holds out whole units. Two neighbours of different kinds do not share the character between them, unless it is the symbol.</summary>
    private static TextDivision Divide((TextSegment Unit, bool IsHeldOut)[] units, IndexSpan text, int symbol)
    {
        List<TextSegment> training = [], heldOut = [];
        for (int i = 0; i < units.Length; i++)
        {
            (TextSegment unit, bool isHeldOut) = units[i];
            List<TextSegment> same = isHeldOut ? heldOut : training;
            bool endsDocument = i + 1 == units.Length || text[unit.LastTarget] == symbol;
            bool changes = i + 1 < units.Length && units[i + 1].IsHeldOut != isHeldOut;
            int lastTarget = changes && !endsDocument ? unit.LastTarget - 1 : unit.LastTarget;
            bool continues = same.Count > 0 && same[^1].LastTarget == unit.Start && text[unit.Start] != symbol;
            if (continues)
            {
                same[^1] = same[^1] with { LastTarget = lastTarget };
            }
            else if (lastTarget > unit.Start)
            {
                same.Add(unit with { LastTarget = lastTarget });
            }
        }

        return new TextDivision(text.Length, training, heldOut);
    }

    /// <summary>Holds out ranges of characters, whose ends are put off to the next document unless that loses half of the range.</summary>
    private static TextDivision Divide(IEnumerable<(int Start, int End)> ranges, IndexSpan text, int symbol)
    {
        List<TextSegment> training = [], heldOut = [];
        int position = 0;
        foreach ((int start, int end) in ranges)
        {
            int most = (end - start) / 2;
            int from = Math.Max(position, Boundary(text, start, symbol, most)), to = Math.Max(from, Boundary(text, end, symbol, most));
            training.AddRange(Documents(text, position, from, symbol));
            heldOut.AddRange(Documents(text, from, to, symbol));
            position = to;
        }

        training.AddRange(Documents(text, position, text.Length, symbol));
        return new TextDivision(text.Length, training, heldOut);
    }

    private static int Boundary(IndexSpan text, int position, int symbol, int most)
    {
        if (symbol == NoSymbol || position == text.Length)
        {
            return position;
        }

        int found = text.IndexOf(symbol, position, text.Length);
        return found < 0 || found - position > most ? position : found;
    }

    /// <summary>The documents within [start, end), each from its symbol to the next one.</summary>
    private static List<TextSegment> Documents(IndexSpan text, int start, int end, int symbol)
    {
        List<TextSegment> documents = [];
        while (start < end - 1)
        {
            int found = symbol == NoSymbol ? -1 : text.IndexOf(symbol, start + 1, end);
            int lastTarget = found < 0 ? end - 1 : found;
            documents.Add(new TextSegment(start, lastTarget));
            start = lastTarget;
        }

        return documents;
    }

    private static ArgumentException NothingHeldOut(IndexSpan text, ValidationSplit split, int? endOfText, string name)
    {
        if (split.Kind == ValidationKind.EveryNth && endOfText is { } symbol)
        {
            int count = TextUnits.EveryNth(Documents(text, 0, text.Length, symbol), split.Interval, split.ChunkLength).Length;
            return new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There are only {count} documents (one of more than {split.ChunkLength} characters counts as several), fewer than {split.Interval}: none would be held out for validation. Hold out every {Math.Max(2, count)}th or a fraction instead."),
                name);
        }

        return new ArgumentException(
            string.Create(CultureInfo.InvariantCulture, $"The text has only {text.Length} characters; nothing would be held out for validation."), name);
    }
}
