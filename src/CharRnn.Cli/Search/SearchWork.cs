using System.CommandLine;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Options;

namespace CharRnn.Cli.Search;

/// <summary>The files of <c>charrnn search</c>, and where its trials run.</summary>
internal sealed record SearchWork
{
    internal const string DefaultOutput = "best.safetensors";

    internal string OutputPath { get; init; } = DefaultOutput;

    /// <summary>Whether <see cref="OutputPath"/> was typed; a resumed search otherwise saves where it was to.</summary>
    internal bool HasOutput { get; init; }

    /// <summary>Whether the winner is trained again on the whole text.</summary>
    internal bool Retrains { get; init; }

    /// <summary>The file for the results; null for a file next to the model.</summary>
    internal string? TrialsPath { get; init; }

    /// <summary>The file of a search to be resumed; null for a new one.</summary>
    internal string? ResumePath { get; init; }

    /// <summary>The folder to which jobs are written instead of being run; null to run them.</summary>
    internal string? EmitFolder { get; init; }

    /// <summary>The folder from which results of jobs are read; null for none.</summary>
    internal string? CollectFolder { get; init; }

    /// <summary>The file of trials of a search in this process.</summary>
    internal string TrialsFile => ResumePath ?? TrialsPath ?? Path.ChangeExtension(OutputPath, ".trials.jsonl");

    /// <summary>Trials side by side; 0: one per processor.</summary>
    internal int ThreadCount { get; init; }

    internal bool WritesJson { get; init; }
}

/// <summary>The options of <see cref="SearchWork"/>.</summary>
internal static class SearchWorkTable
{
    private static readonly string[] _ways = ["--resume", "--emit-jobs", "--collect"];

    /// <summary>The options before those of the search in the help.</summary>
    internal static readonly OptionTable<SearchWork> Files = new(new SearchWork(),
    [
        new OptionRow<SearchWork, string>("--output", "The model file of the winner; an existing file is replaced.", OptionFormats.File, work => work.OutputPath, (work, value) => work with { OutputPath = value, HasOutput = true })
        {
            Aliases = ["-o"],
            Group = HelpGroup.Files,
            IsUsual = true,
        },
        Flag("--retrain", "Save a network that is trained with the winner's settings on the whole text, the held-out part included, for as many passes.", work => work.Retrains, (work, value) => work with { Retrains = value }),
        File(
            "--trials-file", "File for the results, to which each one is written as soon as it is known, one per line.",
            OptionFormats.File, work => work.TrialsPath, (work, value) => work with { TrialsPath = value }) with
        {
            Default = "the model's name with .trials.jsonl",
        },
        File(
            "--resume", "Resume the search of this file of trials on the same text, with the same options; finished trials are not run again.",
            OptionFormats.File, work => work.ResumePath, (work, value) => work with { ResumePath = value }) with
        {
            IsUsual = true,
        },
    ]);

    /// <summary>The options after them.</summary>
    internal static readonly OptionTable<SearchWork> Machine = new(new SearchWork(),
    [
        new OptionRow<SearchWork, int>(
            "--threads", "Number of trials that run in parallel, each on one thread; 0 for one per processor. No result depends on it.",
            OptionFormats.Threads, work => work.ThreadCount, (work, value) => work with { ThreadCount = value })
        {
            Group = HelpGroup.Jobs,
            IsUsual = true,
        },
        Flag("--json", "Write the leaderboard as JSON, and nothing else.", work => work.WritesJson, (work, value) => work with { WritesJson = value }),
        File("--emit-jobs", "Run nothing, but write the jobs of the first round to this folder, a file each, for 'charrnn train --options' on other machines.", OptionFormats.Folder, work => work.EmitFolder, (work, value) => work with { EmitFolder = value }) with
        {
            Group = HelpGroup.Jobs,
        },
        File("--collect", "Read the results of such jobs, then list the missing ones, write the jobs of the next round, or save the winner's network.", OptionFormats.Folder, work => work.CollectFolder, (work, value) => work with { CollectFolder = value }) with
        {
            Group = HelpGroup.Jobs,
        },
    ]);

    /// <summary>Reads the options from a command line.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    internal static SearchWork Read(ParseResult result)
    {
        string[] ways = [.. Files.Given(result).Concat(Machine.Given(result)).Select(row => row.Name).Where(_ways.Contains)];
        UsageException.Require(ways.Length <= 1, $"{ways.FirstOrDefault()} and {ways.LastOrDefault()} cannot be combined; choose one", result);
        SearchWork work = Machine.Apply(result, Files.Apply(result, Files.Defaults));
        UsageException.Require(work.TrialsPath is null || ways.Length == 0, $"--trials-file cannot be combined with {ways.FirstOrDefault()}, which uses another file", result);
        return work;
    }

    private static OptionRow<SearchWork> File(string name, string help, OptionFormat<string> format, Func<SearchWork, string?> get, Func<SearchWork, string, SearchWork> set)
        => new OptionRow<SearchWork, string>(name, help, format, work => get(work) ?? "", set) { Group = HelpGroup.Files };

    private static OptionRow<SearchWork> Flag(string name, string help, Func<SearchWork, bool> get, Func<SearchWork, bool, SearchWork> set)
        => new OptionRow<SearchWork, bool>(name, help, OptionFormats.Flag, get, set) { Group = HelpGroup.Files };
}
