namespace CharRnn.Cli.Failures;

/// <summary>The work failed for a reason that the message explains; it becomes exit code 1.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
