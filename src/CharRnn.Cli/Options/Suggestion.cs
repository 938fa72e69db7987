namespace CharRnn.Cli.Options;

/// <summary>Suggests the word that was probably meant by a mistyped one.</summary>
internal static class Suggestion
{
    /// <summary>Completes a message: <c> Did you mean --hidden?</c>, or nothing when no word is near.</summary>
    /// <param name="given">The typed word.</param>
    /// <param name="words">The valid words.</param>
    internal static string For(string given, IReadOnlyCollection<string> words)
    {
        int most = Math.Max(1, (given.TrimStart('-').Length + 1) / 3);
        string? near = words.Where(word => Distance(given, word) <= most).MinBy(word => Distance(given, word))
            ?? words.FirstOrDefault(word => given.Length > 3 && word.Length > 3 && (word.StartsWith(given, StringComparison.Ordinal) || given.StartsWith(word + "-", StringComparison.Ordinal)));
        return near is null ? "" : $" Did you mean {near}?";
    }

    /// <summary>Letters to insert, leave out, replace, or swap with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var distances = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                distances[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(
                        Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1,
                        distances[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[a.Length, b.Length];
    }
}
