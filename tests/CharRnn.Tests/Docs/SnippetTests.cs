using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CharRnn.Tests.Docs;

/// <summary>Every C# snippet of the documentation compiles, without a warning.</summary>
public sealed partial class SnippetTests
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Text;
        global using System.Threading;

        """;

    // What the pages speak of before they show a snippet.
    private const string Opening = """
        using CharRnn;
        using CharRnn.Optimization;
        using CharRnn.Persistence;
        using CharRnn.Training;
        using CharRnn.Training.Search;

        internal static class Page
        {
            internal static void Example(
                string text, int[] indexes, RnnModel<float> model, Rnn<float> rnn, RnnParameters<float> parameters, Trainer<float> trainer, Random random)
            {

        """;

    private const string Closing = """

            }
        }
        """;

    // Unused variables and usings are the reader's to use; versions of references (CS1701) every build leaves out.
    private static readonly string[] _allowed = ["CS0219", "CS0168", "CS8019", "CS1701"];

    private static readonly MetadataReference[] _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

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
        => Problems(Fence().Matches(MarkdownFiles.Read(page))[number - 1].Groups[1].Value).Should().BeEmpty("{0}, snippet {1}", page, number);

    [Fact]
    public void Snippet_with_a_mistake_is_found()
        => Problems("string wrong = model.Vocabulary.Count;").Should().ContainSingle().Which.Should().Contain("CS0029");

    private static IEnumerable<string> Problems(string snippet)
    {
        bool isProgram = snippet.StartsWith("using ", StringComparison.Ordinal);
        CSharpParseOptions language = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(Usings, language), CSharpSyntaxTree.ParseText(isProgram ? snippet : Opening + snippet + Closing, language)],
            _references,
            new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !_allowed.Contains(diagnostic.Id))
            .Select(diagnostic => diagnostic.ToString());
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
