using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace CharRnn.Tests.Docs;

/// <summary>Every example in the library's documentation comments compiles without a warning, runs to its end, and prints something.</summary>
/// <remarks>The examples read <c>novel.txt</c> and <c>sequel.txt</c>; here both are a few thousand characters long.</remarks>
[Collection(nameof(WholeProcess))]
public sealed class ExampleTests
{
    private const int CharacterCount = 6_000;

    private static readonly XElement[] _examples =
        [.. XDocument.Load(Path.Combine(AppContext.BaseDirectory, "CharRnn.xml")).Descendants("example").Elements("code")];

    /// <summary>The member whose documentation has the example.</summary>
    public static TheoryData<string> Members => [.. _examples.Select(MemberOf)];

    [Theory]
    [MemberData(nameof(Members))]
    public void Example_compiles_runs_and_prints(string member)
    {
        byte[] assembly = Snippet.CompileProgram(_examples.Single(code => MemberOf(code) == member).Value);

        Run(assembly).Should().NotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData("Trainer`1")]
    [InlineData("ValidationSplit")]
    [InlineData("TextGenerator`1.Stream")]
    [InlineData("RnnModel`1.Score(")]
    [InlineData("RnnModel`1.WithVocabulary")]
    [InlineData("RnnProbe`1")]
    [InlineData("IStatefulOptimizer`1")]
    [InlineData("LearningRateSchedule.FromFunction")]
    [InlineData("Checkpoint")]
    public void Task_of_a_reader_has_an_example(string member)
        => _examples.Select(MemberOf).Should().Contain(name => name.Contains(member, StringComparison.Ordinal));

    private static string MemberOf(XElement code) => code.Ancestors("member").Single().Attribute("name")!.Value;

    private static string Run(byte[] assembly)
    {
        string folder = Directory.CreateTempSubdirectory().FullName, before = Environment.CurrentDirectory;
        TextWriter console = Console.Out;
        var printed = new StringWriter();
        var context = new AssemblyLoadContext("example", isCollectible: true);
        try
        {
            string story = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "story.txt"));
            File.WriteAllText(Path.Combine(folder, "novel.txt"), story[..CharacterCount]);
            File.WriteAllText(Path.Combine(folder, "sequel.txt"), story[CharacterCount..(CharacterCount + 3_000)] + "Ø");
            Environment.CurrentDirectory = folder;
            Console.SetOut(printed);
            MethodInfo main = context.LoadFromStream(new MemoryStream(assembly)).EntryPoint!;
            main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [Array.Empty<string>()], null);
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
            context.Unload();
            Directory.Delete(folder, recursive: true);
        }

        return printed.ToString();
    }
}
