using System.Collections.Concurrent;
using System.Numerics;

namespace CharRnn.Training.Search;

/// <summary>Searches for the settings with the smallest loss on held-out text.</summary>
/// <remarks>
/// Trials run in parallel, each on one thread. The result depends only on the options and the text: not on the number
/// of threads, not on the order in which trials end, and not on whether the search was interrupted and given the results
/// of its first part as <em>known</em>. Thread-safe.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class ModelSearch<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly SuccessiveHalving _halving;

    /// <summary>Creates a search.</summary>
    /// <param name="options">The search; defaults when null.</param>
    /// <exception cref="ArgumentException">Nothing would be held out.</exception>
    public ModelSearch(SearchOptions? options = null)
    {
        Options = options ?? new SearchOptions();
        if (Options.Validation.Kind == ValidationKind.None)
        {
            throw new ArgumentException("A search compares trials on a held-out part of the text: set Validation.", nameof(options));
        }

        _halving = new SuccessiveHalving(Options);
    }

    /// <summary>Raised every 64 updates of a running trial, on the trial's thread; several threads may raise it at the same time.</summary>
    public event EventHandler<TrialProgressEventArgs>? TrialProgressed;

    /// <summary>The options of the search.</summary>
    public SearchOptions Options { get; }

    /// <summary>The number of trials on the first rung.</summary>
    public int TrialCount => _halving.TrialCount;

    /// <summary>The number of jobs on all rungs, if no trial diverges.</summary>
    public int JobCount => Enumerable.Range(0, Options.Rungs).Sum(_halving.CountOn);

    /// <summary>Runs a single job: trains one network and measures its loss. Jobs are independent and can run on any machine.</summary>
    /// <param name="job">The job.</param>
    /// <param name="text">The whole text, held-out part included.</param>
    /// <param name="progress">Receives progress every 64 updates, on the calling thread; may be null.</param>
    /// <param name="cancellationToken">Stops between updates.</param>
    /// <returns>The result and the trained network.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The text is too short for the settings, or the job is for another text or element type.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static (TrialResult Result, RnnModel<T> Model) RunJob(
        TrialJob job, EncodedText text, IProgress<TrialProgressEventArgs>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(text);
        var runner = new TrialRunner<T>(job, text);
        return (runner.Run(job, progress is null ? null : progress.Report, cancellationToken), runner.Model);
    }

    /// <summary>The jobs that can run now, in any order and on any machine: those of the lowest rung that is not complete.</summary>
    /// <param name="known">Results so far.</param>
    /// <returns>The jobs; none when the search is over.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="known"/> is null.</exception>
    /// <exception cref="ArgumentException">A result is not of this search.</exception>
    public IReadOnlyList<TrialJob> PendingJobs(IEnumerable<TrialResult> known) => _halving.Pending(Index(known));

    /// <summary>Runs all jobs whose results are not yet known.</summary>
    /// <param name="text">The whole text, held-out part included.</param>
    /// <param name="known">Results of an earlier run of the same search; their jobs are not run again.</param>
    /// <param name="progress">Receives each new result as soon as it is available, one at a time.</param>
    /// <param name="threadCount">Number of trials that run in parallel; 0 means one per processor. No result depends on it.</param>
    /// <param name="cancellationToken">Stops between updates; results that were already reported remain valid.</param>
    /// <returns>All results, and the winner with its network.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threadCount"/> is negative or more than 1024.</exception>
    /// <exception cref="ArgumentException">A known result is not of this search, or the text is too short for a trial's settings.</exception>
    /// <exception cref="InvalidOperationException">Every trial diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SearchResult<T> Run(
        EncodedText text, IEnumerable<TrialResult>? known = null, IProgress<TrialResult>? progress = null, int threadCount = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        Preconditions.RequireThreadCount(threadCount);
        Dictionary<(int Trial, int Rung), TrialResult> results = Index(known ?? []);
        var runners = new ConcurrentDictionary<int, TrialRunner<T>>();
        for (TrialJob[] jobs; (jobs = _halving.Pending(results)).Length > 0;)
        {
            RunSideBySide(jobs, text, results, runners, progress, threadCount > 0 ? threadCount : Environment.ProcessorCount, cancellationToken);
        }

        TrialResult[] ranking = Ranking(results.Values);
        if (ranking[0].Diverged)
        {
            throw new InvalidOperationException("Every trial diverged: try smaller learning rates.");
        }

        TrialJob winner = ranking[0].Job;
        bool isThere = runners.TryGetValue(winner.Trial, out TrialRunner<T>? runner) && runner.Rung == winner.Rung;
        RnnModel<T> model = isThere ? runner!.Model : TrainAgain(winner, text, cancellationToken);
        return new SearchResult<T>(ranking, model);
    }

    private static TrialResult[] Ranking(IEnumerable<TrialResult> results)
        => [.. results
            .GroupBy(result => result.Job.Trial)
            .Select(group => group.MaxBy(result => result.Job.Rung)!)
            .GroupBy(result => result.Job.Rung)
            .OrderByDescending(group => group.Key)
            .SelectMany(SuccessiveHalving.Rank)];

    private void RunSideBySide(
        TrialJob[] jobs,
        EncodedText text,
        Dictionary<(int Trial, int Rung), TrialResult> results,
        ConcurrentDictionary<int, TrialRunner<T>> runners,
        IProgress<TrialResult>? progress,
        int threadCount,
        CancellationToken cancellationToken)
    {
        int goOn = _halving.CountOn(jobs[0].Rung + 1);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(jobs, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = threadCount, CancellationToken = cancellationToken },
                job =>
                {
                    TrialRunner<T> runner = job.Settings.ScheduleSpansJob
                        ? runners[job.Trial] = new TrialRunner<T>(job, text) : runners.GetOrAdd(job.Trial, _ => new TrialRunner<T>(job, text));
                    TrialResult result = runner.Run(job, OnProgress, cancellationToken);
                    lock (results)
                    {
                        results.Add((job.Trial, job.Rung), result);
                        Forget(job.Rung, goOn, results, runners);
                        progress?.Report(result);
                    }
                });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>Releases the networks of trials that cannot reach the next rung, because enough others on their rung are better.</summary>
    private static void Forget(
        int rung, int goOn, Dictionary<(int Trial, int Rung), TrialResult> results, ConcurrentDictionary<int, TrialRunner<T>> runners)
    {
        foreach (TrialResult beaten in SuccessiveHalving.Rank(results.Values.Where(result => result.Job.Rung == rung)).Skip(goOn))
        {
            runners.TryRemove(beaten.Job.Trial, out _);
        }
    }

    private RnnModel<T> TrainAgain(TrialJob winner, EncodedText text, CancellationToken cancellationToken)
    {
        var runner = new TrialRunner<T>(winner, text);
        runner.Run(winner, OnProgress, cancellationToken);
        return runner.Model;
    }

    private void OnProgress(TrialProgressEventArgs progress) => TrialProgressed?.Invoke(this, progress);

    private Dictionary<(int Trial, int Rung), TrialResult> Index(IEnumerable<TrialResult> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var index = new Dictionary<(int Trial, int Rung), TrialResult>();
        foreach (TrialResult result in known)
        {
            (int trial, int rung) = (result.Job.Trial, result.Job.Rung);
            if ((uint)trial >= (uint)TrialCount || (uint)rung >= (uint)Options.Rungs || SearchJson.Write(result.Job) != SearchJson.Write(_halving.Job(trial, rung)))
            {
                throw new ArgumentException(FormattableString.Invariant($"The result of trial {trial} on rung {rung} is not of this search: its settings differ."), nameof(known));
            }

            index[(trial, rung)] = result;
        }

        return index;
    }
}
