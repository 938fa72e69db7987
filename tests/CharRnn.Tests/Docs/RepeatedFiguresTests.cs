using System.Globalization;
using System.Text.RegularExpressions;

namespace CharRnn.Tests.Docs;

/// <summary>A measured figure has one home. Another page quotes it in the text of a link to its home: <c>[1.574](training.md#what-to-expect)</c>.</summary>
public sealed partial class RepeatedFiguresTests
{
    // Different measurements that happen to give the same number.
    private static readonly string[] _equalByChance = ["1.277", "1.598", "1.666", "1.788", "1.979"];

    // Records of their date, which keep the figures of that date, and pages for the tests.
    private static readonly string[] _records = ["CHANGELOG.md", "docs/decisions/", "docs/performance/log.md", "tests/"];

    public static TheoryData<string> Pages => [.. Guides];

    private static IEnumerable<string> Guides => MarkdownFiles.Names.Where(page => !_records.Any(record => page.StartsWith(record, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Figures_in_the_text_of_a_page_are_quoted_by_a_link_if_another_page_has_them(string page)
    {
        string[] own = [.. Figures(string.Join("\n\n", Paragraphs(WithoutQuotes(page)).Where(IsProse))).Except(_equalByChance)];
        foreach (string other in Guides.Where(other => other != page))
        {
            own.Intersect(Figures(WithoutQuotes(other))).Should().BeEmpty(
                "{0} has them, too: quote them in one of the two pages as the text of a link to the other, or remove them", other);
        }
    }

    [Fact]
    public void Quoted_figures_stand_in_the_section_that_the_link_names()
    {
        int count = 0;
        foreach (string page in MarkdownFiles.Names)
        {
            foreach (Match quote in Quote().Matches(WithoutCode(MarkdownFiles.Read(page))).Where(quote => IsLocal(quote.Groups["target"].Value)))
            {
                string section = Section(page, quote.Groups["target"].Value);
                foreach (string number in Number().Matches(quote.Groups["text"].Value).Select(match => match.Value))
                {
                    section.Should().MatchRegex($@"(?<![\d.]){Regex.Escape(number)}(?!\d)", "{0} quotes {1}", page, quote.Value);
                    count++;
                }
            }
        }

        count.Should().BeGreaterThan(15);
    }

    [Theory]
    [InlineData("## The bars", 3, "docs/performance/bars-avx512.md")]
    [InlineData("## Gated cells", 5, "docs/performance/cells.md")]
    public void Ratios_of_the_performance_page_are_those_of_the_measured_table(string heading, int column, string measured)
    {
        double[] ratios = [.. Ratio().Matches(MarkdownFiles.Read(measured)).Select(match => Parse(match.Value))];
        string section = MarkdownFiles.Read("docs/performance.md").Split($"\n{heading}\n")[1];
        string table = section.Split("\n\n").First(paragraph => paragraph.StartsWith("| ", StringComparison.Ordinal));
        string[] quoted = [.. table.Split('\n').Skip(2).Select(row => Ratio().Match(row.Split('|')[column + 1]).Value).Where(ratio => ratio.Length > 0)];

        quoted.Should().HaveCountGreaterThan(9);
        quoted.Where(ratio => !ratios.Any(each => Math.Round(each, ratio.Contains('.') ? ratio.Length - ratio.IndexOf('.') - 1 : 0, MidpointRounding.AwayFromZero) == Parse(ratio)))
            .Should().BeEmpty("docs/performance.md quotes {0}", measured);
    }

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Figures(string text) => Figure().Matches(text).Select(match => match.Value).Distinct();

    private static string[] Paragraphs(string text) => Regex.Split(text, @"\n\s*\n");

    private static bool IsProse(string paragraph)
        => !paragraph.TrimStart().StartsWith('|') && !paragraph.StartsWith('#') && !paragraph.Split('\n').All(line => line.StartsWith("    ", StringComparison.Ordinal));

    private static string WithoutCode(string text) => InlineCode().Replace(Fence().Replace(text, ""), "");

    private static string WithoutQuotes(string page)
        => Quote().Replace(WithoutCode(MarkdownFiles.Read(page)), quote => IsLocal(quote.Groups["target"].Value) ? "" : quote.Value);

    private static bool IsLocal(string target) => !target.Contains("://", StringComparison.Ordinal) && target.Contains(".md", StringComparison.Ordinal);

    /// <summary>The part of a page from the heading that a link names to the next one of the same or a higher level.</summary>
    private static string Section(string page, string target)
    {
        string[] parts = target.Split('#', 2);
        string text = MarkdownFiles.Read(Path.GetRelativePath(MarkdownFiles.Root, Path.Combine(MarkdownFiles.Root, Path.GetDirectoryName(page)!, parts[0])));
        if (parts.Length == 1)
        {
            return text;
        }

        Match[] headings = [.. Heading().Matches(Fence().Replace(text, fence => new string(' ', fence.Length))).Cast<Match>()];
        Match start = headings.First(heading => DocumentationTests.Anchor(heading.Groups["title"].Value) == parts[1]);
        Match? end = headings.FirstOrDefault(heading => heading.Index > start.Index && heading.Groups["level"].Length <= start.Groups["level"].Length);
        return text[start.Index..(end?.Index ?? text.Length)];
    }

    /// <summary>Losses with three or four decimals, factors, and quantities with a decimal or two digits and a unit.</summary>
    [GeneratedRegex(@"(?<![\d.,·×^/\-−=])(?:[1-9]\.\d{3,4}(?![\d.])|(?:\d+\.\d+|\d\d+)(?= times\b)|(?:\d+\.\d+|\d\d+) (?:GB|MB|ms|µs|GFLOP/s)\b)")]
    private static partial Regex Figure();

    [GeneratedRegex(@"(?<![\d.])\d+\.\d+|\d\d+(?= times\b)")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<![\d.]|[≥≤] )\d+(?:\.\d+)?(?=×)")]
    private static partial Regex Ratio();

    [GeneratedRegex(@"\[(?<text>[^\[\]]*\d[^\[\]]*)\]\((?<target>[^()\s]+)\)")]
    private static partial Regex Quote();

    [GeneratedRegex(@"^(?<level>#+) (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex InlineCode();
}
