namespace CharRnn.Cli.Explain.Reading;

/// <summary>The part of a text that is read: the passage on the page, and text around it that units are ranked on.</summary>
/// <param name="Start">Position in the whole text of the first character that is read, from the zero state.</param>
/// <param name="Length">Characters read.</param>
/// <param name="PassageStart">The start of the passage, counted from <paramref name="Start"/>.</param>
/// <param name="PassageLength">Characters of the passage.</param>
internal sealed record TextWindow(int Start, int Length, int PassageStart, int PassageLength)
{
    /// <summary>Fewer characters outside the passage than this are too few to rank units on; the passage then serves itself.</summary>
    private const int FewestOutside = 400;

    internal int PassageEnd => PassageStart + PassageLength;

    /// <summary>The start of the unseen half in <see cref="Outside"/>.</summary>
    internal int Half => OutsideCount / 2;

    private bool UsesPassage => Length - PassageLength < FewestOutside;

    private int OutsideCount => UsesPassage ? PassageLength : Length - PassageLength;

    /// <summary>Chooses what is read around a passage.</summary>
    /// <param name="textLength">Characters of the whole text.</param>
    /// <param name="start">Position of the passage.</param>
    /// <param name="length">Its length; it ends with the text.</param>
    /// <param name="outside">Characters to read besides the passage, as far as there are so many.</param>
    internal static TextWindow Around(int textLength, int start, int length, int outside)
    {
        int passage = Math.Min(length, textLength - start), before = Math.Min(start, outside / 2);
        int after = Math.Min(textLength - start - passage, outside - before);
        before = Math.Min(start, outside - after);
        return new(start - before, before + passage + after, before, passage);
    }

    /// <summary>
    /// The characters that units are ranked on (the first half) and checked on (the second half), in the order of the text. They
    /// exclude the passage, unless there is hardly anything else.
    /// </summary>
    internal IEnumerable<int> Outside()
        => UsesPassage ? Enumerable.Range(PassageStart, PassageLength)
            : Enumerable.Range(0, Length).Where(position => position < PassageStart || position >= PassageEnd);
}
