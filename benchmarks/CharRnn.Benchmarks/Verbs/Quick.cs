using System.Globalization;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Measuring;
using CharRnn.Benchmarks.Reports;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>Every implementation at every size of the suite: the table and the picture of docs/performance.md.</summary>
internal static class Quick
{
    internal static readonly Setup Small = new(100, 80, 25);
    internal static readonly Setup Middle = new(256, 80, 50);
    internal static readonly Setup Large = new(512, 96, 50, 32);
    internal static readonly Setup Wide = new(512, 80, 25);

    /// <summary>The default network of the well-known char-rnn program.</summary>
    internal static readonly Setup DefaultLstm = new(128, 65, 50, 50) { Cell = RnnCell.Lstm, LayerCount = 2 };
    internal static readonly Setup DefaultGru = DefaultLstm with { Cell = RnnCell.Gru };
    internal static readonly Setup WideLstm = DefaultLstm with { HiddenSize = 512 };
    internal static readonly Setup SmallLstm = new(100, 65, 25) { Cell = RnnCell.Lstm };
    internal static readonly Setup WritingLstm = new(128, 65, 25) { Cell = RnnCell.Lstm };

    private static readonly string[] _header = ["", "float, µs", "× CharRnn", "bytes", "double, µs", "× CharRnn", "bytes"];

    internal static bool Run(Options options)
    {
        var report = new Report(options.Output, "quick.md", "CharRnn against other implementations");
        if (Roster.TorchSharpIsMissing is { } reason)
        {
            report.Line();
            report.Line($"Without TorchSharp: {reason}.");
        }

        var chart = new BarChart("Time, logarithmic scale: further left is faster", $"{Machine.Date}, {Machine.Description}", full: null);
        Compare(report, chart, $"One training update, {Small}", Updates<float>(Small), Updates<double>(Small), rounds: 7);
        Compare(report, chart, $"One training update, {Middle}", Updates<float>(Middle), Updates<double>(Middle), rounds: 5);
        Compare(report, chart, $"One training update, {Large}", Updates<float>(Large), Updates<double>(Large), rounds: 3);
        Compare(report, chart, $"One generated character, m {Small.HiddenSize}, K {Small.VocabularySize}", Texts<float>(Small), Texts<double>(Small), rounds: 5);
        Compare(report, chart, $"One generated character, m {Wide.HiddenSize}, K {Wide.VocabularySize}", Texts<float>(Wide), Texts<double>(Wide), rounds: 5);
        foreach (Setup setup in (Setup[])[SmallLstm, DefaultLstm, DefaultGru, WideLstm])
        {
            Compare(report, chart, $"One training update, {setup}", Updates<float>(setup), Updates<double>(setup), rounds: 3);
        }

        foreach (Setup setup in (Setup[])[WritingLstm, WideLstm with { BatchSize = 1 }])
        {
            Compare(report, chart, $"One generated character, {setup.Network}, K {setup.VocabularySize}", Texts<float>(setup), Texts<double>(setup), rounds: 5);
        }

        report.Picture("quick.svg", "The same figures as dots on a logarithmic scale", chart.ToSvg());
        report.Save();
        return true;
    }

    private static Contender[] Updates<T>(Setup setup)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        List<Contender> contenders = [.. Libraries(setup).Where(library => Roster.IsFastEnough(library, setup)).Select(library => Roster.Update<T>(library, setup))];
        if (setup.BatchSize > 1 && Alternation.Clock == Clock.Wall)
        {
            contenders.AddRange(Libraries(setup).Where(library => library is Library.TorchSharp or Library.CharRnn).Select(library => Roster.Update<T>(library, setup, 2)));
        }

        return [.. contenders];
    }

    private static Contender[] Texts<T>(Setup setup)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        => [.. Libraries(setup).Select(library => Roster.Generate<T>(library, setup))];

    private static IEnumerable<Library> Libraries(Setup setup) => Enum.GetValues<Library>().Where(library => Roster.Has(library, setup));

    private static void Compare(Report report, BarChart chart, string title, Contender[] singles, Contender[] doubles, int rounds)
    {
        report.Section(title);
        Measurement[] all = Alternation.Run([.. singles, .. doubles], rounds);
        Measurement[] singleTimes = all[..singles.Length], doubleTimes = all[singles.Length..];
        Measurement ours = singleTimes.First(IsOurs), oursInDouble = doubleTimes.First(IsOurs);
        report.Table(_header, singleTimes.Zip(doubleTimes, (s, d) => (string[])
        [
            s.Name.Replace(" float", "", StringComparison.Ordinal),
            Report.Number(s.Microseconds), Report.Number(s.RatioTo(ours)), Bytes(s),
            Report.Number(d.Microseconds), Report.Number(d.RatioTo(oursInDouble)), Bytes(d),
        ]));
        chart.Add(title, all.OrderByDescending(m => m.Seconds).Select(m => new Bar(m.Name, m.Seconds, $"{Report.Number(m.Microseconds)} µs", IsOurs(m))));
    }

    private static bool IsOurs(Measurement measurement) => measurement.Name.StartsWith(nameof(Library.CharRnn), StringComparison.Ordinal);

    private static string Bytes(Measurement measurement) => Math.Round(measurement.AllocatedBytes).ToString("N0", CultureInfo.InvariantCulture);
}
