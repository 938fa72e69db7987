using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CharRnn.Tests.Docs;

namespace CharRnn.Tests.Cli;

/// <summary>No two folders of src/CharRnn.Cli use each other, even indirectly, so there is an order in which they can be read.</summary>
/// <remarks>
/// The source is read, not the compiled assembly, because constants leave no trace in the latter. A file uses a folder when it has a using
/// directive for its namespace (unnecessary ones are errors), writes a type of it behind the folder's name, or names a type
/// of a folder that its own stands in.
/// </remarks>
public partial class FolderDependencyTests
{
    private static readonly string _root = RootOf();

    private static readonly SourceFile[] _files =
    [
        .. from path in Directory.EnumerateFiles(_root, "*.cs", SearchOption.AllDirectories)
           let name = Path.GetRelativePath(_root, path).Replace('\\', '/')
           where !name.StartsWith("obj/", StringComparison.Ordinal) && !name.StartsWith("bin/", StringComparison.Ordinal)
           select new SourceFile(name, CommentOrString().Replace(File.ReadAllText(path), " ")),
    ];

    [Fact]
    public void Every_file_has_the_namespace_of_its_folder()
    {
        foreach (SourceFile file in _files.Where(file => file.Name != "Program.cs"))
        {
            file.Code.Should().Contain($"namespace {NamespaceOf(file.Folder)};", file.Name);
        }
    }

    [Fact]
    public void No_two_folders_use_each_other()
    {
        var uses = Uses();
        while (uses.Count > 0)
        {
            string[] lowest = [.. uses.Where(pair => pair.Value.Count == 0).Select(pair => pair.Key)];
            lowest.Should().NotBeEmpty("these folders use each other in a circle: " + string.Join("; ", uses.Select(pair => $"{pair.Key} uses {string.Join(", ", pair.Value.Values.Distinct())}")));
            foreach (string folder in lowest)
            {
                uses.Remove(folder);
            }

            foreach (Dictionary<string, string> rest in uses.Values)
            {
                foreach (string folder in lowest)
                {
                    rest.Remove(folder);
                }
            }
        }
    }

    [Fact]
    public void A_folder_uses_only_folders_that_CONTRIBUTING_lists_before_it()
    {
        string text = MarkdownFiles.Read("CONTRIBUTING.md");
        string list = text[text.IndexOf("The folders of the command, from the lowest:", StringComparison.Ordinal)..text.IndexOf("A folder uses only", StringComparison.Ordinal)];
        string[] listed = [.. ListedFolder().Matches(list).Select(match => match.Groups[1].Value)];
        string Top(string folder) => folder.Split('/')[0];

        listed.Should().BeEquivalentTo(_files.Select(file => Top(file.Folder)).Where(folder => folder.Length > 0).Distinct());
        (from folder in Uses()
         where folder.Key.Length > 0
         from used in folder.Value
         where Array.IndexOf(listed, Top(used.Key)) > Array.IndexOf(listed, Top(folder.Key))
         select $"{folder.Key} uses {used.Value}").Should().BeEmpty();
    }

    [Fact]
    public void The_root_only_puts_the_commands_together()
    {
        _files.Where(file => file.Folder.Length == 0).Select(file => file.Name).Should().BeEquivalentTo("Program.cs", "CommandLine.cs");
        Uses().Where(pair => pair.Value.ContainsKey("")).Select(pair => pair.Key).Should().BeEmpty();
    }

    /// <summary>The tests above would pass if nothing were found.</summary>
    [Fact]
    public void Uses_are_found()
    {
        var uses = Uses();

        uses["Training"].Keys.Should().Contain(["Settings", "Options", "Screen", "Files"]);
        uses[""].Keys.Should().Contain(["Training", "Report"]);
        uses["Report"].Keys.Should().Contain("Report/Page");
        uses["Options"].Keys.Should().NotContain("Settings");
    }

    /// <summary>For every folder, the folders that it uses, each with one place as an example.</summary>
    private static Dictionary<string, Dictionary<string, string>> Uses()
    {
        string[] folders = [.. _files.Select(file => file.Folder).Distinct()];
        var uses = folders.ToDictionary(folder => folder, _ => new Dictionary<string, string>());
        foreach (SourceFile file in _files)
        {
            foreach (string folder in folders.Where(folder => folder != file.Folder))
            {
                if (file.Uses(folder, _files.Where(other => other.Folder == folder).SelectMany(other => other.DeclaredTypes)))
                {
                    uses[file.Folder][folder] = $"{(folder.Length == 0 ? "the root" : folder)} ({file.Name})";
                }
            }
        }

        return uses;
    }

    private static string NamespaceOf(string folder) => folder.Length == 0 ? "CharRnn.Cli" : $"CharRnn.Cli.{folder.Replace('/', '.')}";

    private static string RootOf([CallerFilePath] string thisFile = "")
        => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "src", "CharRnn.Cli"));

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"\b(?:class|struct|record struct|record|interface|enum)\s+(\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?:(?<![\w.])|(?<=\bnew\s+))([A-Z]\w*)\b(?!\s*\()|\bnew\s+([A-Z]\w*)")]
    private static partial Regex UsedName();

    [GeneratedRegex(@"\b([A-Z]\w*)\.(?=([A-Z]\w*))")]
    private static partial Regex QualifiedName();

    [GeneratedRegex("`([A-Z][a-z]+)`")]
    private static partial Regex ListedFolder();

    private sealed class SourceFile(string name, string code)
    {
        private readonly HashSet<string> _names = [.. UsedName().Matches(code).Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value)];
        private readonly HashSet<(string, string)> _qualified = [.. QualifiedName().Matches(code).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

        internal string Name { get; } = name;

        internal string Code { get; } = code;

        internal string Folder { get; } = Path.GetDirectoryName(name)!.Replace('\\', '/');

        internal string[] DeclaredTypes { get; } = [.. Declaration().Matches(code).Select(match => match.Groups[1].Value)];

        internal bool Uses(string folder, IEnumerable<string> types)
        {
            if (folder.Length > 0 && (Code.Contains($"using {NamespaceOf(folder)};") || Code.Contains($"using static {NamespaceOf(folder)}.")))
            {
                return true;
            }

            string last = folder.Split('/')[^1];
            bool isAround = folder.Length == 0 || Folder.StartsWith(folder + "/", StringComparison.Ordinal);
            return types.Any(type => isAround ? _names.Contains(type) : _qualified.Contains((last, type)));
        }
    }
}
