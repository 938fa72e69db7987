using System.Globalization;
using System.Numerics;
using CharRnn.Benchmarks.Kernels;
using CharRnn.Benchmarks.Measuring;
using CharRnn.Benchmarks.Reports;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>Every kernel in four ways, float and double, at sizes that are multiples of the vector width and others.</summary>
internal static class KernelTable
{
    internal static readonly int[] Sizes = [64, 100, 256, 512];

    internal static bool Run(Options options)
    {
        var report = new Report(options.Output, "kernels.md", "Kernels");
        report.Line();
        report.Line("Nanoseconds for one call. The last column is the time of the fastest of the other three divided by that of CharRnn.");
        Measure<float>(report, "float");
        Measure<double>(report, "double");
        report.Save();
        return true;
    }

    private static void Measure<T>(Report report, string type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        report.Section(type);
        var rows = new List<string[]>();
        for (int kernel = 0; kernel < KernelCase<T>.All(Sizes[0]).Length; kernel++)
        {
            foreach (int size in Sizes)
            {
                KernelCase<T> ways = KernelCase<T>.All(size)[kernel];
                ways.Verify();
                Measurement[] times = Alternation.Run(
                    [
                        new Contender("loops", ways.PlainLoops),
                        new Contender("MathNet", ways.MathNet),
                        new Contender("TensorPrimitives", ways.TensorPrimitives),
                        new Contender("CharRnn", ways.CharRnn),
                    ],
                    rounds: 5,
                    chunkSeconds: 0.004,
                    warmUpSeconds: 0.15);
                double best = times[..3].Min(time => time.RatioTo(times[3]));
                rows.Add([ways.Name, size.ToString(CultureInfo.InvariantCulture), .. times.Select(time => Report.Number(time.Seconds * 1e9)), Report.Number(best)]);
            }
        }

        report.Table(["kernel", "n", "plain loops", "MathNet", "TensorPrimitives", "CharRnn", "best other / CharRnn"], rows);
    }
}
