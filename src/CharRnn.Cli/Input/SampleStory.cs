using System.Reflection;

namespace CharRnn.Cli.Input;

/// <summary>The story that ships inside the command: what <c>charrnn train</c> learns when no text is given.</summary>
internal static class SampleStory
{
    internal const string Name = "the built-in story";

    /// <summary>The story as it is embedded: UTF-8.</summary>
    internal static byte[] ReadBytes()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("SampleStory.txt")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
