using CharRnn.Cli.Screen;
using CharRnn.Training;

namespace CharRnn.Cli.Failures;

/// <summary>The one place where an exception becomes a line on standard error and an exit code.</summary>
internal static class Failure
{
    /// <summary>Writes one line that says what is wrong; never a stack trace.</summary>
    internal static int Report(Exception exception, CliConsole console)
    {
        (int code, string message) = Describe(exception);
        console.Error.WriteLine($"{UsageException.Program}: {ConsoleText.Message(message)}");
        return code;
    }

    private static (int Code, string Message) Describe(Exception exception) => exception switch
    {
        UsageException => (ExitCode.Usage, exception.Message),
        CommandException or TrainingDivergedException or InvalidDataException => (ExitCode.Failed, exception.Message),
        OperationCanceledException => (ExitCode.Interrupted, "interrupted."),
        ArgumentException argument => (ExitCode.Failed, WithoutParameterName(argument)),
        FileNotFoundException or DirectoryNotFoundException => (ExitCode.Failed, exception.Message + " Check the path."),
        IOException or UnauthorizedAccessException => (ExitCode.Failed, exception.Message),
        OutOfMemoryException => (ExitCode.Failed, "there is not enough memory for the network: a model with fewer hidden units needs less."),
        InvalidOperationException or NotSupportedException => (ExitCode.Failed, exception.Message),
        _ => (ExitCode.Failed, $"unexpected {exception.GetType().Name}: {exception.Message} Please report this with the command you typed."),
    };

    /// <summary>The message of an exception for the user.</summary>
    internal static string MessageOf(Exception exception) => Describe(exception).Message;

    /// <summary>The parameter's name says something to a programmer only.</summary>
    internal static string WithoutParameterName(ArgumentException exception)
        => exception.ParamName is { } name ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : exception.Message;
}
