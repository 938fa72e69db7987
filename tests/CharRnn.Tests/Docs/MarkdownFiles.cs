using System.Runtime.CompilerServices;

namespace CharRnn.Tests.Docs;

/// <summary>The Markdown files that a reader of the repository sees.</summary>
internal static class MarkdownFiles
{
    private static readonly string[] _folders = ["docs", "src", "samples", "benchmarks", "tests"];

    internal static string Root { get; } = FindRoot();

    /// <summary>Paths from the repository's root, with slashes.</summary>
    internal static IEnumerable<string> Names
        => Directory.GetFiles(Root, "*.md")
            .Concat(_folders.Select(folder => Path.Combine(Root, folder)).Where(Directory.Exists)
                .SelectMany(folder => Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories)))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(name => !name.Split('/').Any(part => part is "bin" or "obj" or "artifacts"))
            .Order(StringComparer.Ordinal);

    internal static string Read(string name) => File.ReadAllText(Path.Combine(Root, name)).ReplaceLineEndings("\n");

    private static string FindRoot([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", ".."));
}
