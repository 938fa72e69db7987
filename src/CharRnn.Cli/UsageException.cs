using System.CommandLine;
using System.CommandLine.Parsing;

namespace CharRnn.Cli;

/// <summary>The command line is wrong; it becomes exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>The first thing that is wrong, and which help explains it.</summary>
    internal static UsageException From(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        string path = command.Name == CommandLine.Name ? CommandLine.Name : $"{CommandLine.Name} {command.Name}";
        ParseError? refused = result.Errors.FirstOrDefault(error => error.SymbolResult is ArgumentResult or OptionResult);
        string problem = refused?.Message
            ?? (result.UnmatchedTokens.Count > 0 ? $"'{result.UnmatchedTokens[0]}' is not {Expected(command)}." : result.Errors[0].Message);
        return new UsageException($"{problem} See '{path} --help'.");
    }

    /// <summary>Refuses a command line.</summary>
    /// <param name="condition">Whether it is sound.</param>
    /// <param name="problem">What is wrong otherwise; a sentence without its full stop.</param>
    /// <param name="result">The command line.</param>
    internal static void Require(bool condition, string problem, ParseResult result)
    {
        if (!condition)
        {
            throw new UsageException($"{problem}. See '{CommandLine.Name} {result.CommandResult.Command.Name} --help'.");
        }
    }

    private static string Expected(Command command)
        => command.Subcommands.Count > 0
            ? "one of its commands: " + string.Join(", ", command.Subcommands.Select(subcommand => subcommand.Name))
            : $"an option of '{command.Name}', nor does '{command.Name}' expect another argument";
}
