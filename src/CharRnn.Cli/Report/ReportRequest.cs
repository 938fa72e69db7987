
using CharRnn.Cli.Files;
using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report;

/// <summary>The request of a command line of <c>charrnn report</c>.</summary>
internal sealed record ReportRequest
{
    internal required TextInput Input { get; init; }

    /// <summary>The text argument as typed; null for the built-in story.</summary>
    internal string? TextArgument { get; init; }

    internal required EncodedText Text { get; init; }

    internal required ReportFolder Folder { get; init; }

    /// <summary>The results so far.</summary>
    internal required ReportResults Results { get; init; }

    internal int Threads { get; init; }
}
