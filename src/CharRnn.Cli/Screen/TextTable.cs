using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>A table of short texts, in columns of equal width or as Markdown. Numbers stand to the right.</summary>
/// <param name="headings">One for each column.</param>
/// <param name="wordColumns">So many columns, from the first, hold words, which stand to the left.</param>
internal sealed class TextTable(IReadOnlyList<string> headings, int wordColumns = 0)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row with as many cells as there are headings.</summary>
    internal void Add(IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>Columns apart by two spaces.</summary>
    internal string ToText() => Write(separator: "  ", start: "", end: "", rule: null);

    /// <summary>A pipe table, aligned for reading as plain text too.</summary>
    internal string ToMarkdown() => Write(separator: " | ", start: "| ", end: " |", rule: (width, isWord) => new string('-', Math.Max(1, width - 1)) + (isWord ? "-" : ":"));

    private string Write(string separator, string start, string end, Func<int, bool, string>? rule)
    {
        int[] widths = [.. Enumerable.Range(0, headings.Count).Select(i => Math.Max(headings[i].Length, _rows.Select(row => row[i].Length).DefaultIfEmpty().Max()))];
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
