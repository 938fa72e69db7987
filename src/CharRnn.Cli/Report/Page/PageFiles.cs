using CharRnn.Cli.Report.Pictures;
using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report.Page;

/// <summary>Writes the page, as HTML and as Markdown, with its pictures and data.</summary>
internal static class PageFiles
{
    internal static void Write(ReportFolder folder, ReportResults results)
    {
        ReportPage page = PageBuilder.Build(results, ReportPictures.Draw(results));
        foreach (PageBlock block in page.Sections.SelectMany(section => section.Blocks).SelectMany(WithFolded))
        {
            if (block is Figure figure)
            {
                folder.Write(figure.Name + ".png", figure.Picture.Png);
                folder.Write(figure.Name + ".svg", figure.Picture.Wide.Light);
            }
            else if (block is DataFiles data)
            {
                foreach (DataFile file in data.Files)
                {
                    folder.Write(file.Name, file.Content);
                }
            }
        }

        folder.Write(ReportFolder.Markdown, MarkdownWriter.Write(page));
        folder.Write(ReportFolder.Page, HtmlWriter.Write(page, ReportJson.ForPage(results)));
    }

    private static IEnumerable<PageBlock> WithFolded(PageBlock block) => block is Details details ? details.Blocks.SelectMany(WithFolded) : [block];
}
