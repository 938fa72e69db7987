using System.CommandLine;
using System.Globalization;
using CharRnn.Cli.Check;
using CharRnn.Cli.Evaluation;
using CharRnn.Cli.Explain;
using CharRnn.Cli.Export;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Info;
using CharRnn.Cli.Options;
using CharRnn.Cli.Report;
using CharRnn.Cli.Sampling;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Search;
using CharRnn.Cli.Training;

namespace CharRnn.Cli;

/// <summary>The whole command line: from arguments to an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command.</summary>
    /// <param name="arguments">Without the name of the program.</param>
    /// <param name="console">The console for input and output.</param>
    /// <param name="stop">Interrupts a command as Ctrl-C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal static int Run(IReadOnlyList<string> arguments, CliConsole console, CancellationToken stop = default)
    {
        UseInvariantCulture();
        int code = RunCommand(arguments, console, stop);
        console.ReportLostOutput();
        return code == ExitCode.Done && console.IsIncomplete ? ExitCode.Failed : code;
    }

    private static int RunCommand(IReadOnlyList<string> arguments, CliConsole console, CancellationToken stop)
    {
        try
        {
            ParseResult result = CreateRoot(console, stop, arguments is [var first, ..] ? first : null).Parse(PathArgument.Protect(arguments));
            if (result.Errors.Count > 0)
            {
                throw ParseProblem.Of(result);
            }

            return result.Invoke(new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, console);
        }
    }

    /// <summary>A plain command rather than a <see cref="RootCommand"/>, whose name would be the file's.</summary>
    /// <param name="console">The console for input and output.</param>
    /// <param name="stop">Interrupts a command as Ctrl-C does.</param>
    /// <param name="first">The first argument. If it names a command, no other command is created, because compiling the code for the options of all commands takes about 160 ms.</param>
    internal static Command CreateRoot(CliConsole console, CancellationToken stop, string? first = null)
    {
        (string Name, Func<Command> Create)[] commands =
        [
            ("train", () => TrainCommand.Create(console, stop)),
            ("search", () => SearchCommand.Create(console, stop)),
            ("sample", () => SampleCommand.Create(console, stop)),
            ("evaluate", () => EvaluateCommand.Create(console)),
            ("explain", () => ExplainCommand.Create(console)),
            ("check", () => CheckCommand.Create(console, stop)),
            ("report", () => ReportCommand.Create(console, stop)),
            ("info", () => InfoCommand.Create(console)),
            ("export", () => ExportCommand.Create(console)),
        ];
        var root = new Command(UsageException.Program, "Trains a recurrent network on any text, character by character, and generates text like it.")
        {
            HelpScreen.CreateOption(),
            new VersionOption(),
        };
        foreach ((_, Func<Command> create) in commands.Any(command => command.Name == first) ? commands.Where(command => command.Name == first) : commands)
        {
            root.Add(create());
        }

        root.SetAction(_ => root.Parse(["--help"]).Invoke(new InvocationConfiguration { Output = console.Out }));
        return root;
    }

    /// <summary>Numbers are read and written with a decimal point everywhere: in options, in files and on the screen.</summary>
    private static void UseInvariantCulture()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
    }
}
