using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>A table of short texts, in columns of equal width or as Markdown. Numbers stand to the right.</summary>
/// <param name="headings">One for each column.</param>
/// <param name="wordColumns">So many columns, from the first, hold words, which stand to the left.</param>
internal sealed class TextTable(IReadOnlyList<string> headings, int wordColumns = 0)
{
    private const string Separator = "  ";
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row with as many cells as there are headings.</summary>
    internal void Add(IReadOnlyList<string> cells) => _rows.Add(cells);

    private int[] Widths => [.. Enumerable.Range(0, headings.Count).Select(i => Math.Max(headings[i].Length, _rows.Select(row => row[i].Length).DefaultIfEmpty().Max()))];

    /// <summary>Columns apart by two spaces.</summary>
    internal string ToText() => Write(Separator, start: "", end: "", rule: null);

    /// <summary>As <see cref="ToText()"/>, divided into several tables below one another if the width requires it.</summary>
    /// <param name="width">Columns of the screen. The last one stays empty.</param>
    /// <param name="keyColumns">So many columns, from the first, say what a line is about, and stand in each of the tables.</param>
    internal string ToText(int width, int keyColumns)
    {
        var tables = new List<string>();
        int[] widths = Widths;
        for (int next = Math.Min(keyColumns, headings.Count); next < headings.Count;)
        {
            int used = widths.Take(keyColumns).Sum(column => column + Separator.Length), first = next;
            do
            {
                used += widths[next++] + Separator.Length;
            }
            while (next < headings.Count && used + widths[next] < width);
            tables.Add(Select([.. Enumerable.Range(0, keyColumns), .. Enumerable.Range(first, next - first)]).ToText());
        }

        return string.Join('\n', tables);
    }

    /// <summary>A pipe table, aligned for reading as plain text too.</summary>
    internal string ToMarkdown() => Write(separator: " | ", start: "| ", end: " |", rule: (width, isWord) => new string('-', Math.Max(1, width - 1)) + (isWord ? "-" : ":"));

    private TextTable Select(int[] columns)
    {
        var table = new TextTable([.. columns.Select(column => headings[column])], wordColumns);
        table._rows.AddRange(_rows.Select(row => (IReadOnlyList<string>)[.. columns.Select(column => row[column])]));
        return table;
    }

    private string Write(string separator, string start, string end, Func<int, bool, string>? rule)
    {
        int[] widths = Widths;
        var text = new StringBuilder();
        Line(headings);
        if (rule is not null)
        {
            Line([.. widths.Select((width, i) => rule(width, i < wordColumns))]);
        }

        foreach (IReadOnlyList<string> row in _rows)
        {
            Line(row);
        }

        return text.ToString();

        void Line(IReadOnlyList<string> cells)
            => text.Append(start).AppendJoin(separator, cells.Select((cell, i) => i < wordColumns ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).Append(end).Append('\n');
    }
}
