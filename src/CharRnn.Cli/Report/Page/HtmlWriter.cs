using System.Text;
using CharRnn.Cli.Pages;

namespace CharRnn.Cli.Report.Page;

/// <summary>A page as one HTML file with everything inside: style, pictures and data. It is well-formed XML, too.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new();

    private HtmlWriter()
    {
    }

    /// <summary>Writes the page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="json">The results, safe inside HTML.</param>
    internal static string Write(ReportPage page, string json)
    {
        var writer = new HtmlWriter();
        writer.Head(page);
        writer.Body(page, json);
        return writer._html.ToString();
    }

    private void Head(ReportPage page) => Add(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title>{Html.Escape(page.Title)}</title>
        <style>
        {PageFile.Read("page.css", "report.css")}</style>
        </head>

        """);

    private void Body(ReportPage page, string json)
    {
        Add("<body>\n<div class=\"layout\">\n");
        Contents(page);
        Add($"<main>\n<header>\n<h1>{Html.Escape(page.Title)}</h1>\n");
        if (page.Notice is { } notice)
        {
            Add($"<p class=\"notice\" role=\"status\">{Html.Escape(notice)}</p>\n");
        }

        Add($"<p>{Html.Escape(page.Introduction)}</p>\n<dl class=\"tiles\">\n");
        foreach (Tile tile in page.Tiles)
        {
            Add($"<div><dt>{Html.Escape(tile.Label)}</dt><dd>{Html.Escape(tile.Value)}</dd></div>\n");
        }

        Add("</dl>\n</header>\n");
        for (int i = 0; i < page.Sections.Count; i++)
        {
            Section section = page.Sections[i];
            Add($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-title\">\n<h2 id=\"{section.Id}-title\"><span>{i + 1}</span> {Html.Escape(section.Title)}</h2>\n");
            foreach (PageBlock block in section.Blocks)
            {
                Block(block);
            }

            Add("</section>\n");
        }

        Add($"<footer>\n<p>{Html.Escape(page.Footer)} All numbers are inside this page, too: {Html.DataLink("results.json", "application/json", json)}.</p>\n</footer>\n</main>\n</div>\n");
        Add($"<script type=\"application/json\" id=\"results\">{json}</script>\n</body>\n</html>\n");
    }

    private void Contents(ReportPage page)
    {
        Add("<nav aria-label=\"Contents\">\n<ol>\n");
        foreach (Section section in page.Sections)
        {
            Add($"<li><a href=\"#{section.Id}\">{Html.Escape(section.Title)}</a></li>\n");
        }

        Add("</ol>\n</nav>\n");
    }

    private void Block(PageBlock block)
    {
        switch (block)
        {
            case Paragraph paragraph:
                Add($"<p>{Html.Escape(paragraph.Text)}</p>\n");
                break;
            case Subheading heading:
                Add($"<h3>{Html.Escape(heading.Text)}</h3>\n");
                break;
            case Table table:
                TableOf(table);
                break;
            case Sample sample:
                SampleOf(sample);
                break;
            case SampleRow row:
                Add($"<div class=\"side-by-side{(row.IsWide ? " wide" : "")}\">\n");
                row.Samples.ToList().ForEach(SampleOf);
                Add("</div>\n");
                break;
            case Figure figure:
                FigureOf(figure);
                break;
            case DataFiles data:
                Add($"<p class=\"data\">Data: {string.Join(", ", data.Files.Select(file => $"{Html.DataLink(file.Name, "text/csv", file.Content)} ({Html.Escape(file.Description)})"))}</p>\n");
                break;
            default:
                throw new InvalidOperationException($"A {block.GetType().Name} has no HTML.");
        }
    }

    private void TableOf(Table table)
    {
        Add($"<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{Html.Escape(table.Caption)}\">\n<table>\n<caption>{Html.Escape(table.Caption)}</caption>\n<thead>\n<tr>");
        for (int i = 0; i < table.Headings.Count; i++)
        {
            Add($"<th scope=\"col\"{Class(table, i)}>{Html.Escape(table.Headings[i])}</th>");
        }

        Add("</tr>\n</thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            Add("<tr>");
            for (int i = 0; i < row.Count; i++)
            {
                Add($"<td{Class(table, i)}>{Html.Escape(row[i])}</td>");
            }

            Add("</tr>\n");
        }

        Add("</tbody>\n</table>\n</div>\n");
    }

    private static string Class(Table table, int column) => column < table.WordColumns ? " class=\"word\"" : "";

    // A parser of HTML drops a line break right after <pre>.
    private void SampleOf(Sample sample)
        => Add($"<figure class=\"sample\">\n<figcaption>{Html.Escape(sample.Caption)}</figcaption>\n<pre dir=\"auto\">\n{Html.Escape(sample.Text)}</pre>\n</figure>\n");

    private void FigureOf(Figure figure) => Add(
        $"""
        <figure class="picture">
        {Image("light", figure.Description, figure.Picture.LightSvg)}
        {Image("dark", figure.Description, figure.Picture.DarkSvg)}
        <figcaption>{Html.Escape(figure.Caption)}</figcaption>
        </figure>

        """);

    /// <summary>The style sheet shows one of the two: a page that is dark on the screen is light on paper, which a picture element would not be.</summary>
    private static string Image(string scheme, string description, string svg)
        => $"<img class=\"{scheme}\" src=\"{Html.Data("image/svg+xml", svg)}\" width=\"{Pictures.Picture.Width}\" height=\"{Pictures.Picture.Height}\" alt=\"{Html.Escape(description)}\"/>";

    private void Add(string html) => _html.Append(html);
}
