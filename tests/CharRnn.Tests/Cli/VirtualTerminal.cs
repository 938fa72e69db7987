using System.Globalization;
using System.Text;
using CharRnn.Cli.Screen;

namespace CharRnn.Tests.Cli;

/// <summary>
/// A terminal in memory: a screen with a scroll-back that wraps its lines again when the width changes, like tmux and most others.
/// It knows the control sequences that the command uses, and fails on any other.
/// </summary>
internal sealed class VirtualTerminal(int width, int height) : Stream
{
    private readonly List<byte> _pending = [];
    private List<Row> _rows = [new Row()];
    private int _row;
    private int _column;
    private bool _breaksLines = true;

    internal ScreenSize Size { get; private set; } = new(width, height);

    /// <summary>Called with every piece of output.</summary>
    internal Action<string>? Written { get; set; }

    /// <summary>All rows, those of the scroll-back first, without spaces at their ends and without empty rows at the end.</summary>
    internal IReadOnlyList<string> Rows
    {
        get
        {
            string[] rows = [.. _rows.Select(row => row.Text.ToString().TrimEnd())];
            return rows[..(Array.FindLastIndex(rows, row => row.Length > 0) + 1)];
        }
    }

    /// <summary>Everything, with lines as they were written.</summary>
    internal string Text => string.Concat(_rows.Select(row => row.Text + (row.Continues ? "" : "\n"))).TrimEnd();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Wraps all lines again; the cursor stays at its character.</summary>
    internal void Resize(int width, int height)
    {
        var rows = new List<Row>();
        int cursorRow = 0, cursorColumn = 0;
        for (int start = 0, end; start < _rows.Count; start = end)
        {
            end = start;
            var line = new StringBuilder();
            int cursor = -1;
            do
            {
                cursor = end == _row ? line.Length + _column : cursor;
                line.Append(_rows[end].Text);
            }
            while (_rows[end++].Continues && end < _rows.Count);
            int first = rows.Count;
            rows.AddRange(Enumerable.Range(0, Math.Max(1, (line.Length + width - 1) / width))
                .Select(i => new Row { Text = new StringBuilder(line.ToString()[(i * width)..Math.Min(line.Length, (i + 1) * width)]), Continues = (i + 1) * width < line.Length }));
            (cursorRow, cursorColumn) = cursor < 0 ? (cursorRow, cursorColumn) : (Math.Min(first + (cursor / width), rows.Count - 1), cursor % width);
        }

        (_rows, _row, _column, Size) = (rows, cursorRow, cursorColumn, new ScreenSize(width, height));
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        _pending.AddRange(buffer.AsSpan(offset, count));
        string text = Encoding.UTF8.GetString([.. _pending]);
        if (text.EndsWith('\uFFFD'))
        {
            return;
        }

        _pending.Clear();
        for (int i = 0; i < text.Length;)
        {
            i = text[i] == '\u001b' ? Control(text, i) : Put(text, i);
        }

        Written?.Invoke(text);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private int Put(string text, int at)
    {
        switch (text[at])
        {
            case '\r':
                _column = 0;
                break;
            case '\n':
                NextRow();
                break;
            default:
                if (_column == Size.Width && !_breaksLines)
                {
                    _column--;
                }
                else if (_column == Size.Width)
                {
                    _rows[_row].Continues = true;
                    NextRow();
                }

                StringBuilder row = _rows[_row].Text;
                row.Append(' ', Math.Max(0, _column + 1 - row.Length))[_column++] = text[at];
                break;
        }

        return at + 1;
    }

    private void NextRow()
    {
        _column = 0;
        if (++_row == _rows.Count)
        {
            _rows.Add(new Row());
        }
    }

    private int Control(string text, int at)
    {
        if (text.AsSpan(at).StartsWith("\u001b[?7"))
        {
            _breaksLines = text[at + 4] == 'h';
            return at + 5;
        }

        int end = text.AsSpan(at + 2).IndexOfAnyExceptInRange('0', '9') + at + 2;
        int number = int.TryParse(text.AsSpan(at + 2, end - at - 2), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0;
        switch (text[end])
        {
            case 'm':
                break;
            case 'A':
                _row = Math.Max(Math.Max(0, _rows.Count - Size.Height), _row - number);
                break;
            case 'K' when number == 0:
                Erase(_row, _column);
                break;
            case 'J' when number == 0:
                KeepErasedScreen();
                Erase(_row, _column);
                for (int row = _row + 1; row < _rows.Count; row++)
                {
                    Erase(row, 0);
                }

                break;
            default:
                throw new NotSupportedException($"Control sequence {text[(at + 1)..(end + 1)]}");
        }

        return end + 1;
    }

    /// <summary>As tmux does: a screen that is erased from its first character goes into the scroll-back.</summary>
    private void KeepErasedScreen()
    {
        int top = Math.Max(0, _rows.Count - Size.Height);
        if (_row == top && _column == 0)
        {
            Row[] screen = [.. _rows.Skip(top).Where(row => row.Text.Length > 0).Select(row => new Row { Text = new StringBuilder(row.Text.ToString()), Continues = row.Continues })];
            _rows.InsertRange(top, screen);
            _row += screen.Length;
        }
    }

    private void Erase(int row, int column)
    {
        _rows[row].Text.Length = Math.Min(_rows[row].Text.Length, column);
        _rows[row].Continues = false;
    }

    private sealed class Row
    {
        internal StringBuilder Text { get; init; } = new();

        /// <summary>Whether the next row is the rest of the same line.</summary>
        internal bool Continues { get; set; }
    }
}
