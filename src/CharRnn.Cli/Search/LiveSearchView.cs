using CharRnn.Cli.Screen;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>A search as a leaderboard at the bottom of the screen that is drawn again and again, over the trials that run.</summary>
internal sealed class LiveSearchView(CliConsole console, SearchProgress progress)
    : SearchView(progress)
{
    /// <summary>Lines of the screen that are not the leaderboard's: its headings, the summary, what was on the screen before.</summary>
    private const int LinesAround = 6;
    private static readonly TimeSpan _redrawEvery = TimeSpan.FromMilliseconds(200);
    private readonly StatusLines _status = new(console);
    private readonly Lock _lock = new();
    private TimeSpan _lastDraw = -_redrawEvery;

    private protected override TResult Surround<TResult>(Func<TResult> search)
    {
        // The whole table is printed at the end, also where it has more lines than the screen.
        _status.Draw([new StatusText("starting", StatusStyle.Quiet)]);
        return _status.During(search);
    }

    private protected override void ShowResult(TrialResult result) => Draw(always: true);

    private protected override void ShowProgress() => Draw(always: false);

    private void Draw(bool always)
    {
        // A trial must not wait for the screen.
        if (!always && Elapsed - _lastDraw < _redrawEvery)
        {
            return;
        }

        lock (_lock)
        {
            if (always || Elapsed - _lastDraw >= _redrawEvery)
            {
                _lastDraw = Elapsed;
                _status.Draw([.. Lines()]);
            }
        }
    }

    private IEnumerable<StatusText[]> Lines()
    {
        IReadOnlyList<TrialResult> ranking = Progress.Ranking;
        IReadOnlyList<TrialProgressEventArgs> running = Progress.Running;
        int shown = Math.Min(ranking.Count, Math.Max(3, _status.Height - LinesAround - running.Count));
        var table = new TextTable(Progress.Board.Headings);
        for (int i = 0; i < shown; i++)
        {
            table.Add(Progress.Board.Cells(ranking[i], i + 1));
        }

        string[] rows = table.ToText().Split('\n');
        int highest = ranking.Count > 0 ? ranking[0].Job.Rung : 0;
        yield return [new StatusText(rows[0], StatusStyle.Quiet)];
        for (int i = 0; i < shown; i++)
        {
            StatusStyle style = i == 0 ? StatusStyle.Good : ranking[i].Job.Rung == highest ? StatusStyle.Plain : StatusStyle.Quiet;
            yield return [new StatusText(rows[i + 1], style)];
        }

        string more = ranking.Count > shown ? Invariant($", {ranking.Count - shown} more below") : "";
        yield return [new StatusText(Invariant($"{Progress.Done} of {Progress.Planned} trained{more}, {Duration.Text(Elapsed)}"), StatusStyle.Quiet)];
        foreach (TrialProgressEventArgs trial in running)
        {
            yield return RunningTrial(trial);
        }
    }

    private StatusText[] RunningTrial(TrialProgressEventArgs trial)
    {
        double share = (double)trial.Updates / Math.Max(1, trial.PlannedUpdates);
        string loss = double.IsNaN(trial.SmoothLoss) ? "starting" : Invariant($"{trial.SmoothLoss:F3} nats/char");
        StatusText[] bar = StatusLines.Bar(share, Math.Clamp(_status.Width / 5, 8, 24));
        return [.. bar, new StatusText(Invariant($"  trial {trial.Job.Trial}, {Leaderboard.Passes(trial.Job.Epochs)}: {share * 100,3:F0} %, {loss}"), StatusStyle.Quiet)];
    }
}
