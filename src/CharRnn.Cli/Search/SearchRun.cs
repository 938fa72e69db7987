using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>One run of <c>charrnn search</c>, from the text to the winner's model file.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
internal sealed class SearchRun<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly SearchRequest _request;
    private readonly SearchIdentity _identity;
    private readonly EncodedText _text;
    private readonly CliConsole _console;
    private readonly ModelSearch<T> _search;
    private readonly IReadOnlyList<TrialJob> _trials;
    private readonly SearchReport _report;

    internal SearchRun(SearchRequest request, SearchIdentity identity, EncodedText text, CliConsole console)
    {
        _request = request;
        _identity = identity;
        _text = text;
        _console = console;
        _search = new ModelSearch<T>(identity.Options);
        _trials = _search.PendingJobs([]);
        _report = new SearchReport(request, identity, text, new Leaderboard(_trials), console);
        RequireRoom();
    }

    /// <summary>Searches, or writes and reads jobs.</summary>
    /// <param name="stop">Interrupts between two updates, as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    internal int Run(CancellationToken stop)
    {
        if (_request.Work.EmitFolder is { } folder)
        {
            JobFolder.Create(folder, _identity).Emit(_trials);
            _report.WriteHeading(_search, threads: null);
            _report.WriteNextJobs(folder, _trials);
            return ExitCode.Done;
        }

        OutputFile.RequireWritable(_request.Work.OutputPath);
        using var interruption = new Interruption(stop);
        return _request.Work.CollectFolder is { } results ? Collect(new JobFolder(results), interruption.Token) : Search(interruption.Token);
    }

    private int Search(CancellationToken cancellationToken)
    {
        using TrialFile file = _request.Work.ResumePath is { } path
            ? TrialFile.Resume(path, _ => _identity, _console.Error) : TrialFile.Create(_request.Work.TrialsFile, _identity, _console.Error);
        RequireOwn(file.Path, file.Known);
        int threads = _request.Work.ThreadCount > 0 ? _request.Work.ThreadCount : Environment.ProcessorCount;
        _report.WriteHeading(_search, threads, file.Known.Count);
        var progress = new SearchProgress(_report.Board, _search.JobCount, file.Known);
        SearchView view = _request.Work.WritesJson ? new SilentSearchView(progress) : SearchView.Create(_console, progress);
        _search.TrialProgressed += view.OnProgressed;
        try
        {
            SearchResult<T> result = view.Show(() => _search.Run(_text, file.Known, new Told(file, view), threads, cancellationToken));
            Finish(result.Ranking, result.Model, view.Elapsed, cancellationToken);
            return file.IsComplete ? ExitCode.Done : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            _console.Error.WriteLine(FormattableString.Invariant($"charrnn: interrupted after {progress.Done} of {Quantity.Of(progress.Planned, "result")}. Continue with: {_request.ResumeCommand}"));
            return ExitCode.Interrupted;
        }
        finally
        {
            _search.TrialProgressed -= view.OnProgressed;
        }
    }

    private int Collect(JobFolder folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<TrialResult> results = folder.ReadResults();
        RequireOwn(folder.Path, results);
        folder.WriteTrials(_identity, results);
        IReadOnlyList<TrialJob> pending = _search.PendingJobs(results);
        _report.WriteHeading(_search, threads: null, results.Count);
        if (pending.Count > 0)
        {
            folder.Emit(pending);
            _report.WriteCollected(Leaderboard.Rank(results), folder.Path, pending, results.Any(result => result.Job.Rung == pending[0].Rung));
            return ExitCode.Done;
        }

        folder.Close();
        IReadOnlyList<TrialResult> ranking = Leaderboard.Rank(results);
        RequireWinner(ranking);
        RnnModel<T> model = folder.FindModel<T>(ranking[0]) ?? ProgressBar.Show(_console, "Training the winner", bar => Train(ranking[0], bar, cancellationToken));
        Finish(ranking, model, elapsed: null, cancellationToken);
        return ExitCode.Done;
    }

    private RnnModel<T> Train(TrialResult winner, IProgress<double> bar, CancellationToken cancellationToken)
        => ModelSearch<T>.RunJob(winner.Job, _text, new JobProgress(bar), cancellationToken).Model;

    /// <summary>The winner's settings on the whole text, for as many passes.</summary>
    private RnnModel<T> Retrain(TrialResult winner, CancellationToken cancellationToken)
    {
        RunSettings settings = Winner.OnWholeText(winner, _identity.Precision, _text);
        Trainer<T> trainer = settings.Trial.CreateTrainer<T>(_text);
        return _request.Work.WritesJson ? Train(trainer, null) : ProgressBar.Show(_console, "Training the winner on the whole text", bar => Train(trainer, bar));

        RnnModel<T> Train(Trainer<T> trainer, IProgress<double>? bar)
        {
            trainer.Train(_text, new Part(bar, settings.Training.MaxUpdates), cancellationToken);
            return trainer.TrainedModel;
        }
    }

    private void Finish(IReadOnlyList<TrialResult> ranking, RnnModel<T> model, TimeSpan? elapsed, CancellationToken cancellationToken)
    {
        if (_request.Work.Retrains)
        {
            model = Retrain(ranking[0], cancellationToken);
        }

        Dictionary<string, string> settings = Winner.Describe(ranking[0], _identity.Precision, _request.Text, _text);
        settings["trained_on"] = _request.Work.Retrains ? "the whole text" : "the text without the held-out part";
        settings["search_trials"] = _search.TrialCount.ToString(System.Globalization.CultureInfo.InvariantCulture);
        _report.WriteWinner(ranking, OutputFile.Save(model, _request.Work.OutputPath, settings), elapsed);
    }

    /// <summary>An hour of searching must not end with the news that the text is too short for one of the trials.</summary>
    private void RequireRoom()
    {
        foreach (TrainingOptions options in _trials
            .Select(job => job.Settings.Training with { Validation = job.Validation }).DistinctBy(options => (options.SequenceLength, options.BatchSize)))
        {
            try
            {
                options.UpdatesInEpoch(_text);
            }
            catch (ArgumentException exception)
            {
                throw _request.Text.TooShort(exception);
            }
        }
    }

    private void RequireOwn(string path, IReadOnlyList<TrialResult> results)
    {
        try
        {
            _search.PendingJobs(results);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException($"{path}: {Failure.WithoutParameterName(exception)} Remove that result, or name another file.", exception);
        }
    }

    private static void RequireWinner(IReadOnlyList<TrialResult> ranking)
    {
        if (ranking[0].Diverged)
        {
            throw new CommandException("Every trial diverged: try smaller learning rates.");
        }
    }

    /// <summary>The file first: what the screen shows is safe.</summary>
    private sealed class Told(TrialFile file, SearchView view) : IProgress<TrialResult>
    {
        public void Report(TrialResult value)
        {
            file.Report(value);
            view.Report(value);
        }
    }

    /// <summary>The part of a run that is done.</summary>
    private sealed class Part(IProgress<double>? bar, long updates) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => bar?.Report((double)value.Update / updates);
    }
}
