using System.Buffers;
using System.Text;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Report.Page;

/// <summary>A page as Markdown, for readers and viewers of Markdown.</summary>
internal static class MarkdownWriter
{
    private static readonly SearchValues<char> _special = SearchValues.Create("\\`*_[]<>|#&~$");

    internal static string Write(ReportPage page)
    {
        var text = new StringBuilder();
        Line($"# {Escape(page.Title)}");
        if (page.Notice is { } notice)
        {
            Line($"> **{Escape(notice)}**");
        }

        Line(Escape(page.Conclusion));
        if (page.Sample is { } sample)
        {
            Line(Block(sample));
        }

        Line(Escape(page.Note));
        foreach (Section section in page.Sections)
        {
            Line($"## {Escape(section.Title)}");
            foreach (PageBlock block in section.Blocks)
            {
                Line(Block(block));
            }
        }

        text.Append(Escape(page.Footer)).Append('\n');
        return text.ToString();

        void Line(string paragraph) => text.Append(paragraph.TrimEnd('\n')).Append("\n\n");
    }

    /// <summary>Plain text that Markdown leaves as it is.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char character in ConsoleText.OneLine(text))
        {
            if (_special.Contains(character))
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static string Block(PageBlock block) => block switch
    {
        Paragraph paragraph => Escape(paragraph.Text),
        Subheading heading => $"### {Escape(heading.Text)}",
        Columns columns => string.Join('\n', columns.Meanings.Select(column => $"- **{Escape(column.Name)}**: {Escape(column.Meaning)}")),
        Details details => string.Join("\n\n", [$"#### {Escape(details.Summary)}", .. details.Blocks.Select(Block)]),
        Passage passage => $"{Escape(passage.Caption)} The coloured text is on [the page](index.html).",
        Table table => Table(table),
        Sample sample => Sample(sample),
        SampleRow row => string.Join("\n\n", row.Samples.Select(Sample)),
        Figure figure => $"![{Escape(figure.Description)}]({figure.Name}.png)\n\n{Escape(figure.Caption)} The same [as SVG]({figure.Name}.svg).",
        DataFiles data => "Data: " + string.Join(", ", data.Files.Select(file => $"[{Escape(file.Name)}]({file.Name}), {Escape(file.Description)}")) + ".",
        _ => throw new InvalidOperationException($"A {block.GetType().Name} has no Markdown."),
    };

    private static string Table(Table table)
    {
        var lines = new TextTable([.. table.Headings.Select(Escape)], table.WordColumns);
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            lines.Add([.. row.Select(Escape)]);
        }

        return $"**{Escape(table.Caption)}**\n\n{lines.ToMarkdown()}";
    }

    private static string Sample(Sample sample)
    {
        string text = ConsoleText.Visible(sample.Text), fence = Fence(text);
        return $"{Escape(sample.Caption)}\n\n{fence}text\n{text}\n{fence}";
    }

    /// <summary>Longer than any row of backticks inside.</summary>
    private static string Fence(string text)
    {
        int longest = 2, run = 0;
        foreach (char character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return new string('`', longest + 1);
    }
}
