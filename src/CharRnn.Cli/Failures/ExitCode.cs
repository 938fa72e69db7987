namespace CharRnn.Cli.Failures;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    internal const int Done = 0;

    /// <summary>The command was understood, and its work failed.</summary>
    internal const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    internal const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or a termination signal; what had been learnt is saved.</summary>
    internal const int Interrupted = 130;
}
