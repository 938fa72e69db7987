using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Persistence;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>
/// The folder of a search whose jobs run on any number of machines. It has a folder for each rung, with a file for each job and each result.
/// </summary>
/// <remarks>
/// <code>
/// search.json               which search it is
/// rung-0/job-7.json         what trial 7 does in the first round
/// rung-0/result-7.json      the job's result, written by the machine that did it
/// rung-0/model-7.safetensors  its network, if it was kept
/// tasks                     what is to be done now: the round's folder and the numbers of its jobs
/// trials.jsonl              all results so far, as 'charrnn search --resume' reads them
/// </code>
/// </remarks>
internal sealed class JobFolder(string path)
{
    private const string Tasks = "tasks";
    private const string Trials = "trials.jsonl";
    private const string RungPrefix = "rung-";
    private const string ResultPrefix = "result-";

    internal string Path { get; } = path;

    private string TasksPath => System.IO.Path.Combine(Path, Tasks);

    internal static string DescriptionPath(string folder) => System.IO.Path.Combine(folder, "search.json");

    /// <summary>The files of a search that are in a folder or will be.</summary>
    internal static IEnumerable<string> Files(string folder)
    {
        string[] rungs = Directory.Exists(folder) ? Directory.GetDirectories(folder, RungPrefix + "*") : [];
        return [DescriptionPath(folder), .. ((string[])[Tasks, Trials]).Select(name => System.IO.Path.Combine(folder, name)), .. rungs.SelectMany(Directory.GetFiles)];
    }

    /// <summary>The numbers of jobs as a task list of a scheduler takes them: 0,3,7.</summary>
    internal static string Numbers(IEnumerable<TrialJob> jobs) => string.Join(',', jobs.Select(job => job.Trial.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The folder of a round, without that of the search.</summary>
    internal static string RungName(int rung) => FormattableString.Invariant($"{RungPrefix}{rung}");

    /// <summary>Reads the identity of the search in a folder.</summary>
    /// <exception cref="CommandException">None.</exception>
    internal static SearchIdentity LoadIdentity(string folder)
    {
        string path = DescriptionPath(folder);
        if (!File.Exists(path))
        {
            throw new CommandException($"{path} does not exist, so {folder} contains no search. 'charrnn search --emit-jobs {folder}' creates one.");
        }

        return ReadFile(path, SearchIdentity.FromJson);
    }

    /// <summary>Makes the folder of a new search.</summary>
    /// <exception cref="CommandException">It holds one already, or cannot be written.</exception>
    internal static JobFolder Create(string folder, SearchIdentity identity)
    {
        if (File.Exists(DescriptionPath(folder)))
        {
            throw new CommandException($"{folder} already contains a search. Continue it with --collect {folder}, or choose another folder.");
        }

        if (Files(folder).FirstOrDefault(System.IO.Path.Exists) is { } existing)
        {
            throw new CommandException($"{existing} already exists and is not a file of this search. Choose another folder for --emit-jobs.");
        }

        CreateDirectory(folder);
        OutputFile.Replace(DescriptionPath(folder), identity.ToJson() + "\n");
        return new JobFolder(folder);
    }

    /// <summary>Writes jobs of one round, and that they are to be done now.</summary>
    internal void Emit(IReadOnlyList<TrialJob> jobs)
    {
        CreateDirectory(RungPath(jobs[0].Rung));
        foreach (TrialJob job in jobs)
        {
            OutputFile.Replace(FilePath(job, "job-", ".json"), SearchJson.Write(job) + "\n");
        }

        OutputFile.Replace(TasksPath, $"{RungName(jobs[0].Rung)} {Numbers(jobs)}\n");
    }

    /// <summary>Marks the search as complete, without further jobs.</summary>
    internal void Close() => File.Delete(TasksPath);

    /// <summary>All results that are there, by round and trial.</summary>
    /// <exception cref="CommandException">One is broken; the message names its file.</exception>
    internal IReadOnlyList<TrialResult> ReadResults()
        => [.. Directory.EnumerateDirectories(Path, RungPrefix + "*")
            .SelectMany(rung => Directory.EnumerateFiles(rung, ResultPrefix + "*.json"))
            .Select(file => ReadFile(file, SearchJson.ReadResult))
            .OrderBy(result => result.Job.Rung).ThenBy(result => result.Job.Trial)];

    /// <summary>All results in one file.</summary>
    internal void WriteTrials(SearchIdentity identity, IReadOnlyList<TrialResult> results)
        => OutputFile.Replace(System.IO.Path.Combine(Path, Trials), string.Join('\n', [identity.ToJson(), .. results.Select(SearchJson.Write), ""]));

    /// <summary>The network of a result; null when it was not kept, or belongs to another run of the same job.</summary>
    internal RnnModel<T>? FindModel<T>(TrialResult result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string path = FilePath(result.Job, "model-", ".safetensors");
        if (!File.Exists(path))
        {
            return null;
        }

        string loss = result.ValidationLoss.ToString(CultureInfo.InvariantCulture);
        return ModelFile.Inspect(path).Settings.GetValueOrDefault(Winner.ValidationLoss) == loss ? RnnModel<T>.Load(path) : null;
    }

    private static TValue ReadFile<TValue>(string path, Func<string, TValue> read)
    {
        try
        {
            return read(SmallFile.ReadText(path));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {exception.Message} Delete this file, and the job will run again.", exception);
        }
    }

    private static void CreateDirectory(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The folder {path} cannot be created: {exception.Message} Choose another one.", exception);
        }
    }

    private string RungPath(int rung) => System.IO.Path.Combine(Path, RungName(rung));

    private string FilePath(TrialJob job, string prefix, string extension)
        => System.IO.Path.Combine(RungPath(job.Rung), FormattableString.Invariant($"{prefix}{job.Trial}{extension}"));
}
