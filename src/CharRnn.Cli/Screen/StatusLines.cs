using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>
/// The last lines of a screen, drawn again and again in the same place. Everything else is written above them and scrolls as the
/// output of any program does. Safe to use from several threads.
/// </summary>
/// <remarks>
/// Between two drawings the cursor is at the start of the first of these lines. A terminal that changes its size wraps its lines
/// again and keeps the cursor at the same character. Erasing from there to the end of the screen therefore erases these lines and
/// nothing above, however many rows they have become. The cursor stays visible, so that a killed process leaves a terminal with a
/// cursor.
/// </remarks>
internal sealed class StatusLines(CliConsole console)
{
    private const string Escape = "\u001b[";
    private const string EraseRestOfLine = Escape + "K";
    private const string EraseRestOfScreen = Escape + "J";

    /// <summary>
    /// From the start of a line. tmux keeps a copy in its scroll-back when the whole screen is erased from its first column; hence the
    /// space, which is erased at the end.
    /// </summary>
    private const string EraseHere = " " + EraseRestOfScreen + "\r" + EraseRestOfLine;

    /// <summary>
    /// While the lines are written the terminal truncates long lines instead of wrapping them: it may be narrower than
    /// it was when its size was read.
    /// </summary>
    private const string CutLongLines = Escape + "?7l", BreakLongLines = Escape + "?7h";
    private readonly Lock _lock = new();
    private IReadOnlyList<StatusText[]> _lines = [];
    private int _width;

    /// <summary>Columns that a line may have: one less than the screen, so that no line reaches the next row.</summary>
    internal int Width => Math.Max(1, console.Size.Width - 1);

    /// <summary>Lines that fit: one row of the screen stays free.</summary>
    internal int Height => Math.Max(1, console.Size.Height - 1);

    /// <summary>A bar, for example ━━━━━━━━━━ with its first part in green.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="width">Columns.</param>
    internal static StatusText[] Bar(double share, int width)
    {
        int done = (int)Math.Clamp(Math.Round(share * width), 0, width);
        return [new(new string('━', done), StatusStyle.Good), new(new string('━', width - done), StatusStyle.Quiet)];
    }

    /// <summary>Draws the lines. What is too long or too much for the screen is left out.</summary>
    internal void Draw(params IReadOnlyList<StatusText[]> lines)
    {
        lock (_lock)
        {
            _lines = lines;
            var output = new StringBuilder();
            Append(output);
            Write(output);
        }
    }

    /// <summary>Writes text above the lines, to stay there. Control characters other than line break and tab become visible.</summary>
    /// <param name="text">Without a line break at its end.</param>
    /// <param name="style">The style of the text.</param>
    internal void WriteAbove(string text, StatusStyle style = StatusStyle.Plain)
    {
        lock (_lock)
        {
            var output = new StringBuilder(EraseHere);
            Append(output, new StatusText(text, style));
            output.Append('\n');
            Append(output);
            Write(output);
        }
    }

    /// <summary>
    /// Ends the drawing and leaves the lines: what follows is written below them. They are written once more, as ordinary lines,
    /// because on a screen that has become narrower they take more rows than were drawn.
    /// </summary>
    internal void Keep()
    {
        lock (_lock)
        {
            var output = new StringBuilder(EraseHere);
            foreach (StatusText[] line in Shown)
            {
                Array.ForEach(line, text => Append(output, text));
                output.Append('\n');
            }

            Write(output);
            _lines = [];
        }
    }

    /// <summary>Does work; the lines vanish with its end, however it ends.</summary>
    internal TResult During<TResult>(Func<TResult> work)
    {
        try
        {
            return work();
        }
        finally
        {
            Clear();
        }
    }

    private void Clear()
    {
        lock (_lock)
        {
            if (_lines.Count > 0)
            {
                Write(new StringBuilder(EraseHere));
                _lines = [];
            }
        }
    }

    private IEnumerable<StatusText[]> Shown => _lines.Take(Height);

    private void Append(StringBuilder output)
    {
        int width = Width, count = 0;
        output.Append(width != _width ? EraseHere : "").Append(CutLongLines);
        _width = width;
        foreach (StatusText[] line in Shown)
        {
            output.Append(count++ > 0 ? "\n" : "");
            int left = width;
            foreach (StatusText text in line)
            {
                string shown = text.Text.Length <= left ? text.Text : text.Text[..left];
                Append(output, text with { Text = shown });
                left -= shown.Length;
            }

            output.Append(EraseRestOfLine);
        }

        output.Append(EraseRestOfScreen).Append(BreakLongLines).Append('\r').Append(count > 1 ? FormattableString.Invariant($"{Escape}{count - 1}A") : "");
    }

    private static void Append(StringBuilder output, StatusText text)
    {
        string? code = text.Style switch { StatusStyle.Good => "32", StatusStyle.Quiet => "2", _ => null };
        output.Append(code is null ? "" : $"{Escape}{code}m").Append(ConsoleText.Visible(text.Text)).Append(code is null ? "" : $"{Escape}0m");
    }

    /// <summary>In one piece, so that no half-drawn line is ever seen.</summary>
    private void Write(StringBuilder output) => console.WriteControl(output.ToString());
}

/// <summary>A piece of a line.</summary>
/// <param name="Text">The text in one line.</param>
/// <param name="Style">The style of the text.</param>
internal readonly record struct StatusText(string Text, StatusStyle Style = StatusStyle.Plain);

/// <summary>Style of a text on a screen with colours.</summary>
internal enum StatusStyle
{
    /// <summary>The normal style.</summary>
    Plain,

    /// <summary>Dim.</summary>
    Quiet,

    /// <summary>Green.</summary>
    Good,
}
