using System.CommandLine;

namespace CharRnn.Cli.Options;

/// <summary>Options outside the tables.</summary>
internal static class GivenOption
{
    /// <summary>Whether an option was typed.</summary>
    internal static bool IsGiven(this ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
