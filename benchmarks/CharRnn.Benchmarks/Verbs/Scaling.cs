using System.Globalization;
using System.Numerics;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Measuring;
using CharRnn.Benchmarks.Reports;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>The time per character as m, τ, B and the text grow, with the operations and memory traffic that it requires.</summary>
/// <remarks>
/// Counted per update of n = τB characters, where P is the number of parameters without the columns of U whose character does not occur:
/// flops = n·(6Gm²·(2L − 1) + 6Km) for L layers of G gates, for the products alone; bytes = τ·2LGm² + 3Km + LGm² + 3(L − 1)Gm² + 7P numbers: W
/// read at every step forward and backward; U of upper layers and V read twice, their gradients and dW written; gradients clipped (read,
/// written); AdaGrad (three reads, two writes).
/// </remarks>
internal static class Scaling
{
    private static readonly string[] _header = ["", "µs per update", "ns per character", "kflop per character", "GFLOP/s", "of peak", "kB per character", "GB/s"];

    internal static bool Run(Options options)
    {
        var report = new Report(options.Output, "scaling.md", "Cost per character as the problem grows");
        report.Line();
        report.Line("One thread. Only the matrix products are counted as flops. Bytes are the minimum that an update has to read and write, in whichever cache they are.");
        var chart = new BarChart("Fraction of one core's measured multiply-add peak, whole update", $"{Machine.Date}, {Machine.Description}", full: 1);

        int[] sizes = [32, 64, 100, 128, 256, 512, 1024];
        Sweep<float>(report, chart, "Hidden units, K 80, τ 25, B 1, float", sizes.Select(m => ($"m {m}", new Setup(m, 80, 25))));
        Sweep<double>(report, chart, "Hidden units, K 80, τ 25, B 1, double", sizes.Select(m => ($"m {m}", new Setup(m, 80, 25))));
        int[] steps = [5, 10, 25, 50, 100, 200];
        Sweep<float>(report, chart, "Sequence length, m 100, K 80, B 1, float", steps.Select(t => ($"τ {t}", new Setup(100, 80, t))));
        int[] batches = [1, 2, 4, 8, 16, 32, 64];
        Sweep<float>(report, chart, "Streams, m 256, K 80, τ 25, float", batches.Select(b => ($"B {b}", new Setup(256, 80, 25, b))));
        int[] vocabularies = [65, 256, 1000, 5000, 20_000];
        Sweep<float>(report, chart, "Characters, m 100, τ 25, B 1, float", vocabularies.Select(k => (string.Create(CultureInfo.InvariantCulture, $"K {k:N0}"), new Setup(100, k, 25))));
        (string, Setup)[] cells = [.. from cell in Enum.GetValues<RnnCell>()
                                      from layers in (int[])[1, 2, 3]
                                      select ($"{cell.ToString().ToUpperInvariant()}, {layers} {(layers == 1 ? "layer" : "layers")}", new Setup(128, 65, 50, 50) { Cell = cell, LayerCount = layers })];
        Sweep<float>(report, chart, "Cells and layers, m 128, K 65, τ 50, B 50, float", cells);
        Sweep<double>(report, chart, "Cells and layers, m 128, K 65, τ 50, B 50, double", cells);
        TextLength(report);
        report.Picture("scaling.svg", "Fraction of the peak", chart.ToSvg());
        report.Save();
        return true;
    }

    private static void Sweep<T>(Report report, BarChart chart, string title, IEnumerable<(string Label, Setup Setup)> points)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        report.Section(title);
        (string Label, Setup Setup)[] all = [.. points];
        Measurement[] times = Alternation.Run([.. all.Select(point => Roster.Update<T>(Library.CharRnn, point.Setup)), PeakMeter.MultiplyAdds<T>()], rounds: 5);
        Measurement peak = times[^1];
        report.Line($"Peak of one core, measured in the same run: {Report.Number(PeakMeter.FlopsPerRun<T>() / peak.Seconds / 1e9)} GFLOP/s.");
        report.Line();
        var rows = new List<string[]>();
        var bars = new List<Bar>();
        for (int i = 0; i < all.Length; i++)
        {
            (string label, Setup setup) = all[i];
            double seconds = times[i].Seconds, characters = setup.CharactersPerUpdate;
            double flops = Flops(setup), bytes = Bytes<T>(setup), rate = flops / seconds / 1e9;
            double share = peak.RatioTo(times[i]) * flops / PeakMeter.FlopsPerRun<T>();
            rows.Add(
            [
                label, Report.Number(seconds * 1e6), Report.Number(seconds / characters * 1e9), Report.Number(flops / characters / 1e3),
                Report.Number(rate), Report.Percent(share), Report.Number(bytes / characters / 1e3), Report.Number(bytes / seconds / 1e9),
            ]);
            bars.Add(new Bar(label, share, $"{Report.Percent(share)}, {Report.Number(rate)} GFLOP/s", IsOurs: true));
        }

        report.Table(_header, rows);
        chart.Add(title, bars);
    }

    /// <summary>A whole epoch of the trainer, on texts of different lengths: the time per character must not depend on the length.</summary>
    private static void TextLength(Report report)
    {
        report.Section("Length of the text, one epoch of Trainer.Step, m 100, K 80, τ 25, float");
        int[] lengths = [10_000, 100_000, 1_000_000];
        Setup setup = Quick.Small;
        Contender[] contenders = [.. lengths.Select(length => Epoch(setup, length))];
        Measurement[] times = Alternation.Run(contenders, rounds: 3);
        report.Table(
            ["", "ms per epoch", "ns per character"],
            times.Zip(lengths, (time, length) => (string[])[time.Name, Report.Number(time.Seconds * 1e3), Report.Number(time.Seconds / length * 1e9)]));
    }

    private static Contender Epoch(Setup setup, int length)
    {
        int[] text = SyntheticText.Create(setup.VocabularySize, length);
        var vocabulary = Vocabulary.FromText(string.Concat(Enumerable.Range(0, setup.VocabularySize).Select(i => (char)('!' + i))));
        var model = new RnnModel<float>(vocabulary, setup.CreateParameters<float>());
        var trainer = new Trainer<float>(model, new AdaGrad<float>(setup.Architecture), new TrainingOptions { SequenceLength = setup.SequenceLength });
        return new Contender(
            length.ToString("N0", CultureInfo.InvariantCulture) + " characters",
            () =>
            {
                for (int epoch = trainer.Epoch; trainer.Epoch == epoch;)
                {
                    trainer.Step(text);
                }
            });
    }

    private static double Flops(Setup setup) => 2 * setup.MultiplyAdds;

    private static double Bytes<T>(Setup setup)
        where T : unmanaged
    {
        double m = setup.HiddenSize, k = setup.VocabularySize, gates = setup.GateCount, layers = setup.LayerCount;
        double recurrent = layers * gates * m * m, between = (layers - 1) * gates * m * m;
        double occurring = SyntheticText.Create(setup.VocabularySize, setup.CharactersPerUpdate).Distinct().Count();
        double parameters = (gates * m * occurring) + recurrent + between + (k * m) + (layers * gates * m) + k;
        double numbers = (setup.SequenceLength * 2 * recurrent) + recurrent + (3 * between) + (3 * k * m) + (7 * parameters);
        return numbers * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
    }
}
