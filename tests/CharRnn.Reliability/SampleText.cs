using System.Text;

namespace CharRnn.Reliability;

/// <summary>A text of any length, the same at every run: words drawn from a list, in lines.</summary>
internal static class SampleText
{
    private static readonly string[] _words =
    [
        "the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "while", "seven", "wizards", "mix", "Kafka's", "vexing",
        "jelly", "bought", "(cheaply)", "in", "Zürich", "for", "12,345.67", "francs", "–", "Quite", "good!", "Why?", "He", "said:", "\"no\"",
    ];

    internal static void Write(string path, int megabytes)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        file.Write(Generate(megabytes * 1_000_000L, file.Write));
    }

    /// <summary>Creates a text of about the given number of bytes.</summary>
    internal static string Generate(long bytes, Action<string>? flush = null)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        long written = 0;
        for (int column = 0; written + text.Length < bytes; column++)
        {
            text.Append(_words[random.Next(_words.Length)]).Append(column % 12 == 11 ? '\n' : ' ');
            if (flush is not null && text.Length > 1 << 20)
            {
                written += text.Length;
                flush(text.ToString());
                text.Clear();
            }
        }

        return text.ToString();
    }
}
