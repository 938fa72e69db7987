using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Report.Page;
using CharRnn.Cli.Report.Parts;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Report;

/// <summary>Runs the parts of a report that are not complete, and writes the page.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>: of the training runs.</typeparam>
internal sealed class ReportRun<T>(ReportRequest request, CliConsole console)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ReportFolder _folder = request.Folder;
    private ReportResults _results = request.Results;

    /// <summary>Runs to the end, or to an interruption.</summary>
    /// <param name="stop">Interrupts, as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    internal int Run(CancellationToken stop)
    {
        using var interruption = new Interruption(stop);
        _results = _results with { Machines = [.. _results.Machines.Append(MachineInfo.Current()).Distinct()] };
        Save();
        IReportPart[] parts = Parts();
        console.WriteProse(Heading() + (UpdateCap.Notice is { } notice ? "\n" + notice : ""));
        console.Out.Flush();
        var screen = ReportScreen.Create(console, parts.Length);
        IReportPart? interrupted;
        try
        {
            interrupted = screen.Show(() => RunParts(parts, screen, interruption.Token));
        }
        finally
        {
            // Shows the completed parts even if one has failed.
            PageFiles.Write(_folder, _results);
        }

        return interrupted is null ? Finish() : Interrupt(parts, interrupted);
    }

    private IReportPart[] Parts()
    {
        ReportSettings settings = _results.Settings;
        long[] milestones = [1, .. Enumerable.Range(1, settings.Updates / settings.SampleEvery).Select(n => (long)n * settings.SampleEvery)];
        return
        [
            new GradientPart(),
            new TrainingPart<T>(console)
            {
                Name = TrainingPart.Longish,
                Title = "longish training",
                Settings = settings.ToLongish(request.Threads),
                Milestones = [.. settings.Milestones.Select(update => (long)update)],
                KeepsBest = true,
                Get = results => results.Longish,
                Set = (results, outcome) => results with { Longish = outcome },
            },
            new TrainingPart<T>(console)
            {
                Name = TrainingPart.Updates,
                Title = settings.UpdatesTitle,
                Settings = settings.ToUpdates(request.Threads),
                Milestones = [.. milestones.Distinct()],
                Get = results => results.Updates,
                Set = (results, outcome) => results with { Updates = outcome },
            },
            new BestModelPart<T>(console),
        ];
    }

    /// <returns>The part in which the run was interrupted; null when all are done.</returns>
    private IReportPart? RunParts(IReportPart[] parts, ReportScreen screen, CancellationToken stop)
    {
        foreach (IReportPart part in parts)
        {
            if (part.IsDone(_results))
            {
                screen.Skip(part.Title);
                continue;
            }

            screen.Begin(part.Title);
            var watch = Stopwatch.StartNew();
            try
            {
                _results = part.Run(_results, new PartContext(request.Text, _folder, screen), stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // It leaves no files and starts again next time.
            }

            AddCost(part, watch.Elapsed);
            Save();
            if (!part.IsDone(_results))
            {
                return part;
            }

            screen.End(part.Summary(_results));
        }

        return null;
    }

    private void AddCost(IReportPart part, TimeSpan elapsed)
    {
        double before = _results.Costs.FirstOrDefault(cost => cost.Part == part.Title)?.Seconds ?? 0;
        var cost = new PartCost(part.Title, Math.Round(before + elapsed.TotalSeconds, 3), part.Characters(_results));
        _results = _results with { Costs = [.. _results.Costs.Where(other => other.Part != part.Title), cost] };
    }

    private void Save() => _folder.Write(ReportFolder.Results, ReportJson.ForFile(_results));

    private int Finish()
    {
        double seconds = _results.Costs.Sum(cost => cost.Seconds);
        console.WriteProse($"The report is in {_folder[ReportFolder.Page]} (and {_folder[ReportFolder.Markdown]}); it took {Duration.Text(TimeSpan.FromSeconds(seconds))}.");
        return ExitCode.Done;
    }

    private int Interrupt(IReportPart[] parts, IReportPart part)
    {
        string text = request.TextArgument is { } argument ? Quoted(argument) + " " : "";
        console.Error.WriteLine(
            $"charrnn: interrupted in part {Array.IndexOf(parts, part) + 1} of {parts.Length}, {part.Title}; what is done is in {_folder.Path}. Continue with: charrnn report {text}--output {Quoted(_folder.Path)} --resume");
        return ExitCode.Interrupted;
    }

    private string Heading()
    {
        TextStatistics text = _results.Text;
        ReportSettings settings = _results.Settings;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Text: {request.Input.Name}, {Quantity.Of(text.Characters, "character")}, {text.VocabularySize:N0} of them different; tables of one, two, three characters: {text.Unigram:F3}, {text.Bigram:F3}, {text.Trigram:F3} nats/char\n")
            + string.Create(CultureInfo.InvariantCulture, $"Report: {_folder.Path}, m = {settings.Run.Trial.HiddenSize}, {settings.Run.Summary()}");
    }

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
