using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Search;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Parts;

/// <summary>Looks for the settings that do best on text that was not trained on, and lets the winner write.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class BestModelPart<T>(CliConsole console) : IReportPart
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public string Title => "best model";

    public bool IsDone(ReportResults results) => results.Best is { IsComplete: true };

    public ReportResults Run(ReportResults results, PartContext context, CancellationToken stop)
    {
        SearchOptions options = BestModelSearch.Create(results.Settings, context.Text.Length);
        var search = new ModelSearch<T>(options);
        using TrialFile file = Open(context, SearchIdentity.Of(results.Text.Name, context.Text, results.Settings.Run.Precision, options));
        List<TrialResult> known = [.. file.Known];
        var watcher = new Watcher(search, file, known, context.Progress);
        try
        {
            SearchResult<T> found = search.Run(context.Text, [.. known], watcher, cancellationToken: stop);
            context.Progress.Report(watcher.Share, "the settings of the longish training, for comparison");
            BestModelOutcome outcome = Compare(Outcome(search, known, found.Ranking), results.Settings, options, context.Text, stop);
            outcome = outcome with { Inside = InsidePart.Of(found.Model, context.Text, results.Text.Name, BestModelSearch.HeldOutStart(results.Settings, context.Text)) };
            outcome = Write(outcome, found.Model, results.Settings);
            Save(found, results, context.Folder);
            return results with { Best = outcome };
        }
        catch (OperationCanceledException)
        {
            return results with { Best = Outcome(search, known, Ranking(known)) };
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(
                $"{context.Folder[ReportFolder.Trials]}: {Failure.WithoutParameterName(exception)} Delete it to begin the search again.", exception);
        }
    }

    /// <summary>Trains the winner once more to record its curve, and the settings that it is compared with.</summary>
    private static BestModelOutcome Compare(BestModelOutcome outcome, ReportSettings settings, SearchOptions options, EncodedText text, CancellationToken stop)
    {
        TrialResult? published = null;
        WinnerCurve? curve = null;
        Parallel.Invoke(
            new ParallelOptions { CancellationToken = stop },
            () => published = ModelSearch<T>.RunJob(BestModelSearch.PublishedSettings(settings, options), text, cancellationToken: stop).Result,
            () => curve = WinnerTraining.Curve<T>(outcome.Ranking[0], text, stop));
        return outcome with { IsComplete = true, PublishedSettings = WithoutTime(published!), Curve = curve, NGrams = BestModelSearch.NGrams(settings, text) };
    }

    public string Summary(ReportResults results)
    {
        TrialResult winner = results.Best!.Ranking[0];
        return FormattableString.Invariant(
            $"{Quantity.Of(results.Best.Ranking.Count, "trial")}; the best has {winner.ValidationLoss:F3} nats/char on held-out text, the {(PublishedExperiment.IsSameLongish(results.Settings) ? "published settings" : "settings of the longish training")} {results.Best.PublishedSettings!.ValidationLoss:F3}, n-gram tables {results.Best.NGrams.DefaultIfEmpty(double.NaN).Min():F3}");
    }

    public long Characters(ReportResults results)
        => results.Best is not { } best ? 0
            : best.Results.Concat(best.PublishedSettings is { } published ? [published] : [])
                .Sum(result => result.Updates * result.Job.Settings.Training.SequenceLength * result.Job.Settings.Training.BatchSize);

    private TrialFile Open(PartContext context, SearchIdentity identity)
    {
        string path = context.Folder[ReportFolder.Trials];
        return File.Exists(path) ? TrialFile.Resume(path, _ => identity, console.Error) : TrialFile.Create(path, identity, console.Error);
    }

    private static BestModelOutcome Outcome(ModelSearch<T> search, List<TrialResult> known, IEnumerable<TrialResult> ranking) => new()
    {
        IsComplete = false,
        JobCount = search.JobCount,
        Ranking = [.. ranking.Select(WithoutTime)],
        Results = [.. known.OrderBy(result => result.Job.Rung).ThenBy(result => result.Job.Trial).Select(WithoutTime)],
    };

    /// <summary>As the library ranks a search that is over.</summary>
    private static IEnumerable<TrialResult> Ranking(IEnumerable<TrialResult> known)
        => known.GroupBy(result => result.Job.Trial)
            .Select(group => group.MaxBy(result => result.Job.Rung)!)
            .OrderByDescending(result => result.Job.Rung).ThenBy(result => result.ValidationLoss).ThenBy(result => result.Job.Trial);

    private static TrialResult WithoutTime(TrialResult result) => result with { Seconds = 0 };

    private static BestModelOutcome Write(BestModelOutcome outcome, RnnModel<T> model, ReportSettings settings)
    {
        return outcome with
        {
            Sample = Generate(settings.FinalLength, new SamplingOptions { Temperature = settings.Temperature }),
            Temperatures = [.. settings.Temperatures.Select(value => new ChoiceSample(value, Generate(settings.SampleLength, new SamplingOptions { Temperature = value })))],
            TopPs = [.. settings.TopPs.Select(value => new ChoiceSample(value, Generate(settings.SampleLength, new SamplingOptions { TopP = value })))],
        };

        // The same random numbers for each, so that only the sampling options differ.
        string Generate(int length, SamplingOptions options) => new TextGenerator<T>(model, new Random(settings.Seed)).Generate(length, options);
    }

    private static void Save(SearchResult<T> found, ReportResults results, ReportFolder folder)
    {
        TrialResult winner = found.Best;
        OutputFile.Save(found.Model, folder[BestModelSearch.Model], new Dictionary<string, string>
        {
            ["text"] = results.Text.Name,
            ["trial"] = SearchJson.Write(winner.Job),
            ["updates"] = winner.Updates.ToString(CultureInfo.InvariantCulture),
            ["validation_loss"] = winner.ValidationLoss.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Writes down each result as soon as there is one, and tells how far the search is.</summary>
    private sealed class Watcher : IProgress<TrialResult>
    {
        private readonly TrialFile _file;
        private readonly List<TrialResult> _known;
        private readonly IPartProgress _progress;
        private readonly int _jobs;
        private readonly double _work;
        private readonly double _reduction;
        private double _done;

        internal Watcher(ModelSearch<T> search, TrialFile file, List<TrialResult> known, IPartProgress progress)
        {
            (_file, _known, _progress, _jobs, _reduction) = (file, known, progress, search.JobCount, search.Options.Reduction);
            double count = search.TrialCount;
            _work = Enumerable.Range(0, search.Options.Rungs).Sum(rung => Math.Max(1, Math.Ceiling(count / Math.Pow(_reduction, rung))) * Work(rung))
                + Work(search.Options.Rungs - 1);
            _done = known.Sum(result => Work(result.Job.Rung));
        }

        internal double Share => _done / _work;

        /// <summary>Called from one thread at a time.</summary>
        public void Report(TrialResult value)
        {
            _known.Add(value);
            _file.Report(value);
            _done += Work(value.Job.Rung);
            double best = _known.Min(result => result.ValidationLoss);
            _progress.Report(Share, FormattableString.Invariant($"{_known.Count} of {Quantity.Of(_jobs, "job")}, best {best:F3} nats/char held out"));
        }

        /// <summary>The relative work of a job of a rung; 1 for the first rung.</summary>
        private double Work(int rung) => Math.Pow(_reduction, rung);
    }
}
