using CharRnn.Benchmarks.Measuring;
using CharRnn.Benchmarks.Reports;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>The peak performance of one core, with which the scaling table compares.</summary>
internal static class Peak
{
    private static readonly (string Name, int Bytes)[] _levels =
    [
        ("16 KiB (first-level cache)", 16 << 10),
        ("256 KiB (second-level cache)", 256 << 10),
        ("8 MiB (third-level cache)", 8 << 20),
        ("256 MiB (memory)", 256 << 20),
    ];

    internal static bool Run(Options options)
    {
        var report = new Report(options.Output, "peak.md", "The machine's peak, one core");
        report.Section("Multiply-adds from registers");
        report.Table(
            ["element", "GFLOP/s"],
            [["float", Report.Number(PeakMeter.GigaFlops<float>())], ["double", Report.Number(PeakMeter.GigaFlops<double>())]]);
        report.Section("Reading an array again and again");
        report.Table(["size", "GB/s"], _levels.Select(level => (string[])[level.Name, Report.Number(PeakMeter.GigaBytes(level.Bytes))]));
        report.Save();
        return true;
    }
}
