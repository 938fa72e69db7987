using System.Text.RegularExpressions;

namespace CharRnn.Tests.Docs;

/// <summary>Words that signal an unclear sentence do not occur in sources and pages. CONTRIBUTING.md says what to write instead.</summary>
public sealed partial class PlainEnglishTests
{
    private static readonly string[] _folders = [".ci", "benchmarks", "docs", "samples", "src", "tests"];
    private static readonly string[] _extensions = [".cs", ".js", ".css", ".html", ".md", ".py", ".razor", ".props", ".csproj", ""];

    // Text that is read by networks, not by people, and the pages that name the words.
    private static readonly string[] _except = ["ExplainCommandTests.cs", "ExplainFixture.cs", "training.py", "PlainEnglishTests.cs", "CONTRIBUTING.md"];

    [Fact]
    public void Sources_and_pages_avoid_the_words_of_riddles()
    {
        string[] files = [.. _folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(MarkdownFiles.Root, folder), "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(MarkdownFiles.Root, "*.md"))
            .Where(file => _extensions.Contains(Path.GetExtension(file)) && !_except.Contains(Path.GetFileName(file)))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))];
        files.Should().HaveCountGreaterThan(400);

        IEnumerable<string> found = files.SelectMany(file => File.ReadLines(file).Index()
            .Where(line => Riddle().IsMatch(line.Item))
            .Select(line => $"{Path.GetRelativePath(MarkdownFiles.Root, file)}:{line.Index + 1}: {Riddle().Match(line.Item).Value}"));

        found.Should().BeEmpty();
    }

    /// <summary>Words without a clear reference, and phrases for which the field has a term: backward pass, resumed, output of a layer, overfits, as a whole.</summary>
    [GeneratedRegex(
        @"\b(?:some|any|every|no)body\b|\bwhoever\b|\bof (?:its|their|one's|your) own\b|\banew\b|\b(?:the|its) way back\b|\bt(?:ake|aken|aking|akes) up again\b|\bhands? upwards?\b|\bby heart\b|\bin one go\b|\bof now\b|\bas they lie\b|\bdo(?:es)? not go (?:with|together)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Riddle();
}
