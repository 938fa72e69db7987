using System.CommandLine;

namespace CharRnn.Cli.Options;

/// <summary>What all sets of options need.</summary>
internal static class OptionSet
{
    /// <summary>Whether an option was typed.</summary>
    internal static bool IsGiven(ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>What was typed for an option; empty for a flag.</summary>
    internal static string Typed(ParseResult result, Option option)
        => string.Join(' ', result.GetResult(option)?.Tokens.Select(token => token.Value) ?? []);

    /// <summary>The values of an option that takes several; an option that was not typed has none.</summary>
    internal static TValue[] List<TValue>(ParseResult result, Option<TValue[]?> option, TValue[] otherwise)
        => result.GetValue(option) is { Length: > 0 } given ? given : otherwise;
}
