using System.Text.RegularExpressions;

namespace CharRnn.Tests.Docs;

/// <summary>Every C# snippet of the documentation compiles, without a warning.</summary>
public sealed partial class SnippetTests
{
    /// <summary>Page, number of the snippet on it from 1.</summary>
    public static TheoryData<string, int> Snippets
    {
        get
        {
            var snippets = new TheoryData<string, int>();
            foreach (string page in MarkdownFiles.Names)
            {
                for (int number = 1; number <= Fence().Count(MarkdownFiles.Read(page)); number++)
                {
                    snippets.Add(page, number);
                }
            }

            return snippets;
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void Snippet_compiles(string page, int number)
        => Snippet.Problems(Fence().Matches(MarkdownFiles.Read(page))[number - 1].Groups[1].Value).Should().BeEmpty("{0}, snippet {1}", page, number);

    [Fact]
    public void Snippet_with_a_mistake_is_found()
        => Snippet.Problems("string wrong = model.Vocabulary.Count;").Should().ContainSingle().Which.Should().Contain("CS0029");

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
