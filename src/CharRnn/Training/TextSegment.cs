namespace CharRnn.Training;

/// <summary>A piece of the text that is read in one go from the zero state: inputs Start … LastTarget − 1, each followed by its target.</summary>
/// <param name="Start">The first input.</param>
/// <param name="LastTarget">The last target; it is not read as an input here, though the next piece may begin with it.</param>
internal readonly record struct TextSegment(int Start, int LastTarget)
{
    /// <summary>Characters that are predicted.</summary>
    internal int TargetCount => LastTarget - Start;

    /// <summary>What remains of the segments within [start, end).</summary>
    internal static TextSegment[] Clip(IEnumerable<TextSegment> segments, int start, int end)
        => [.. segments
            .Select(segment => new TextSegment(Math.Max(segment.Start, start), Math.Min(segment.LastTarget, end - 1)))
            .Where(segment => segment.TargetCount > 0)];
}
