
using CharRnn.Cli.Files;
using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report;

/// <summary>What <c>charrnn report</c> has been asked to do.</summary>
internal sealed record ReportRequest
{
    internal required TextInput Input { get; init; }

    /// <summary>What the user typed for the text; null for the built-in story.</summary>
    internal string? TextArgument { get; init; }

    internal required EncodedText Text { get; init; }

    internal required ReportFolder Folder { get; init; }

    /// <summary>What there is already.</summary>
    internal required ReportResults Results { get; init; }

    internal int Threads { get; init; }
}
