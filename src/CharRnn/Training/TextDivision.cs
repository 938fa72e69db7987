using System.Globalization;

namespace CharRnn.Training;

/// <summary>The division of a text into pieces for training, validation and test. A pure function of text and options.</summary>
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

    /// <summary>The pieces that are measured during training, in the order of the text.</summary>
    internal TextSegment[] HeldOut { get; }

    /// <summary>The pieces that are measured only when training is over, in the order of the text.</summary>
    internal TextSegment[] Test { get; private init; } = [];

    /// <summary>Whether what is trained on is one piece at the start of the text.</summary>
    internal bool IsOnePiece => Training is [] or [{ Start: 0 }];

    /// <summary>The characters of the training pieces laid end to end: their targets, and the first input.</summary>
    internal int TrainingLength
        => Training.Length > 0 ? Training.Sum(piece => piece.TargetCount) + 1 : HeldOut.Length + Test.Length > 0 ? 0 : _textLength;

    /// <summary>Takes the test part from the text, then holds out the validation part, and begins a new piece at every end-of-text symbol.</summary>
    /// <remarks>
    /// The symbol is the last target of the piece before it and the first input of the piece after it: the network learns
    /// to end a document, and to begin one from the zero state and the symbol.
    /// </remarks>
    /// <exception cref="ArgumentException">The two parts overlap, or nothing would be held out for one of them.</exception>
    internal static TextDivision Of(IndexSpan text, ValidationSplit validation, ValidationSplit test, int? endOfText, string name)
    {
        if (validation.Overlaps(test))
        {
            throw new ArgumentException("The parts held out for validation and for the test overlap: hold out ranges that do not, or for validation a fraction, which is taken from the rest.", name);
        }

        int symbol = endOfText ?? NoSymbol;
        TextDivision first = HoldOut(text, Documents(text, 0, text.Length, symbol), test, symbol);
        Require(first, text, test, endOfText, "test", name);
        TextDivision second = HoldOut(text, [.. first.Training], validation, symbol);
        Require(second, text, validation, endOfText, first.HeldOut.Length == 0 ? "validation" : "validation beside the test part", name);
        return new TextDivision(text.Length, [.. second.Training], [.. second.HeldOut]) { Test = first.HeldOut };
    }

    private static TextDivision HoldOut(IndexSpan text, List<TextSegment> pieces, ValidationSplit split, int symbol) => split.Kind switch
    {
        ValidationKind.None => new(text.Length, pieces, []),
        ValidationKind.Spread => Divide(TextUnits.Spread(pieces, split.Fraction, split.ChunkLength), text, symbol),
        ValidationKind.EveryNth when symbol != NoSymbol || pieces.Count > 1 => Divide(TextUnits.EveryNth(pieces, split.Interval, split.ChunkLength), text, symbol),
        ValidationKind.Tail => Divide([TailOf(pieces, split.Fraction, text.Length)], pieces, text, symbol),
        _ => Divide([.. HeldOutRanges.Of(split, text.Length)], pieces, text, symbol),
    };

    private static void Require(TextDivision division, IndexSpan text, ValidationSplit split, int? endOfText, string purpose, string name)
    {
        if (split.Kind != ValidationKind.None && division.HeldOut.Length == 0)
        {
            throw NothingHeldOut(text, split, endOfText, purpose, name);
        }
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

    /// <summary>The range at the end of some pieces that has a fraction of the text's characters.</summary>
    private static (int Start, int End) TailOf(List<TextSegment> pieces, double fraction, int length)
    {
        int missing = (int)Math.Round(length * fraction);
        foreach ((int start, int end) in Stretches(pieces).Reverse())
        {
            if (end - start >= missing)
            {
                return (end - missing, length);
            }

            missing -= end - start;
        }

        return (0, length);
    }

    /// <summary>Holds out ranges of characters, whose ends are put off to the next document unless that loses half of the range.</summary>
    private static TextDivision Divide((int Start, int End)[] ranges, List<TextSegment> pieces, IndexSpan text, int symbol)
    {
        List<TextSegment> training = [], heldOut = [];
        foreach ((int first, int last) in Stretches(pieces))
        {
            int position = first;
            foreach ((int start, int end) in ranges.Select(range => (Math.Max(range.Start, first), Math.Min(range.End, last))).Where(range => range.Item2 > range.Item1))
            {
                int most = (end - start) / 2;
                int from = Math.Max(position, Boundary(text, start, last, symbol, most)), to = Math.Max(from, Boundary(text, end, last, symbol, most));
                training.AddRange(Documents(text, position, from, symbol));
                heldOut.AddRange(Documents(text, from, to, symbol));
                position = to;
            }

            training.AddRange(Documents(text, position, last, symbol));
        }

        return new TextDivision(text.Length, training, heldOut);
    }

    /// <summary>The characters of the pieces, neighbours together: [start, end).</summary>
    private static IEnumerable<(int Start, int End)> Stretches(List<TextSegment> pieces)
    {
        for (int i = 0; i < pieces.Count;)
        {
            int start = pieces[i].Start;
            while (++i < pieces.Count && pieces[i].Start == pieces[i - 1].LastTarget)
            {
            }

            yield return (start, pieces[i - 1].LastTarget + 1);
        }
    }

    private static int Boundary(IndexSpan text, int position, int limit, int symbol, int most)
    {
        if (symbol == NoSymbol || position == limit)
        {
            return position;
        }

        int found = text.IndexOf(symbol, position, limit);
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

    private static ArgumentException NothingHeldOut(IndexSpan text, ValidationSplit split, int? endOfText, string purpose, string name)
    {
        if (split.Kind == ValidationKind.EveryNth && endOfText is { } symbol)
        {
            int count = TextUnits.EveryNth(Documents(text, 0, text.Length, symbol), split.Interval, split.ChunkLength).Length;
            return new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"There are only {Quantity.Of(count, "document")} (one of more than {Quantity.Of(split.ChunkLength, "character")} counts as several), fewer than {split.Interval}: none would be held out for {purpose}. Hold out one in {Math.Max(2, count)}, or a fraction, instead."),
                name);
        }

        return new ArgumentException(
            string.Create(CultureInfo.InvariantCulture, $"The text has only {Quantity.Of(text.Length, "character")}; nothing would be held out for {purpose}."), name);
    }
}
