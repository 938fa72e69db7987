using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Sampling;

namespace CharRnn.Cli.Training;

/// <summary>The options of <see cref="RunOutput"/>.</summary>
internal static class RunOutputTable
{
    /// <summary>Below that of <c>charrnn sample</c>, because the sample shows what a network has learned: measured in docs/decisions/0002-training-defaults.md.</summary>
    internal const double DefaultTemperature = 0.6;

    /// <summary>Prefix of their names in a checkpoint, which distinguishes them from other settings.</summary>
    private const string KeyPrefix = "run_";

    /// <summary>The files; they stand before the options of learning.</summary>
    internal static readonly OptionTable<RunOutput> Files = new(new RunOutput(), [.. ((OptionRow<RunOutput>[])
    [
        new OptionRow<RunOutput, string>("--output", "The model file; an existing file is replaced.", OptionFormats.File, run => run.ModelPath, (run, value) => run with { ModelPath = value }) { Aliases = ["-o"] },
        new OptionRow<RunOutput, KeptParameters>(
            "--keep",
            "Which parameters to save: those after the last update, or the best ones, at the smallest validation loss or, without --validation, at the smallest smooth loss (which may only reflect an easy page).",
            OptionFormats.Choice<KeptParameters>(),
            run => run.Keep,
            (run, value) => run with { Keep = value }),
        new OptionRow<RunOutput, bool>(
            "--no-curve",
            "Do not write the loss curve, as a picture and as CSV, next to the model file.",
            OptionFormats.Flag,
            run => !run.LeavesCurve,
            (run, value) => run with { LeavesCurve = !value }),
        new OptionRow<RunOutput, string>("--log", "Write the loss curve to this CSV file during training.", OptionFormats.File, run => run.LogPath, (run, value) => run with { LogPath = value }),
        new OptionRow<RunOutput, string>(
            "--checkpoint",
            "Save the whole run to this file during training, so that --resume can continue it.",
            OptionFormats.File,
            run => run.CheckpointPath,
            (run, value) => run with { CheckpointPath = value }),
        new OptionRow<RunOutput, long?>(
            "--checkpoint-every",
            "Updates from one checkpoint to the next.",
            OptionFormats.Long(1).OrNone(""),
            run => run.CheckpointEvery,
            (run, value) => run with { CheckpointEvery = value })
        {
            Default = "one a minute",
            Needs = new Requirement<RunOutput>(run => run.CheckpointPath.Length > 0, "--checkpoint") { Refusal = "needs the file of --checkpoint" },
        },
        new OptionRow<RunOutput, string>(
            SnapshotFolder.Option,
            "Keep the network at milestones in this folder: before the first update and after 10, 20, 50, 100, 200, 500, … updates, one model file each (14 for 100,000 updates). 'charrnn explain --snapshots' shows how it learned.",
            OptionFormats.Folder,
            run => run.SnapshotPath,
            (run, value) => run with { SnapshotPath = value }),
    ]).Select(row => row with { Group = HelpGroup.Files, IsUsual = row.Name is "--output" or "--keep" or "--checkpoint" })]);

    /// <summary>The samples; they stand after the options of learning.</summary>
    internal static readonly OptionTable<RunOutput> Samples = new(new RunOutput(), [.. ((OptionRow<RunOutput>[])
    [
        new OptionRow<RunOutput, int?>("--sample-every", "Updates from one sample to the next; 0 for none.", OptionFormats.Whole(0).OrNone(""), run => run.SampleEvery, (run, value) => run with { SampleEvery = value })
        {
            Default = "a tenth of the run",
        },
        new OptionRow<RunOutput, int>("--sample-length", "Characters of a sample during training.", OptionFormats.SampleLength(1), run => run.SampleLength, (run, value) => run with { SampleLength = value }),
        new OptionRow<RunOutput, int>("--final-length", "Characters of the sample at the end.", OptionFormats.SampleLength(0), run => run.FinalLength, (run, value) => run with { FinalLength = value }),
        .. SamplingTable.All.Rows.Select(row => row.Within<RunOutput>(run => run.Sampling, (run, value) => run with { Sampling = value })),
    ]).Select(row => row with { Group = HelpGroup.Samples })]);

    /// <summary>The options that a checkpoint stores as strings. The library stores some of the others itself; the rest can differ in each run.</summary>
    private static readonly string[] _kept = ["--output", "--checkpoint-every", SnapshotFolder.Option, "--sample-length", "--final-length", "--temperature", "--top-k", "--top-p"];

    private static IEnumerable<OptionRow<RunOutput>> Kept => Files.Rows.Concat(Samples.Rows).Where(row => _kept.Contains(row.Name));

    /// <summary>Adds the settings that a checkpoint stores.</summary>
    internal static void AddTo(Dictionary<string, string> strings, RunOutput output)
    {
        foreach (OptionRow<RunOutput> row in Kept.Where(row => row.Text(output).Length > 0))
        {
            strings[KeyPrefix + row.Key] = row.Text(output);
        }
    }

    /// <summary>Reads them from a checkpoint; a string that is missing or invalid gives the default.</summary>
    internal static RunOutput Read(IReadOnlyDictionary<string, string> strings)
        => Kept.Aggregate(
            Files.Defaults,
            (output, row) => strings.TryGetValue(KeyPrefix + row.Key, out string? text) && row.TryApply(text, output, out RunOutput? read) ? read : output);
}
