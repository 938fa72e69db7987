using System.Text;
using CharRnn.Cli;
using CharRnn.Cli.Screen;

namespace CharRnn.Tests.Cli;

/// <summary>One run of the command in this process, with everything it wrote.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>The texts that a training run has shown, between lines of dashes.</summary>
    internal string[] Samples => [.. Output.Split("---").Where((_, index) => index % 2 == 1)];

    /// <summary>Runs <c>charrnn</c> with its output redirected.</summary>
    internal static CommandRun Of(params string[] arguments) => WithInput("", arguments);

    /// <summary>Runs <c>charrnn</c> with a text on standard input.</summary>
    internal static CommandRun WithInput(string input, params string[] arguments)
        => On(new MemoryStream(Encoding.UTF8.GetBytes(input)), isTerminal: false, isPlain: true, arguments, CancellationToken.None);

    /// <summary>Runs <c>charrnn</c> on a screen.</summary>
    internal static CommandRun OnScreen(bool isPlain, params string[] arguments)
        => On(new MemoryStream(), isTerminal: true, isPlain, arguments, CancellationToken.None);

    /// <summary>Runs <c>charrnn</c> and interrupts it.</summary>
    internal static CommandRun Interrupted(string[] arguments, CancellationToken stop)
        => On(new MemoryStream(), isTerminal: false, isPlain: true, arguments, stop);

    /// <summary>Runs <c>charrnn</c> and performs an action when it has written a given text.</summary>
    internal static CommandRun When(string written, Action action, CancellationToken stop, params string[] arguments)
    {
        using var output = new TriggerStream(written, action);
        using var error = new StringWriter();
        int code = CommandLine.Run(arguments, new CliConsole(new MemoryStream(), output, error), stop);
        return new CommandRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    private static CommandRun On(Stream input, bool isTerminal, bool isPlain, string[] arguments, CancellationToken stop)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int code = CommandLine.Run(arguments, new CliConsole(input, output, error, isTerminal, isPlain), stop);
        return new CommandRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
