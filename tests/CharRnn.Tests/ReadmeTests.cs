using CharRnn.Tests.Docs;

namespace CharRnn.Tests;

[Collection(nameof(WholeProcess))]
public sealed class ReadmeTests
{
    private const int MostLines = 15;
    private static readonly string _folder = AppContext.BaseDirectory;

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/CharRnn/README.md")]
    public void Library_example_is_the_one_that_is_compiled(string page)
    {
        string[] shown = [.. Block(MarkdownFiles.Read(page).Split('\n'), "```csharp", "```").Where(line => line.Length > 0)];
        string[] source = File.ReadAllLines(Path.Combine(_folder, "ReadmeExample.cs"));
        string[] compiled = [.. Block(source, "// README: begin", "// README: end").Select(line => line.Trim()).Where(line => line.Length > 0)];
        string[] usings = [.. source.Where(line => line.StartsWith("using ", StringComparison.Ordinal))];

        // The test's namespace is inside CharRnn; a reader's is not.
        shown.Should().Equal(["using CharRnn;", .. usings, .. compiled]);
        shown.Should().HaveCountLessThanOrEqualTo(MostLines);
    }

    [Fact]
    public void Library_example_trains_and_saves()
    {
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder;
        try
        {
            File.Delete("story.safetensors");
            ReadmeExample.Run();
            TextScore score = RnnModel<float>.Load("story.safetensors").Score(File.ReadAllText("story.txt"));

            // A uniform guess among the story's 58 characters is ln 58 = 4.06.
            score.NatsPerCharacter.Should().BeInRange(0.5, 2);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static IEnumerable<string> Block(IEnumerable<string> lines, string begin, string end)
        => lines.SkipWhile(line => line.Trim() != begin).Skip(1).TakeWhile(line => line.Trim() != end);
}
