namespace CharRnn.Training;

/// <summary>The ranges of characters that a split holds out of a text, ascending. They depend on the length of the text alone.</summary>
internal static class HeldOutRanges
{
    internal static IEnumerable<(int Start, int End)> Of(ValidationSplit split, int length) => split.Kind switch
    {
        ValidationKind.Range => [((int)Math.Round(length * split.RangeStart), (int)Math.Round(length * split.RangeEnd))],
        ValidationKind.PerPart => Enumerable.Range(0, split.PartCount).Select(part => TailOf(part, split, length)),
        _ => Chunks(split, length),
    };

    /// <summary>The places that the split names whatever the text, as fractions of it, ascending; empty where they are found in the text.</summary>
    internal static IEnumerable<(double Start, double End)> Named(ValidationSplit split) => split.Kind switch
    {
        ValidationKind.Tail => [(1 - split.Fraction, 1)],
        ValidationKind.Range => [(split.RangeStart, split.RangeEnd)],
        ValidationKind.PerPart => Enumerable.Range(1, split.PartCount).Select(part => ((part - split.Fraction) / split.PartCount, (double)part / split.PartCount)),
        _ => [],
    };

    /// <summary>Whether one of some ascending ranges shares more than its edge with one of others.</summary>
    internal static bool Overlap(IEnumerable<(double Start, double End)> some, IEnumerable<(double Start, double End)> others)
    {
        // More than the rounding error of an edge, and less than one character of any text.
        const double edge = 1e-12;
        using IEnumerator<(double Start, double End)> first = some.GetEnumerator(), second = others.GetEnumerator();
        bool hasBoth = first.MoveNext() && second.MoveNext();
        while (hasBoth)
        {
            if (Math.Min(first.Current.End, second.Current.End) - Math.Max(first.Current.Start, second.Current.Start) > edge)
            {
                return true;
            }

            hasBoth = first.Current.End < second.Current.End ? first.MoveNext() : second.MoveNext();
        }

        return false;
    }

    private static (int Start, int End) TailOf(int part, ValidationSplit split, int length)
    {
        int start = (int)((long)part * length / split.PartCount), end = (int)((part + 1L) * length / split.PartCount);
        return (end - (int)Math.Round((end - start) * split.Fraction), end);
    }

    private static IEnumerable<(int Start, int End)> Chunks(ValidationSplit split, int length)
    {
        long step = (long)split.Interval * split.ChunkLength;
        for (long start = step - split.ChunkLength; start < length; start += step)
        {
            yield return ((int)start, (int)Math.Min(start + split.ChunkLength, length));
        }
    }
}
