using System.Text;

namespace CharRnn.Cli.Screen;

/// <summary>A table of short texts, in columns of equal width or as Markdown. Numbers stand to the right.</summary>
internal sealed class TextTable(IReadOnlyList<string> headings)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Adds a row with as many cells as there are headings.</summary>
    internal void Add(IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>Columns apart by two spaces.</summary>
    internal string ToText() => Write(separator: "  ", start: "", end: "", rule: null);

    /// <summary>A pipe table, aligned for reading as plain text too.</summary>
    internal string ToMarkdown() => Write(separator: " | ", start: "| ", end: " |", rule: width => new string('-', width - 1) + ":");

    private string Write(string separator, string start, string end, Func<int, string>? rule)
    {
        int[] widths = [.. Enumerable.Range(0, headings.Count).Select(i => Math.Max(headings[i].Length, _rows.Select(row => row[i].Length).DefaultIfEmpty().Max()))];
        var text = new StringBuilder();
        Line(headings);
        if (rule is not null)
        {
            Line([.. widths.Select(rule)]);
        }

        foreach (IReadOnlyList<string> row in _rows)
        {
            Line(row);
        }

        return text.ToString();

        void Line(IReadOnlyList<string> cells)
            => text.Append(start).AppendJoin(separator, cells.Select((cell, i) => cell.PadLeft(widths[i]))).Append(end).Append('\n');
    }
}
