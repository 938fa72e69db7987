using System.CommandLine;
using System.CommandLine.Parsing;
using CharRnn.Cli.Failures;

namespace CharRnn.Cli.Options;

/// <summary>Turns errors of the parser into messages for users.</summary>
internal static class ParseProblem
{
    /// <summary>The first thing that is wrong, and which help explains it.</summary>
    internal static UsageException Of(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        string path = command.Name == UsageException.Program ? UsageException.Program : $"{UsageException.Program} {command.Name}";
        ParseError? refused = result.Errors.FirstOrDefault(error => error.SymbolResult is ArgumentResult or OptionResult);
        string problem = refused is not null and not { SymbolResult: ArgumentResult { Tokens.Count: 0 } } ? Describe(refused, path)
            : result.UnmatchedTokens.Count > 0 ? Unknown(result.UnmatchedTokens[0], command)
            : Missing(result) is { } argument ? $"{argument.Name} is missing: {path} {string.Join(' ', command.Arguments.Select(each => each.Name))}."
            : result.Errors[0].Message;
        return new UsageException($"{problem} See '{path} --help'.");
    }

    /// <summary>The parser's own words for an option that is missing, lacks its value or is there twice are about its insides.</summary>
    private static string Describe(ParseError error, string path) => error.SymbolResult switch
    {
        OptionResult { IdentifierTokenCount: > 1 } twice => $"{twice.Option.Name} is given {twice.IdentifierTokenCount} times; give it once.",
        OptionResult { IdentifierTokenCount: 0, Tokens.Count: 0, Option: var missing } => $"{missing.Name} is missing: {path} {missing.Name} <{missing.HelpName}>.",
        OptionResult { Tokens.Count: 0, Option: var option } => $"{option.Name} needs a value: {option.Name} <{option.HelpName}>.",
        _ => error.Message,
    };

    private static string Unknown(string given, Command command)
    {
        string[] names = [.. command.Subcommands.Select(subcommand => subcommand.Name)];
        return names.Length > 0 ? $"'{given}' is not one of its commands: {string.Join(", ", names)}.{Suggestion.For(given, names)}"
            : $"'{given}' is not an option of '{command.Name}', nor does '{command.Name}' expect another argument.{Suggestion.For(given, [.. command.Options.Select(option => option.Name)])}";
    }

    /// <summary>The argument that the command cannot do without and has not got.</summary>
    private static Argument? Missing(ParseResult result)
        => result.CommandResult.Command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0 && result.GetResult(argument) is not { Tokens.Count: > 0 });
}
