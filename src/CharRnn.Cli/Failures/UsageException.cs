using System.CommandLine;

namespace CharRnn.Cli.Failures;

/// <summary>The command line is wrong; it becomes exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>The name of the command on the command line.</summary>
    internal const string Program = "charrnn";

    /// <summary>Refuses a command line.</summary>
    /// <param name="condition">Whether it is sound.</param>
    /// <param name="problem">The message if the condition does not hold; a sentence without its full stop.</param>
    /// <param name="result">The command line.</param>
    internal static void Require(bool condition, string problem, ParseResult result)
    {
        if (!condition)
        {
            throw new UsageException($"{problem}. See '{Program} {result.CommandResult.Command.Name} --help'.");
        }
    }
}
