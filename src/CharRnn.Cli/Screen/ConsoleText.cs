using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>Text that is safe to show on a terminal.</summary>
internal static class ConsoleText
{
    private const char ControlPictures = '\u2400';
    private const char DeletePicture = '\u2421';

    /// <summary>
    /// Shows control characters other than line break and tab by their pictures. A network trained on a text with escape
    /// sequences writes them too, and they must not reach the terminal.
    /// </summary>
    internal static string Visible(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            visible.Append(IsUnsafe(character) ? Picture(character) : character);
        }

        return visible.ToString();
    }

    /// <summary>As <see cref="Visible"/>, and line breaks and tabs are pictures too.</summary>
    internal static string OneLine(string text)
        => Visible(text).Replace('\n', Picture('\n')).Replace('\t', Picture('\t'));

    private static bool IsUnsafe(char character) => char.IsControl(character) && character is not ('\n' or '\t');

    private static char Picture(char control) => control switch
    {
        < ' ' => (char)(ControlPictures + control),
        '\u007F' => DeletePicture,
        _ => '\uFFFD',
    };
}
