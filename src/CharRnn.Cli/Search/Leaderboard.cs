using System.Globalization;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>The results of a search as a table, best first: with those settings that differ between its trials.</summary>
internal sealed class Leaderboard
{
    /// <summary>Rank and trial.</summary>
    private const int KeyColumns = 2;
    private readonly OptionRow<RunSettings>[] _varied;

    /// <summary>Finds the settings that differ between trials.</summary>
    /// <param name="trials">A job of each trial.</param>
    internal Leaderboard(IReadOnlyList<TrialJob> trials)
    {
        RunSettings[] settings = [.. trials.Select(RunSettings.Of)];
        _varied = [.. TrainingTable.All.Rows.Where(row => settings.Where(row.AppliesTo).Select(row.Text).Distinct().Skip(1).Any())];
    }

    internal IReadOnlyList<string> Headings => ["", "trial", "passes", "nats/char", .. _varied.Select(row => row.Heading), "time"];

    /// <summary>The last result of every trial, best first: those of the highest rung, then those of the one below, and so on.</summary>
    internal static IReadOnlyList<TrialResult> Rank(IEnumerable<TrialResult> results)
        => [.. results
            .GroupBy(result => result.Job.Trial)
            .Select(group => group.MaxBy(result => result.Job.Rung)!)
            .OrderByDescending(result => result.Job.Rung).ThenBy(result => result.ValidationLoss).ThenBy(result => result.Job.Trial)];

    /// <summary>The cells of one line.</summary>
    internal IReadOnlyList<string> Cells(TrialResult result, int rank) =>
    [
        Number(rank),
        Number(result.Job.Trial),
        result.Job.Epochs.ToString("0.##", CultureInfo.InvariantCulture),
        Loss(result),
        .. _varied.Select(row => Cell(row, result.Job)),
        Duration.Text(TimeSpan.FromSeconds(result.Seconds)),
    ];

    /// <summary>The settings of a trial that differ from those of others, in words.</summary>
    internal string Words(TrialJob job) => string.Join(", ", _varied.Select(row => $"{row.Heading} {Cell(row, job)}"));

    /// <summary>For example: 1 pass, 2.5 passes.</summary>
    internal static string Passes(double epochs)
    {
        string number = epochs.ToString("0.##", CultureInfo.InvariantCulture);
        return number == "1" ? "1 pass" : number + " passes";
    }

    /// <summary>Nats per character, or "diverged".</summary>
    internal static string Loss(TrialResult result) => result.Diverged ? "diverged" : result.ValidationLoss.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>The whole table; on a screen that is too narrow for it, in parts below each other.</summary>
    internal string ToText(IReadOnlyList<TrialResult> ranking, CliConsole console)
    {
        var table = new TextTable(Headings);
        for (int i = 0; i < ranking.Count; i++)
        {
            table.Add(Cells(ranking[i], i + 1));
        }

        return console.IsTerminal ? table.ToText(console.Size.Width, KeyColumns) : table.ToText();
    }

    private static string Cell(OptionRow<RunSettings> row, TrialJob job)
    {
        var settings = RunSettings.Of(job);
        return row.AppliesTo(settings) ? row.Text(settings) : "-";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
