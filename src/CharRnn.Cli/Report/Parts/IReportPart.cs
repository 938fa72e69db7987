using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report.Parts;

/// <summary>A long-running part of the experiment.</summary>
internal interface IReportPart
{
    /// <summary>Its name on the screen and in the table of times.</summary>
    string Title { get; }

    /// <summary>Whether its results are there to the end.</summary>
    bool IsDone(ReportResults results);

    /// <summary>Runs or continues the part.</summary>
    /// <returns>The results including this part's; incomplete if it was interrupted and can be resumed.</returns>
    /// <exception cref="OperationCanceledException">Interrupted, with nothing worth keeping.</exception>
    ReportResults Run(ReportResults results, PartContext context, CancellationToken stop);

    /// <summary>One line about its results.</summary>
    string Summary(ReportResults results);

    /// <summary>Characters that networks were trained on.</summary>
    long Characters(ReportResults results);
}

/// <summary>The inputs of a part.</summary>
/// <param name="Text">The text.</param>
/// <param name="Folder">The folder for the files of the part.</param>
/// <param name="Progress">Receives the progress of the part.</param>
internal sealed record PartContext(EncodedText Text, ReportFolder Folder, IPartProgress Progress);

/// <summary>Watches a part; may be told from one thread at a time.</summary>
internal interface IPartProgress
{
    /// <summary>Tells how far it is.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="detail">A description; may be empty.</param>
    void Report(double share, string detail);

    /// <summary>Whether a report would be shown now; otherwise its words need not be made.</summary>
    bool IsDue(double share);
}
