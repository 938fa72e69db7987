using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CharRnn.Tests.Docs;

/// <summary>Compiles C# of the documentation against the library.</summary>
internal static class Snippet
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Text;
        global using System.Threading;

        """;

    // Variables that the pages define before they show a snippet.
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

    // Readers may use variables and usings that a snippet does not use; every build suppresses differing versions of references (CS1701).
    private static readonly string[] _allowed = ["CS0219", "CS0168", "CS8019", "CS1701"];

    private static readonly MetadataReference[] _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // Using directives that an example in a documentation comment omits, because an editor adds them.
    private const string LibraryUsings = """
        using CharRnn;
        using CharRnn.Optimization;
        using CharRnn.Persistence;
        using CharRnn.Training;
        using CharRnn.Training.Search;

        """;

    /// <summary>Warnings and errors of a snippet: a program if it begins with a using directive, otherwise statements on a page's usual variables.</summary>
    internal static IEnumerable<string> Problems(string snippet)
    {
        bool isProgram = snippet.StartsWith("using ", StringComparison.Ordinal);
        return Problems(Compile(isProgram ? snippet : Opening + snippet + Closing, isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary));
    }

    /// <summary>The assembly of a program without using directives.</summary>
    internal static byte[] CompileProgram(string statements)
    {
        CSharpCompilation compilation = Compile(LibraryUsings + statements, OutputKind.ConsoleApplication);
        Problems(compilation).Should().BeEmpty();
        using var stream = new MemoryStream();
        compilation.Emit(stream).Success.Should().BeTrue();
        return stream.ToArray();
    }

    private static CSharpCompilation Compile(string source, OutputKind kind)
    {
        CSharpParseOptions language = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        return CSharpCompilation.Create(
            "Snippet",
            [CSharpSyntaxTree.ParseText(Usings, language), CSharpSyntaxTree.ParseText(source, language)],
            _references,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static IEnumerable<string> Problems(CSharpCompilation compilation)
        => compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && !_allowed.Contains(diagnostic.Id))
            .Select(diagnostic => diagnostic.ToString());
}
