using CharRnn.Cli.Screen;

namespace CharRnn.Tests.Cli;

/// <summary>Consoles for tests that inspect commands without running them.</summary>
internal static class TestConsole
{
    internal static CliConsole Empty() => new(new MemoryStream(), new MemoryStream(), new StringWriter());
}
