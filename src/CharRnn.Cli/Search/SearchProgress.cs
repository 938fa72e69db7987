using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>The progress of a search: its results, and the running trials. Safe to use from several threads.</summary>
/// <param name="board">The settings that differ between trials.</param>
/// <param name="planned">Jobs of the whole search.</param>
/// <param name="known">Results of an earlier part.</param>
internal sealed class SearchProgress(Leaderboard board, int planned, IEnumerable<TrialResult> known)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(int Trial, int Rung), TrialResult> _results = known
        .GroupBy(result => (result.Job.Trial, result.Job.Rung)).ToDictionary(group => group.Key, group => group.Last());
    private readonly SortedDictionary<int, TrialProgressEventArgs> _running = [];

    internal Leaderboard Board { get; } = board;

    internal int Planned { get; } = planned;

    internal int Done
    {
        get
        {
            lock (_lock)
            {
                return _results.Count;
            }
        }
    }

    internal IReadOnlyList<TrialResult> Ranking
    {
        get
        {
            lock (_lock)
            {
                return Leaderboard.Rank(_results.Values);
            }
        }
    }

    /// <summary>The trials that run, by number.</summary>
    internal IReadOnlyList<TrialProgressEventArgs> Running
    {
        get
        {
            lock (_lock)
            {
                return [.. _running.Values];
            }
        }
    }

    internal void Add(TrialResult result)
    {
        lock (_lock)
        {
            _results[(result.Job.Trial, result.Job.Rung)] = result;
            _running.Remove(result.Job.Trial);
        }
    }

    internal void Move(TrialProgressEventArgs progress)
    {
        lock (_lock)
        {
            if (!_results.ContainsKey((progress.Job.Trial, progress.Job.Rung)))
            {
                _running[progress.Job.Trial] = progress;
            }
        }
    }
}
