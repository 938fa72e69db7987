using System.Text.RegularExpressions;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Screen;

/// <summary>No message says "1 characters": every number that may be 1 goes with its noun through <c>Quantity</c>.</summary>
public sealed partial class QuantityTests : IDisposable
{
    /// <summary>Numbers that are never 1.</summary>
    private static readonly string[] _large = ["Array.MaxLength", "ShortestText", "MostLayers", "NGramTables.BytesPerCharacter", "LengthBytes", "limit", "twice.IdentifierTokenCount", "Or(SearchDefaults.BatchSizes)"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_counted_noun_in_the_source_goes_through_quantity()
    {
        string source = Path.Combine(Docs.MarkdownFiles.Root, "src");
        string[] others =
        [
            .. from path in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
               where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
               from line in File.ReadLines(path)
               where line.Contains("$\"", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && !Compared().IsMatch(line)
               from Match match in CountedNoun().Matches(line)
               where !_large.Contains(match.Groups[1].Value)
               select $"{Path.GetRelativePath(source, path)}: {match.Value}",
        ];

        others.Should().BeEmpty("Quantity.Of writes 1 character and 2 characters");
    }

    [Theory]
    [InlineData("train TEXT --updates 1 --hidden 3 --batch 1 --sequence-length 1 --final-length 0 --output MODEL")]
    [InlineData("train ONE --output MODEL")]
    [InlineData("check ONE")]
    [InlineData("report ONE --output REPORT")]
    [InlineData("search ONE --output MODEL")]
    [InlineData("search TEXT --trials 1 --rungs 1 --first-epochs 0.1 --hidden 3 --output MODEL")]
    [InlineData("search TEXT --trials 1 --rungs 1 --first-epochs 0.1 --hidden 3 --emit-jobs REPORT")]
    [InlineData("info ONE")]
    [InlineData("sample ONE")]
    public void One_of_something_is_in_the_singular(string line)
    {
        File.WriteAllText(_folder["one.txt"], "a");
        File.WriteAllText(_folder["text.txt"], string.Concat(Enumerable.Repeat("the cat sat on the mat.\n", 40)));
        string[] arguments = [.. line.Split(' ').Select(word => word switch { "TEXT" => _folder["text.txt"], "ONE" => _folder["one.txt"], "MODEL" => _folder["m.safetensors"], "REPORT" => _folder["report"], _ => word })];

        CommandRun run = CommandRun.Of(arguments);

        (run.Output + run.Error).Should().MatchRegex(@"(?<![\d.,])1 (?!of|=)[a-z]+\b");
        PluralOfOne().Matches(run.Output + run.Error).Select(match => match.Value).Should().BeEmpty();
    }

    /// <summary>A number in braces before a plural.</summary>
    [GeneratedRegex(@"\{((?:[^{}""]|""[^""]*"")+?)(?::N0)?\} (?:character|update|trial|result|job|byte|stream|document|layer|parameter|file|time|model|text|line|round|processor|thread|step|window|element|epoch|number)s\b")]
    private static partial Regex CountedNoun();

    /// <summary>The line itself distinguishes one from several.</summary>
    [GeneratedRegex("[=>] 1\\b")]
    private static partial Regex Compared();

    [GeneratedRegex(@"(?<![\d.,])1 (?:character|update|trial|result|job|byte|stream|document|layer|parameter|file|time|model|text|line|round|processor|thread|step|window|element|epoch|number|pass)e?s\b")]
    private static partial Regex PluralOfOne();
}
