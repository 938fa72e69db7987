using System.Reflection;

namespace CharRnn.Cli.Files;

/// <summary>The story that ships inside the command: what <c>charrnn train</c> learns when no text is given.</summary>
internal static class SampleStory
{
    internal const string Name = "the built-in story";

    /// <summary>The story as it is embedded: UTF-8.</summary>
    internal static Stream Open() => Assembly.GetExecutingAssembly().GetManifestResourceStream("SampleStory.txt")!;
}
