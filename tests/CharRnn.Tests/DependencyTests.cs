using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CharRnn.Tests;

/// <summary>References in src/CharRnn go one way: Kernels → model (root, Common, Network, Writing) → Optimization → Training → model search → Persistence.</summary>
/// <remarks>
/// The source is read, not the compiled assembly, because constants leave no trace in the latter. Names are compared
/// outside comments and strings; a name after a dot or before a parenthesis is a member's and does not count.
/// </remarks>
public partial class DependencyTests
{
    /// <summary>Folders from the lowest to the highest; the model is the root, and the machinery in Common, Network and Writing belongs to it.</summary>
    private static readonly string[] _layers = ["Kernels", "", "Optimization", "Training", "Training/Search", "Persistence"];

    [Fact]
    public void Every_folder_is_a_layer_and_its_files_have_its_namespace()
    {
        foreach (SourceFile file in Files())
        {
            file.Layer.Should().BeGreaterThanOrEqualTo(0, file.Name);
            if (file.Folder != "Persistence")
            {
                string expected = file.Folder.Length == 0 ? "namespace CharRnn;" : $"namespace CharRnn.{Dotted(file.Folder)};";
                file.Code.Should().Contain(expected, file.Name);
            }
        }
    }

    [Fact]
    public void No_file_names_a_type_of_a_higher_layer()
    {
        SourceFile[] files = [.. Files()];
        List<string> violations = [];
        foreach (SourceFile file in files)
        {
            HashSet<string> own = [.. files.Where(f => f.Layer <= file.Layer).SelectMany(f => f.DeclaredTypes)];
            HashSet<string> higher = [.. files.Where(f => f.Layer > file.Layer).SelectMany(f => f.DeclaredTypes).Except(own)];
            violations.AddRange(file.UsedNames.Where(higher.Contains).Select(name => $"{file.Name} uses {name}"));
            violations.AddRange(_layers[(file.Layer + 1)..].Where(l => l.Length > 0 && file.Code.Contains($"CharRnn.{Dotted(l)}")).Select(l => $"{file.Name} uses {l}"));
        }

        violations.Should().BeEmpty();
    }

    [Fact]
    public void Kernels_know_nothing_of_MathNet()
        => Files().Where(f => f.Folder == "Kernels" && f.Code.Contains("MathNet")).Select(f => f.Name).Should().BeEmpty();

    [Fact]
    public void Library_references_MathNet_and_the_runtime_only()
        => typeof(Vocabulary).Assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal)).Should().Equal("MathNet.Numerics");

    /// <summary>The tests above would pass if nothing were found.</summary>
    [Fact]
    public void Source_is_found_with_types_in_every_layer()
    {
        foreach (string layer in _layers)
        {
            Files().Where(f => f.Folder == layer).SelectMany(f => f.DeclaredTypes).Should().NotBeEmpty(layer);
        }

        SourceFile trainer = Files().Single(f => f.Name.EndsWith("Trainer.cs", StringComparison.Ordinal));
        trainer.UsedNames.Should().Contain(["IOptimizer", "RnnModel", "TrainingForward", "TrainingOptions"]);
    }

    private static IEnumerable<SourceFile> Files([CallerFilePath] string thisFile = "")
    {
        string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "src", "CharRnn"));
        return from path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
               let name = Path.GetRelativePath(root, path).Replace('\\', '/')
               where !name.StartsWith("obj/", StringComparison.Ordinal) && !name.StartsWith("bin/", StringComparison.Ordinal)
               select new SourceFile(name, CommentOrString().Replace(File.ReadAllText(path), " "));
    }

    private static string Dotted(string folder) => folder.Replace('/', '.');

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(\\.|[^""\\\n])*""", RegexOptions.Singleline)]
    private static partial Regex CommentOrString();

    [GeneratedRegex(@"\b(?:class|struct|record struct|record|interface|enum)\s+(\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?:(?<![\w.])|(?<=\bnew\s+))([A-Z]\w*)\b(?!\s*\()|\bnew\s+([A-Z]\w*)")]
    private static partial Regex Name();

    private sealed record SourceFile(string Name, string Code)
    {
        internal string Folder => Path.GetDirectoryName(Name)!.Replace('\\', '/');

        /// <summary>A subfolder that is not itself a layer holds machinery of the folder in which it stands.</summary>
        internal int Layer => Array.IndexOf(_layers, Folder) is >= 0 and var layer ? layer : Array.IndexOf(_layers, Folder.Split('/')[0] is "Common" or "Network" or "Writing" ? "" : Folder.Split('/')[0]);

        internal IEnumerable<string> DeclaredTypes => Declaration().Matches(Code).Select(m => m.Groups[1].Value);

        internal IEnumerable<string> UsedNames
            => DependencyTests.Name().Matches(Code).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value).Distinct();
    }
}
