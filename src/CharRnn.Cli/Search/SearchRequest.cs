using CharRnn.Cli.Files;
using CharRnn.Cli.Settings;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>The request of a command line of <c>charrnn search</c>.</summary>
internal sealed record SearchRequest
{
    internal required TextInput Text { get; init; }

    /// <summary>Files, and where the trials run.</summary>
    internal required SearchWork Work { get; init; }

    /// <summary>The command that resumes this search.</summary>
    internal string ResumeCommand
        => $"charrnn search {Text.Typed}--resume {OutputFile.Quoted(Work.TrialsFile)}" + (Work.OutputPath == SearchWork.DefaultOutput ? "" : $" --output {OutputFile.Quoted(Work.OutputPath)}");

    /// <summary>Type of the numbers of a new search.</summary>
    internal required Precision Precision { get; init; }

    /// <summary>The options that were typed, by name.</summary>
    internal required IReadOnlyDictionary<string, string> Typed { get; init; }

    /// <summary>A new search on a text and its end-of-text symbol, as the command line has it.</summary>
    internal required Func<EncodedText, string, SearchOptions> Options { get; init; }
}
