using System.Globalization;
using System.Numerics;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Measuring;
using CharRnn.Benchmarks.Reports;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>The guaranteed speeds of gated cells compared with TorchSharp, and the fraction of one core's peak that CharRnn reaches, measured in the same rounds.</summary>
internal static class CellBars
{
    /// <summary>The same rows as a separate verb, which takes a minute.</summary>
    internal static bool Run(Options options)
    {
        bool passed = true;
        List<string[]> rows = [];
        var report = new Report(options.Output, "cells.md", "Gated cells against TorchSharp");
        report.Line();
        report.Line("Each row was measured in one process, alternating between CharRnn, TorchSharp, and multiply-adds alone, which give the peak. Figures are medians over the rounds.");
        report.Line();
        Run((name, ours, theirs, bar) =>
        {
            double ratio = theirs?.RatioTo(ours) ?? 0;
            bool fast = theirs is null || ratio >= bar;
            passed &= fast;
            rows.Add(
            [
                name, $"{Report.Number(ours.Microseconds)} µs", theirs is null ? "not there" : $"{Report.Number(theirs.Microseconds)} µs",
                theirs is null ? "" : Report.Number(ratio) + "×", bar > 0 ? string.Create(CultureInfo.InvariantCulture, $"≥ {bar}×") : "none", theirs is null ? "not measured" : fast ? "PASS" : "FAIL",
            ]);
            Console.WriteLine(string.Join("   ", rows[^1]));
        });
        report.Table(["", "CharRnn", "TorchSharp", "ratio", "bar", ""], rows);
        report.Save();
        return passed;
    }

    /// <summary>Adds a row for each measured update and character.</summary>
    /// <param name="compare">Adds a row from a name, CharRnn's time, the time of the other side if available, and the minimum ratio.</param>
    internal static void Run(Action<string, Measurement, Measurement?, double> compare)
    {
        Character(compare, Quick.WritingLstm, 30);
        Character(compare, Quick.WideLstm with { BatchSize = 1 }, 0);
        Update<float>(compare, Quick.SmallLstm, [7]);
        Update<double>(compare, Quick.SmallLstm, [13]);
        Update<float>(compare, Quick.DefaultLstm, [1.35, 1.5]);
        Update<double>(compare, Quick.DefaultLstm, [3.2, 3.9]);
        Update<float>(compare, Quick.DefaultGru, [3.5, 4.5]);
        Update<float>(compare, Quick.WideLstm, [1.45, 1.55]);
    }

    /// <param name="compare">Adds a row.</param>
    /// <param name="setup">The network.</param>
    /// <param name="bar">The guaranteed ratio, or 0 if nothing is guaranteed.</param>
    private static void Character(Action<string, Measurement, Measurement?, double> compare, Setup setup, double bar)
    {
        Measurement[] times = Alternation.Run([Roster.Generate<float>(Library.CharRnn, setup), .. Others(() => Roster.Generate<float>(Library.TorchSharp, setup))], rounds: 9);
        compare($"one character, {setup.Network}, float, 1 thread", times[0], times.ElementAtOrDefault(1), bar);
    }

    /// <summary>One row for each number of threads, starting with 1.</summary>
    private static void Update<T>(Action<string, Measurement, Measurement?, double> compare, Setup setup, double[] bars)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int threads = 1; threads <= bars.Length; threads++)
        {
            if (threads > 1 && Alternation.Clock == Clock.Processor)
            {
                return;
            }

            int count = threads;
            bool isLarge = setup.BatchSize > 1;
            Measurement[] times = Alternation.Run(
                [
                    Roster.Update<T>(Library.CharRnn, setup, count),
                    PeakMeter.MultiplyAdds<T>(),
                    .. Others(() => Roster.Update<T>(Library.TorchSharp, setup, count)),
                ],
                rounds: isLarge ? 4 : 9,
                chunkSeconds: isLarge ? 0.1 : 0.02);
            double share = 2 * setup.MultiplyAdds / PeakMeter.FlopsPerRun<T>() * times[1].RatioTo(times[0]) / threads;
            string type = typeof(T) == typeof(float) ? "float" : "double";
            compare(
                string.Create(CultureInfo.InvariantCulture, $"update {setup.Network}, τ {setup.SequenceLength}, B {setup.BatchSize}, {type}, {threads} thread{(threads > 1 ? "s" : "")}: {Report.Percent(share)} of the peak"),
                times[0], times.ElementAtOrDefault(2), bars[threads - 1]);
        }
    }

    private static Contender[] Others(Func<Contender> create) => Roster.TorchSharpIsMissing is null ? [create()] : [];
}
