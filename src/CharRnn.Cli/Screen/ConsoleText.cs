using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CharRnn.Cli.Screen;

/// <summary>Text that is safe to show on a terminal.</summary>
internal static partial class ConsoleText
{
    private const char ControlPictures = '\u2400';
    private const char DeletePicture = '\u2421';
    private const char Replacement = '\uFFFD';

    /// <summary>Characters of a name or value from a file that a line shows at most.</summary>
    private const int LongestValue = 400;

    /// <summary>Characters of a message; longer ones quote something that is not worth reading.</summary>
    private const int LongestMessage = 2000;

    /// <summary>Embeddings, overrides and isolates of the bidirectional algorithm: they make text look like another one.</summary>
    private const string DirectionControls = "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

    /// <summary>Marks of direction, which texts in right-to-left scripts need and messages do not; and separators of lines.</summary>
    private const string DirectionMarks = "\u061C\u200E\u200F\u2028\u2029";
    private static readonly SearchValues<char> _unsafeInText = SearchValues.Create(Controls() + DirectionControls);
    private static readonly SearchValues<char> _unsafeInMessage = SearchValues.Create(Controls() + DirectionControls + DirectionMarks);

    /// <summary>
    /// Shows control characters other than line break and tab by their pictures, and controls of the direction of writing by
    /// U+FFFD. A network trained on a text with escape sequences writes them too, and they must not reach the terminal.
    /// </summary>
    internal static string Visible(string text) => Visible(text, _unsafeInText);

    /// <summary>As <see cref="Visible(string)"/>, for messages of the command: marks of direction are replaced too.</summary>
    internal static string VisibleMessage(string text) => Visible(text, _unsafeInMessage);

    /// <summary>As <see cref="VisibleMessage"/>, and line breaks and tabs are pictures too.</summary>
    internal static string OneLine(string text)
        => VisibleMessage(text).Replace('\n', Picture('\n')).Replace('\t', Picture('\t'));

    /// <summary>A text as a field of a CSV row: on one line and in quotes.</summary>
    internal static string CsvField(string text) => $"\"{OneLine(text).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A message on one line that a terminal shows as it is, however long the names in it are.</summary>
    internal static string Message(string text) => OneLine(Short(LineBreaks().Replace(text.Trim(), " "), LongestMessage));

    /// <summary>Whether a message shows a character by another one.</summary>
    internal static bool IsUnsafe(char character) => _unsafeInMessage.Contains(character);

    /// <summary>A name or value from a file as one line shows it; the middle of a long one is left out.</summary>
    internal static string Short(string text, int longest = LongestValue)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int half = longest / 2, end = text.Length - half;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{text.AsSpan(0, char.IsHighSurrogate(text[half - 1]) ? half - 1 : half)} … {text.AsSpan(char.IsLowSurrogate(text[end]) ? end + 1 : end)} ({Quantity.Of(text.Length, "character")})");
    }

    private static string Visible(string text, SearchValues<char> unsafeCharacters)
    {
        int first = text.AsSpan().IndexOfAny(unsafeCharacters);
        if (first < 0)
        {
            return text;
        }

        var visible = new StringBuilder(text, 0, first, text.Length);
        foreach (char character in text.AsSpan(first))
        {
            visible.Append(unsafeCharacters.Contains(character) ? Picture(character) : character);
        }

        return visible.ToString();
    }

    private static string Controls()
        => string.Concat(Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(character => char.IsControl(character) && character is not ('\n' or '\t')));

    private static char Picture(char control) => control switch
    {
        < ' ' => (char)(ControlPictures + control),
        '\u007F' => DeletePicture,
        _ => Replacement,
    };

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineBreaks();
}
