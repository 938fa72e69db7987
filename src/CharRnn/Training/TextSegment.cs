namespace CharRnn.Training;

/// <summary>A piece of the text that is read as a whole from the zero state: inputs Start … LastTarget − 1, each followed by its target.</summary>
/// <param name="Start">The first input.</param>
/// <param name="LastTarget">The last target; it is not read as an input here, though the next piece may begin with it.</param>
internal readonly record struct TextSegment(int Start, int LastTarget)
{
    /// <summary>Characters that are predicted.</summary>
    internal int TargetCount => LastTarget - Start;

    /// <summary>
    /// The parts of segments, laid end to end, within [start, end): the first has its first input at 0, and each begins where the one before it has
    /// its last target.
    /// </summary>
    internal static TextSegment[] Share(IEnumerable<TextSegment> segments, int start, int end)
    {
        List<TextSegment> share = [];
        int laid = 0;
        foreach (TextSegment segment in segments)
        {
            int first = Math.Max(laid, start), last = Math.Min(laid + segment.TargetCount, end - 1);
            if (last > first)
            {
                share.Add(new TextSegment(segment.Start + first - laid, segment.Start + last - laid));
            }

            laid += segment.TargetCount;
        }

        return [.. share];
    }
}
