namespace CharRnn.Training;

/// <summary>
/// Documents as the units of which some are held out; a long document counts as several units, its chunks. A text without
/// documents is one document.
/// </summary>
internal static class TextUnits
{
    /// <summary>A held-out fraction of a text without documents is divided into this many chunks where it is long enough.</summary>
    private const int WantedChunks = 10;

    /// <summary>Chunks are not made shorter than this for the sake of their number: each begins from the zero state.</summary>
    private const int ShortChunk = 500;

    /// <summary>Every n-th unit.</summary>
    internal static (TextSegment Unit, bool IsHeldOut)[] EveryNth(List<TextSegment> documents, int interval, int chunkLength)
        => [.. Cut(documents, chunkLength).Select((unit, i) => (unit, (i + 1) % interval == 0))];

    /// <summary>
    /// Units spread evenly, whose characters are about a fraction of all: a unit is held out as soon as at least half of it
    /// is due. Documents stay whole where that comes near the fraction.
    /// </summary>
    internal static (TextSegment Unit, bool IsHeldOut)[] Spread(List<TextSegment> documents, double fraction, int longestChunk)
    {
        double due = fraction * documents.Sum(document => (double)document.TargetCount);
        if (documents.Count > 1)
        {
            (TextSegment Unit, bool IsHeldOut)[] even = [.. ChooseByNumber(Cut(documents, longestChunk), fraction)];
            if (HeldOut(even) > due * 9 / 10 && HeldOut(even) < due * 11 / 10)
            {
                return even;
            }

            (TextSegment Unit, bool IsHeldOut)[] whole = [.. Choose(Cut(documents, longestChunk), fraction)];
            if (HeldOut(whole) > due / 2 && HeldOut(whole) < due * 3 / 2)
            {
                return whole;
            }
        }

        double count = Math.Clamp(Math.Round(due / ShortChunk), 1, WantedChunks);
        int length = (int)Math.Clamp(Math.Ceiling(due / count), 1, longestChunk);
        return [.. Choose(Cut(documents, length), fraction)];
    }

    private static double HeldOut((TextSegment Unit, bool IsHeldOut)[] units) => units.Where(unit => unit.IsHeldOut).Sum(unit => (double)unit.Unit.TargetCount);

    /// <summary>
    /// As <see cref="Choose"/>, counting units, not characters: where units are short and many, a unit of half the length would otherwise be
    /// held out twice as often, and short names are harder to predict than long ones.
    /// </summary>
    private static IEnumerable<(TextSegment Unit, bool IsHeldOut)> ChooseByNumber(IEnumerable<TextSegment> units, double fraction)
    {
        double due = 0;
        foreach (TextSegment unit in units)
        {
            due += fraction;
            bool isHeldOut = due >= 0.5;
            due -= isHeldOut ? 1 : 0;
            yield return (unit, isHeldOut);
        }
    }

    private static IEnumerable<(TextSegment Unit, bool IsHeldOut)> Choose(IEnumerable<TextSegment> units, double fraction)
    {
        double due = 0;
        foreach (TextSegment unit in units)
        {
            due += fraction * unit.TargetCount;
            bool isHeldOut = due >= unit.TargetCount / 2.0;
            due -= isHeldOut ? unit.TargetCount : 0;
            yield return (unit, isHeldOut);
        }
    }

    /// <summary>Cuts the documents that are longer than a chunk into chunks of nearly equal length.</summary>
    private static IEnumerable<TextSegment> Cut(List<TextSegment> documents, int chunkLength)
    {
        foreach (TextSegment document in documents)
        {
            long length = document.TargetCount, count = (length + chunkLength - 1) / chunkLength;
            for (long i = 0; i < count; i++)
            {
                yield return new TextSegment(document.Start + (int)(i * length / count), document.Start + (int)((i + 1) * length / count));
            }
        }
    }
}
