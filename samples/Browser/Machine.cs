using System.Reflection;
using System.Runtime.Intrinsics;

namespace CharRnn.Samples.Browser;

/// <summary>What the program runs on, and what ships inside it.</summary>
internal static class Machine
{
    internal static int VectorBits => Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    internal static Stream Open(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;

    internal static string ReadStory()
    {
        using var reader = new StreamReader(Open("story.txt"));
        return reader.ReadToEnd();
    }
}
