using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary><c>charrnn train --options job.json --result result.json</c>: one job of a search, on whichever machine.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="JobPath">The job.</param>
/// <param name="ResultPath">The file for the result.</param>
/// <param name="OutputPath">The file for the network; null if it is not saved.</param>
internal sealed record JobRun(TextInput Text, string JobPath, string ResultPath, string? OutputPath)
{
    /// <summary>Trains, measures and writes the result.</summary>
    /// <returns>The exit code: a network that diverges is a result too.</returns>
    internal int Run(CliConsole console, CancellationToken stop)
    {
        TrialJob job = ReadJob();
        OutputFile.RequireWritable(ResultPath, "result", "--result");
        if (OutputPath is { } path)
        {
            OutputFile.RequireWritable(path);
        }

        return Precisions.Of(job.DataType) == Precision.Double ? Run<double>(job, Precision.Double, console, stop) : Run<float>(job, Precision.Float, console, stop);
    }

    private int Run<T>(TrialJob job, Precision precision, CliConsole console, CancellationToken stop)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        EncodedText text = Text.Read();
        if (job.TextFingerprint.Length > 0 && job.TextFingerprint != text.Fingerprint)
        {
            throw new CommandException($"{JobPath} is a job for a different text than {Text.Name}. Use the text that the search was started with.");
        }

        using var interruption = new Interruption(stop);
        try
        {
            (TrialResult result, RnnModel<T> model) = ProgressBar.Show(
                console,
                FormattableString.Invariant($"Trial {job.Trial}"),
                bar => ModelSearch<T>.RunJob(job, text, new JobProgress(bar), interruption.Token));
            if (OutputPath is { } path && !result.Diverged)
            {
                OutputFile.Save(model, path, Winner.Describe(result, precision, Text, text));
            }

            // The result is written last, so that its existence implies that of the network.
            OutputFile.Replace(ResultPath, SearchJson.Write(result) + "\n");
            console.Out.WriteLine(FormattableString.Invariant(
                $"Trial {job.Trial}, {Leaderboard.Passes(job.Epochs)}: {Leaderboard.Loss(result)}{(result.Diverged ? "" : " nats/char on the held-out part")}, {Quantity.Of(result.Updates, "update")} in {Duration.Text(TimeSpan.FromSeconds(result.Seconds))}. Wrote {ResultPath}"));
            return ExitCode.Done;
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"{JobPath} with {Text.Name}: {Failure.WithoutParameterName(exception)}", exception);
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine($"charrnn: interrupted; there is no result. Start again with: charrnn train {Text.Typed}--options {OutputFile.Quoted(JobPath)} --result {OutputFile.Quoted(ResultPath)}");
            return ExitCode.Interrupted;
        }
    }

    private TrialJob ReadJob()
    {
        try
        {
            return SearchJson.ReadJob(SmallFile.ReadText(JobPath));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{JobPath} does not exist. 'charrnn search --emit-jobs' writes jobs.", exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{JobPath} is not a job: {exception.Message}", exception);
        }
    }
}

/// <summary>A trial's progress as that of a bar.</summary>
internal sealed class JobProgress(IProgress<double> bar) : IProgress<TrialProgressEventArgs>
{
    public void Report(TrialProgressEventArgs value) => bar.Report((double)value.Updates / Math.Max(1, value.PlannedUpdates));
}
