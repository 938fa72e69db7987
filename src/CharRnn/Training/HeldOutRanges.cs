namespace CharRnn.Training;

/// <summary>The ranges of characters that a split holds out of a text, ascending. They depend on the length of the text alone.</summary>
internal static class HeldOutRanges
{
    internal static IEnumerable<(int Start, int End)> Of(ValidationSplit split, int length) => split.Kind switch
    {
        ValidationKind.Tail => [(length - (int)Math.Round(length * split.Fraction), length)],
        ValidationKind.Range => [((int)Math.Round(length * split.RangeStart), (int)Math.Round(length * split.RangeEnd))],
        ValidationKind.PerPart => Enumerable.Range(0, split.PartCount).Select(part => TailOf(part, split, length)),
        _ => Chunks(split, length),
    };

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
