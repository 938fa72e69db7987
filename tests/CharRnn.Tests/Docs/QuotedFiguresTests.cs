using System.Globalization;
using System.Text.RegularExpressions;
using CharRnn.Cli.Check;
using CharRnn.Cli.Files;
using CharRnn.Tests.Cli;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Docs;

/// <summary>Figures quoted in the documentation are those that the command prints now. CONTRIBUTING.md says how to update them.</summary>
public sealed partial class QuotedFiguresTests(QuotedFiguresTests.PublishedCheck check) : IClassFixture<QuotedFiguresTests.PublishedCheck>
{
    /// <summary>Every error of the check is rounding noise: its size is reproducible, its digits depend on the vector width.</summary>
    private const double Tolerance = 3;

    /// <summary>An error of one or two units in the last place of a gradient's largest element can be any other such number.</summary>
    private const double FewUnits = 5e-16;

    [Fact]
    public void Gradient_tables_of_the_figures_are_those_of_the_check()
    {
        string page = MarkdownFiles.Read("docs/figures.md");
        int rows = 0;
        foreach (Match table in GradientTable().Matches(page))
        {
            string block = table.Groups[1].Value;
            foreach (string[] cells in table.Groups[2].Value.Trim().Split('\n').Skip(2).Select(row => row.Trim('|').Split('|')))
            {
                double[] quoted = [.. cells.Where((_, i) => i is not 6).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
                LengthCheck length = check.Result.Lengths.Single(length => length.Length == (int)quoted[0]);
                (double absolute, double relative) = PublishedErrors.Find(block, length.Length)!.Value;
                string because = $"{block} at length {length.Length}; run 'charrnn check --markdown' and copy its tables into docs/figures.md";

                AreAlike(quoted[1], length.Difference[block].MaxAbsoluteError, 0).Should().BeTrue(because);
                quoted[2].Should().Be(absolute, because);
                AreAlike(quoted[3], length.Difference[block].ErrorOverTotal, 0).Should().BeTrue(because);
                quoted[4].Should().Be(relative, because);
                AreAlike(quoted[6], length.ComplexStep[block].MaxAbsoluteError, FewUnits).Should().BeTrue(because);
                AreAlike(quoted[7], length.ComplexStep[block].ScaledError, FewUnits).Should().BeTrue(because);
                rows++;
            }
        }

        rows.Should().Be(25);
    }

    [Theory]
    [InlineData("README.md", @"agrees to (\d(?:\.\d)?e-\d+) of each")]
    [InlineData("docs/gradient-check.md", @"at most (\d(?:\.\d)?e-\d+) of\s+their block's largest element")]
    public void Agreement_with_the_complex_step_is_that_of_the_check(string page, string pattern)
    {
        Match quoted = Regex.Match(MarkdownFiles.Read(page), pattern);

        quoted.Success.Should().BeTrue($"{page} should say '{pattern}'");
        double bound = double.Parse(quoted.Groups[1].Value, CultureInfo.InvariantCulture), worst = check.Result.Worst.Block.ScaledError;
        worst.Should().BeInRange(bound / Tolerance, bound * 1.5, $"{page} quotes {bound}");
    }

    [Fact]
    public void Transcript_of_the_readme_begins_as_training_does()
    {
        using var folder = new TemporaryFolder();
        string[] quoted = [.. Transcript().Match(MarkdownFiles.Read("README.md")).Groups[1].Value.TrimEnd().Split('\n').Select(line => line.Trim())];

        CommandRun run = CommandRun.Interrupted(["train", "--no-curve", "--output", folder["m.safetensors"]], new CancellationToken(canceled: true));

        string heading = run.Output.Split("\n\n")[0].ReplaceLineEndings(" ");
        heading.Should().StartWith(string.Join(' ', quoted), "the README shows what 'charrnn train' says; copy a new run into it");
    }

    [Fact]
    public void Verses_of_the_readme_are_a_part_of_the_sample_that_it_names()
    {
        string verses = Verses().Match(MarkdownFiles.Read("README.md")).Groups[1].Value.Trim('\n').Replace("    ", "", StringComparison.Ordinal);

        verses.Split('\n').Should().HaveCountGreaterThan(5);
        MarkdownFiles.Read("docs/figures.md").Should().Contain(verses);
    }

    [Fact]
    public void Figures_at_the_top_of_the_readme_stand_in_the_pages_that_it_names()
    {
        string[] rows = [.. MarkdownFiles.Read("README.md").Split("## ")[0].Split('\n').Where(row => row.StartsWith("| ", StringComparison.Ordinal)).Skip(1)];
        rows.Should().HaveCount(3);
        foreach (string row in rows)
        {
            string page = MarkdownFiles.Read(PageLink().Match(row).Groups[1].Value);
            string[] figures = [.. Figure().Matches(row).Select(match => match.Value)];
            figures.Should().NotBeEmpty();
            figures.Where(figure => !Regex.IsMatch(page, $@"(?<![\d.]){Regex.Escape(figure)}(?!\d)")).Should().BeEmpty("the README quotes them: {0}", row);
        }
    }

    private static bool AreAlike(double quoted, double now, double slack)
        => (now <= quoted * Tolerance && quoted <= now * Tolerance) || (quoted <= slack && now <= slack);

    [GeneratedRegex(@"^\*\*([UWVbc]), [^*]+\*\*\n\n((?:\|.*\n)+)", RegexOptions.Multiline)]
    private static partial Regex GradientTable();

    [GeneratedRegex(@"\]\((docs/[^)#]+)")]
    private static partial Regex PageLink();

    [GeneratedRegex(@"\d+\.\d+|\d+e-\d+|10⁻[⁰¹²³⁴-⁹]+")]
    private static partial Regex Figure();

    [GeneratedRegex(@"^    \$ charrnn train\n((?:    \S.*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Transcript();

    [GeneratedRegex(@"docs/figures\.md#cells-depth-and-size\)[^\n]*\n((?:\n|    .*\n)+)")]
    private static partial Regex Verses();

    /// <summary>The check of the published settings, run once.</summary>
    public sealed class PublishedCheck
    {
        internal CheckResult Result { get; } = CheckRun.Run<double>(
            new CheckSettings(), SampleStory.Name, TextInput.Find(null, Stream.Null).Read(), PublishedErrors.VocabularySize, new Progress<double>(), CancellationToken.None);
    }
}
