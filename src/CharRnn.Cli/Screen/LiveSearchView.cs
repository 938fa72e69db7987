using CharRnn.Cli.Search;
using CharRnn.Training.Search;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CharRnn.Cli.Screen;

/// <summary>A search as a leaderboard that is drawn again and again, over the trials that run.</summary>
internal sealed class LiveSearchView(CliConsole console, SearchProgress progress)
    : SearchView(progress)
{
    private const int LinesAround = 9;
    private const int NarrowWidth = 70;

    /// <summary>Rank, trial, passes, loss.</summary>
    private const int ColumnsOfNarrowScreen = 4;
    private static readonly TimeSpan _redrawEvery = TimeSpan.FromMilliseconds(200);
    private static readonly Style _quiet = new(decoration: Decoration.Dim);
    private readonly IAnsiConsole _screen = console.CreateScreen();
    private readonly Lock _lock = new();
    private LiveDisplayContext? _live;
    private TimeSpan _lastDraw = -_redrawEvery;

    private protected override TResult Surround<TResult>(Func<TResult> search)
    {
        TResult? result = default;

        // The whole table is printed at the end, also where it has more lines than the screen.
        _screen.Live(new Text("starting", _quiet)).AutoClear(true).Start(live =>
        {
            _live = live;
            live.Refresh();
            result = search();
        });
        _live = null;
        return result!;
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
                _live?.UpdateTarget(Picture());
            }
        }
    }

    private Rows Picture()
    {
        IReadOnlyList<TrialResult> ranking = Progress.Ranking;
        IReadOnlyList<TrialProgressEventArgs> running = Progress.Running;
        int lines = Math.Clamp(_screen.Profile.Height - LinesAround - running.Count, 3, Math.Max(3, ranking.Count));
        var table = new Table { Border = TableBorder.Rounded };
        int columns = _screen.Profile.Width < NarrowWidth ? ColumnsOfNarrowScreen : Progress.Board.Headings.Count;
        foreach (string heading in Progress.Board.Headings.Take(columns))
        {
            table.AddColumn(new TableColumn(new Text(heading)).RightAligned().NoWrap());
        }

        int highest = ranking.Count > 0 ? ranking[0].Job.Rung : 0;
        for (int i = 0; i < Math.Min(lines, ranking.Count); i++)
        {
            Style style = i == 0 ? new Style(Color.Green) : ranking[i].Job.Rung == highest ? Style.Plain : _quiet;
            table.AddRow(Progress.Board.Cells(ranking[i], i + 1).Take(columns).Select(cell => new Text(cell, style)));
        }

        string more = ranking.Count > lines ? Invariant($", {ranking.Count - lines} more below") : "";
        return new Rows([
            table,
            new Text(Invariant($"{Progress.Done} of {Progress.Planned} trained{more}, {Duration.Text(Elapsed)}"), _quiet),
            .. running.Select(RunningTrial),
        ]);
    }

    private IRenderable RunningTrial(TrialProgressEventArgs trial)
    {
        double share = (double)trial.Updates / Math.Max(1, trial.PlannedUpdates);
        string loss = double.IsNaN(trial.SmoothLoss) ? "starting" : Invariant($"{trial.SmoothLoss:F3} nats/char");
        int width = Math.Clamp(_screen.Profile.Width / 5, 8, 24), done = (int)Math.Clamp(Math.Round(share * width), 0, width);
        var bar = new Markup($"[green]{new string('━', done)}[/][dim]{new string('━', width - done)}[/]");
        return new Columns(bar, new Text(Invariant($"trial {trial.Job.Trial}, {Leaderboard.Passes(trial.Job.Epochs)}: {share * 100,3:F0} %, {loss}"), _quiet)) { Expand = false };
    }
}
