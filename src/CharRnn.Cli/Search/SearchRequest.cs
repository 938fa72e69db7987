using CharRnn.Cli.Files;
using CharRnn.Cli.Settings;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>All that <c>charrnn search</c> has been asked to do.</summary>
internal sealed record SearchRequest
{
    internal const string DefaultOutput = "best.safetensors";

    internal required TextInput Text { get; init; }

    internal string OutputPath { get; init; } = DefaultOutput;

    /// <summary>Whether <see cref="OutputPath"/> was typed; a resumed search otherwise saves where it was to.</summary>
    internal bool HasOutput { get; init; }

    /// <summary>Whether the winner is trained again on the whole text.</summary>
    internal bool Retrains { get; init; }

    /// <summary>Where the results go; null: next to the model.</summary>
    internal string? TrialsPath { get; init; }

    /// <summary>The file of a search that is taken up again; null for a new one.</summary>
    internal string? ResumePath { get; init; }

    /// <summary>Where jobs are written instead of being run; null: nowhere.</summary>
    internal string? EmitFolder { get; init; }

    /// <summary>Where results of jobs are read; null: nowhere.</summary>
    internal string? CollectFolder { get; init; }

    /// <summary>The file of trials of a search in this process.</summary>
    internal string TrialsFile => ResumePath ?? TrialsPath ?? Path.ChangeExtension(OutputPath, ".trials.jsonl");

    /// <summary>How to take this search up again.</summary>
    internal string ResumeCommand
        => $"charrnn search {Text.Typed}--resume {OutputFile.Quoted(TrialsFile)}" + (OutputPath == DefaultOutput ? "" : $" --output {OutputFile.Quoted(OutputPath)}");

    /// <summary>Trials side by side; 0: one per processor.</summary>
    internal int ThreadCount { get; init; }

    internal bool WritesJson { get; init; }

    /// <summary>Type of the numbers of a new search.</summary>
    internal required Precision Precision { get; init; }

    /// <summary>The options that were typed, by name.</summary>
    internal required IReadOnlyDictionary<string, string> Typed { get; init; }

    /// <summary>A new search on a text and its end-of-text symbol, as the command line has it.</summary>
    internal required Func<EncodedText, string, SearchOptions> Options { get; init; }
}
