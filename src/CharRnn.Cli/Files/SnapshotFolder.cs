using System.Globalization;
using System.Text.RegularExpressions;
using CharRnn.Cli.Failures;

namespace CharRnn.Cli.Files;

/// <summary>
/// The folder of <c>--snapshots</c>: one model file for each milestone of a training run. Milestones are 0 (the untrained network), 10, 20, 50, 100, 200,
/// 500, … updates, so a run of 100,000 updates leaves 14 files.
/// </summary>
internal static partial class SnapshotFolder
{
    internal const string Option = "--snapshots";

    /// <summary>No run is this long.</summary>
    private const long LastMilestone = 1_000_000_000_000;

    /// <summary>The milestones in ascending order.</summary>
    internal static IReadOnlyList<long> Milestones { get; } = [.. CreateMilestones()];

    /// <summary>The path of a snapshot.</summary>
    internal static string PathOf(string folder, long update) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"update-{update:D9}.safetensors"));

    /// <summary>Every path that a run could write.</summary>
    internal static IEnumerable<string> PathsOf(string folder) => folder.Length == 0 ? [] : Milestones.Select(update => PathOf(folder, update));

    /// <summary>The snapshots that a folder holds, in the order of training; other files are ignored.</summary>
    /// <exception cref="CommandException">The folder does not exist, cannot be read or holds none.</exception>
    internal static IReadOnlyList<(long Update, string Path)> Open(string folder)
    {
        RequireFolder(folder);
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"The folder {folder} does not exist. 'charrnn train {Option}' creates it.");
        }

        (long, string)[] found = Guard(folder, () => Find(folder).ToArray());
        return found.Length > 0 ? found
            : throw new CommandException($"{folder} has no snapshots, which are files such as {Path.GetFileName(PathOf("", 100))}. 'charrnn train {Option}' writes them.");
    }

    /// <summary>Makes the folder for a run if it does not exist, and finds out whether it can be written to.</summary>
    /// <param name="folder">As the user typed it.</param>
    /// <param name="isResumed">Whether the run has written to this folder before.</param>
    /// <exception cref="CommandException">It is a file, cannot be made or written to, or has the snapshots of another run.</exception>
    internal static void Prepare(string folder, bool isResumed)
    {
        RequireFolder(folder);
        Guard(folder, () => Directory.CreateDirectory(folder));
        if (!isResumed && Guard(folder, () => Find(folder).Any()))
        {
            throw new CommandException($"{folder} has the snapshots of another run. Remove them, or choose another {Option}.");
        }

        OutputFile.RequireWritable(PathOf(folder, 0), "snapshot", Option);
    }

    private static IEnumerable<(long Update, string Path)> Find(string folder)
        => Directory.EnumerateFiles(folder)
            .Select(path => (Match: FileName().Match(Path.GetFileName(path)), Path: path))
            .Where(file => file.Match.Success)
            .Select(file => (long.Parse(file.Match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), file.Path))
            .OrderBy(file => file.Item1);

    private static void RequireFolder(string folder)
    {
        if (File.Exists(folder))
        {
            throw new CommandException($"{folder} is a file; {Option} needs the name of a folder.");
        }
    }

    private static T Guard<T>(string folder, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The folder {folder} cannot be used for snapshots: {exception.Message} Choose another {Option}.", exception);
        }
    }

    private static IEnumerable<long> CreateMilestones()
    {
        yield return 0;
        for (long power = 10; power < LastMilestone; power *= 10)
        {
            yield return power;
            yield return 2 * power;
            yield return 5 * power;
        }

        yield return LastMilestone;
    }

    [GeneratedRegex(@"^update-(\d{9,18})\.safetensors$")]
    private static partial Regex FileName();
}
