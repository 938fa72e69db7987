using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>
/// Recognises UTF-16 and UTF-32 that have no byte-order mark. Their ASCII is valid UTF-8, with NUL beside every letter, and a
/// network would learn the NULs.
/// </summary>
internal static class UnmarkedEncoding
{
    /// <summary>Fewer characters than this may be UTF-8 with NULs that are meant.</summary>
    private const int LeastCharacters = 4;

    /// <summary>Refuses such a text by the name of its encoding.</summary>
    /// <param name="bytes">The start of the text, as much of it as possible.</param>
    /// <exception cref="InvalidDataException">The text is UTF-16 or UTF-32.</exception>
    internal static void Refuse(ReadOnlySpan<byte> bytes)
    {
        Span<int> zeros = stackalloc int[4];
        int whole = bytes.Length / 4 * 4;
        for (int i = 0; i < whole; i++)
        {
            zeros[i % 4] += bytes[i] == 0 ? 1 : 0;
        }

        int quads = whole / 4, pairs = whole / 2;
        if (quads >= LeastCharacters && zeros[1] == quads && zeros[2] == quads && (zeros[0] == quads) != (zeros[3] == quads))
        {
            throw Broken($"It looks like UTF-32 without a byte-order mark: three of four bytes are 0. Save the text as UTF-8.");
        }

        int even = zeros[0] + zeros[2], odd = zeros[1] + zeros[3];
        if (pairs >= LeastCharacters && Math.Min(even, odd) == 0 && 2 * Math.Max(even, odd) >= pairs)
        {
            throw Broken($"It looks like UTF-16, {(odd > 0 ? "little-endian" : "big-endian")}, without a byte-order mark: every other byte is 0. Save the text as UTF-8, or with a byte-order mark.");
        }
    }
}
