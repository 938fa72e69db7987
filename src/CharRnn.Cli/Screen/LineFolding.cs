using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>Lines that are broken between words, so that a narrow screen does not break them inside.</summary>
internal static class LineFolding
{
    private const string UsualIndent = "  ";

    /// <summary>Breaks every line of a text between words.</summary>
    /// <param name="text">Lines, separated by <c>\n</c>.</param>
    /// <param name="width">
    /// Columns of the screen. The last one stays empty. A word that is longer stays whole: the screen breaks it, and it can be
    /// copied in one piece.
    /// </param>
    /// <param name="indent">Stands before what continues a line. Default two spaces.</param>
    internal static string Fold(string text, int width, string indent = UsualIndent)
        => string.Join('\n', text.Split('\n').Select(line => FoldLine(line, width - 1, indent)));

    /// <summary>Joins pieces by commas, as many as fit.</summary>
    /// <param name="width">Columns of the screen. The last one stays empty.</param>
    /// <param name="pieces">In the order of writing; the one with the highest rank is left out first, and rank 0 never.</param>
    internal static string Fit(int width, params ReadOnlySpan<(string Text, int Rank)> pieces)
    {
        (string Text, int Rank)[] kept = [.. pieces.ToArray().Where(piece => piece.Text.Length > 0)];
        while (Join() is { } line && line.Length >= width && kept.Max(piece => piece.Rank) is > 0 and var highest)
        {
            kept = [.. kept.Where(piece => piece.Rank < highest)];
        }

        return Join();

        string Join() => string.Join(", ", kept.Select(piece => piece.Text));
    }

    private static string FoldLine(string line, int width, string indent)
    {
        if (line.Length <= width)
        {
            return line;
        }

        var folded = new StringBuilder();
        int column = 0;
        foreach (string word in line.Split(' '))
        {
            bool isFirst = folded.Length == 0;
            if (!isFirst && column + 1 + word.Length > width)
            {
                folded.Append('\n').Append(indent).Append(word);
                column = indent.Length + word.Length;
                continue;
            }

            folded.Append(isFirst ? "" : " ").Append(word);
            column += (isFirst ? 0 : 1) + word.Length;
        }

        return folded.ToString();
    }
}
