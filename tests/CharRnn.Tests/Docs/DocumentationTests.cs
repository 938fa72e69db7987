using System.Text.RegularExpressions;
using CharRnn.Cli;
using CharRnn.Tests.Cli;

namespace CharRnn.Tests.Docs;

/// <summary>All links in the Markdown files of the repository have a target.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => [.. MarkdownFiles.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_within_the_repository_lead_to_files_and_headings(string page)
    {
        string path = Path.Combine(MarkdownFiles.Root, page);
        List<string> broken = [];
        foreach (Match link in Link().Matches(WithoutCode(File.ReadAllText(path))))
        {
            string target = link.Groups[1].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            string[] parts = target.Split('#', 2);
            string file = parts[0].Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, Uri.UnescapeDataString(parts[0])));
            bool exists = File.Exists(file) || (Directory.Exists(file) && parts.Length == 1);
            if (!exists || (parts.Length == 2 && file.EndsWith(".md", StringComparison.Ordinal) && !Anchors(file).Contains(parts[1])))
            {
                broken.Add(target);
            }
        }

        broken.Should().BeEmpty("{0} links to them", page);
    }

    [Theory]
    [InlineData("docs", "toc.yml")]
    [InlineData("docs/decisions", "README.md")]
    public void Every_page_of_a_folder_is_in_its_table_of_contents(string folder, string contents)
    {
        string listed = MarkdownFiles.Read($"{folder}/{contents}");
        MarkdownFiles.Names
            .Where(name => Path.GetDirectoryName(name)!.Replace('\\', '/') == folder && Path.GetFileName(name) != contents)
            .Where(name => !listed.Contains(Path.GetFileName(name), StringComparison.Ordinal))
            .Should().BeEmpty("{0}/{1} has a line for each", folder, contents);
    }

    [Fact]
    public void Every_guide_begins_with_what_it_is_for()
        => MarkdownFiles.Names.Where(name => Path.GetDirectoryName(name) == "docs").Should().AllSatisfy(name =>
        {
            string[] lines = MarkdownFiles.Read(name).Split('\n');
            lines[0].Should().StartWith("# ");
            lines[2].Should().MatchRegex("^[A-Z`].{30,}", "{0} begins with a sentence, not with a command, a table or a heading", name);
        });

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/command.md")]
    [InlineData("src/CharRnn.Cli/README.md")]
    public void Pages_that_list_the_commands_list_all_of_them_in_the_same_words(string page)
    {
        string[] Lines(string name) => [.. MarkdownFiles.Read(name).Split('\n').Where(line => ListedCommand().IsMatch(line))];

        Lines(page).Should().Equal(Lines("docs/command.md"));
        Lines(page).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]).Should().BeEquivalentTo(
            CommandLine.CreateRoot(TestConsole.Empty(), default).Subcommands.Select(command => command.Name));
    }

    [Fact]
    public void Every_public_namespace_has_a_summary_in_the_site()
        => SummaryOf().Matches(MarkdownFiles.Read("docs/site/namespaces.md")).Select(match => match.Groups[1].Value).Should().BeEquivalentTo(
            typeof(Vocabulary).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct());

    [Fact]
    public void Architecture_says_what_each_file_of_the_network_is_for()
    {
        string page = MarkdownFiles.Read("docs/architecture.md");

        Directory.GetFiles(Path.Combine(MarkdownFiles.Root, "src/CharRnn/Network")).Select(Path.GetFileNameWithoutExtension)
            .Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void Scores_of_mutation_are_those_of_the_data()
    {
        string[][] rows = [.. MarkdownFiles.Read("docs/mutation.csv").TrimEnd().Split('\n').Skip(1).Select(line => line.Split(','))];
        string page = MarkdownFiles.Read("docs/mutation.md");

        rows.Should().HaveCountGreaterThan(40);
        rows.Select(row => $"| `{row[0]}` | `{row[1]}` | {string.Join(" | ", row[2..6])} |").Should().AllSatisfy(line => page.Should().Contain(line));
    }

    [Fact]
    public void Anchors_are_made_as_web_hosts_make_them()
        => Anchor("Errors of a `gradient check` — and *more*: U, W").Should().Be("errors-of-a-gradient-check--and-more-u-w");

    private static HashSet<string> Anchors(string file)
    {
        var anchors = new HashSet<string>();
        foreach (Match heading in Heading().Matches(WithoutFences(File.ReadAllText(file))))
        {
            string anchor = Anchor(heading.Groups[1].Value);
            for (int n = 1; !anchors.Add(anchor); n++)
            {
                anchor = $"{Anchor(heading.Groups[1].Value)}-{n}";
            }
        }

        anchors.UnionWith(Named().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        return anchors;
    }

    /// <summary>Lower case; letters, digits, hyphens and underscores are kept, spaces become hyphens, the rest goes.</summary>
    internal static string Anchor(string heading)
    {
        string shown = Link().Replace(heading.Trim(), match => match.Value[1..match.Value.IndexOf(']', StringComparison.Ordinal)]);
#pragma warning disable CA1308 // Anchors are in lower case.
        return string.Concat(shown.ToLowerInvariant()
#pragma warning restore CA1308
            .Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-' or '_')
            .Select(character => character == ' ' ? '-' : character));
    }

    private static string WithoutFences(string text) => Fence().Replace(text.ReplaceLineEndings("\n"), "");

    private static string WithoutCode(string text) => InlineCode().Replace(WithoutFences(text), "");

    [GeneratedRegex(@"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+(?:\([^()]*\))?)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^    charrnn [a-z]+ (MODEL|\[TEXT\])[A-Z\[\] ]* {2,}[a-z]")]
    private static partial Regex ListedCommand();

    [GeneratedRegex("^uid: (.+)$", RegexOptions.Multiline)]
    private static partial Regex SummaryOf();

    [GeneratedRegex("^#{1,6} +(.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("<a (?:id|name)=\"([^\"]+)\"")]
    private static partial Regex Named();

    [GeneratedRegex("^ *(```|~~~).*?^ *\\1 *$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex InlineCode();
}
