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
    private const int ControlCount = 0x20;

    /// <summary>Refuses such a text by the name of its encoding.</summary>
    /// <param name="bytes">The start of the text, as much of it as possible.</param>
    /// <exception cref="InvalidDataException">The text is UTF-16 or UTF-32.</exception>
    internal static void Refuse(ReadOnlySpan<byte> bytes)
    {
        if (LooksLikeUtf32(bytes))
        {
            throw Broken($"It looks like UTF-32 without a byte-order mark. Save the text as UTF-8.");
        }

        bool isLittleEndian = HasControlInMost(bytes, first: 1);
        if (isLittleEndian || HasControlInMost(bytes, first: 0))
        {
            throw Broken($"It looks like UTF-16, {(isLittleEndian ? "little-endian" : "big-endian")}, without a byte-order mark. Save the text as UTF-8, or with a byte-order mark.");
        }
    }

    /// <summary>No scalar value needs the largest of four bytes, and hardly one of a text the second largest.</summary>
    private static bool LooksLikeUtf32(ReadOnlySpan<byte> bytes)
    {
        Span<int> zeros = stackalloc int[4];
        zeros.Clear();
        int count = bytes.Length / 4;
        for (int i = 0; i < 4 * count; i++)
        {
            zeros[i % 4] += bytes[i] == 0 ? 1 : 0;
        }

        bool isLittleEndian = zeros[3] == count && 2 * zeros[2] > count && 2 * zeros[0] < count;
        bool isBigEndian = zeros[0] == count && 2 * zeros[1] > count && 2 * zeros[3] < count;
        return count >= LeastCharacters && (isLittleEndian || isBigEndian);
    }

    /// <summary>
    /// Whether most of every other byte are one control character: NUL beside ASCII, 4 beside Cyrillic, and so on. Tab, line feed and
    /// carriage return are left out, which UTF-8 may have after every letter.
    /// </summary>
    private static bool HasControlInMost(ReadOnlySpan<byte> bytes, int first)
    {
        Span<int> counts = stackalloc int[ControlCount];
        counts.Clear();
        int pairs = bytes.Length / 2, others = 0;
        for (int i = first; i < 2 * pairs; i += 2)
        {
            if (bytes[i] < ControlCount && bytes[i] is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
            {
                counts[bytes[i]]++;
            }

            others += bytes[i ^ 1] == 0 ? 1 : 0;
        }

        int most = counts[0];
        foreach (int count in counts)
        {
            most = Math.Max(most, count);
        }

        return pairs >= LeastCharacters && most > 0.7 * pairs && others < 0.1 * pairs;
    }
}
