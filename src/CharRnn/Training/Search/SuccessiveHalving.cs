namespace CharRnn.Training.Search;

/// <summary>
/// Determines the next jobs of a search from the results so far. A pure function, so a search can be interrupted and resumed at any point.
/// </summary>
internal sealed class SuccessiveHalving(SearchOptions options)
{
    private readonly TrialSettings[] _settings = options.Settings();

    internal int TrialCount => _settings.Length;

    /// <summary>The number of trials on a rung.</summary>
    internal int CountOn(int rung)
    {
        double share = Math.Pow(options.Reduction, rung);
        return (int)Math.Max(1, Math.Ceiling(_settings.Length / share));
    }

    internal TrialJob Job(int trial, int rung) => new()
    {
        Trial = trial,
        Rung = rung,
        Epochs = options.FirstEpochs * Math.Pow(options.Reduction, rung),
        Validation = options.Validation,
        TextFingerprint = options.TextFingerprint,
        DataType = options.DataType,
        Settings = _settings[trial],
    };

    /// <summary>The jobs of the lowest rung that is not complete, without those whose results are known; none when the search is over.</summary>
    internal TrialJob[] Pending(IReadOnlyDictionary<(int Trial, int Rung), TrialResult> known)
    {
        int[] trials = [.. Enumerable.Range(0, _settings.Length)];
        for (int rung = 0; rung < options.Rungs; rung++)
        {
            TrialJob[] missing = [.. trials.Where(trial => !known.ContainsKey((trial, rung))).Select(trial => Job(trial, rung))];
            if (missing.Length > 0)
            {
                return missing;
            }

            IEnumerable<TrialResult> best = Rank(trials.Select(trial => known[(trial, rung)])).Where(result => !result.Diverged);
            trials = [.. best.Take(CountOn(rung + 1)).Select(result => result.Job.Trial)];
        }

        return [];
    }

    /// <summary>Best first: by validation loss, then by number.</summary>
    internal static IEnumerable<TrialResult> Rank(IEnumerable<TrialResult> results)
        => results.OrderBy(result => result.ValidationLoss).ThenBy(result => result.Job.Trial);
}
