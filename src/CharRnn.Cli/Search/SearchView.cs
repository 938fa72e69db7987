using System.Diagnostics;
using System.Globalization;
using CharRnn.Cli.Screen;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>The progress display of a search. Results arrive one at a time, progress on the threads of the trials.</summary>
internal abstract class SearchView : IProgress<TrialResult>
{
    private readonly Stopwatch _watch = new();

    private protected SearchView(SearchProgress progress) => Progress = progress;

    internal TimeSpan Elapsed => _watch.Elapsed;

    private protected SearchProgress Progress { get; }

    /// <summary>A moving table for a screen, otherwise lines.</summary>
    internal static SearchView Create(CliConsole console, SearchProgress progress)
        => console.IsLive ? new LiveSearchView(console, progress) : new PlainSearchView(console, progress);

    /// <summary>Runs the search with the view around it.</summary>
    internal TResult Show<TResult>(Func<TResult> search)
    {
        _watch.Start();
        TResult result = Surround(search);
        _watch.Stop();
        return result;
    }

    /// <summary>A trial is over.</summary>
    public void Report(TrialResult value)
    {
        Progress.Add(value);
        ShowResult(value);
    }

    /// <summary>Reports the progress of a trial.</summary>
    internal void OnProgressed(object? sender, TrialProgressEventArgs progress)
    {
        Progress.Move(progress);
        ShowProgress();
    }

    private protected abstract TResult Surround<TResult>(Func<TResult> search);

    private protected abstract void ShowResult(TrialResult result);

    /// <summary>Must usually return at once.</summary>
    private protected virtual void ShowProgress()
    {
    }

    private protected static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A search as lines of text, one for each result: for files, pipes, logs and readers of screens.</summary>
internal sealed class PlainSearchView(CliConsole console, SearchProgress progress)
    : SearchView(progress)
{
    private protected override TResult Surround<TResult>(Func<TResult> search) => search();

    private protected override void ShowResult(TrialResult result)
    {
        string loss = result.Diverged ? Invariant($"diverged after update {result.Updates:N0}") : $"{Leaderboard.Loss(result)} nats/char";
        string settings = Progress.Board.Words(result.Job);
        console.Out.WriteLine(
            Invariant($"{Progress.Done} of {Progress.Planned}: trial {result.Job.Trial}, {Leaderboard.Passes(result.Job.Epochs)}: {loss}{(settings.Length > 0 ? "; " + settings : "")}; {Duration.Text(TimeSpan.FromSeconds(result.Seconds))}"));
        console.Out.Flush();
    }
}

/// <summary>A search without output on the screen.</summary>
internal sealed class SilentSearchView(SearchProgress progress)
    : SearchView(progress)
{
    private protected override TResult Surround<TResult>(Func<TResult> search) => search();

    private protected override void ShowResult(TrialResult result)
    {
    }
}
