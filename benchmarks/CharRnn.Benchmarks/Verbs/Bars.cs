using System.Globalization;
using System.Numerics;
using CharRnn.Benchmarks.Implementations;
using CharRnn.Benchmarks.Measuring;
using CharRnn.Benchmarks.Reports;
using CharRnn.Kernels;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>Every speed that the project guarantees, as a ratio measured in alternation, with PASS or FAIL.</summary>
internal static class Bars
{
    private static readonly List<string[]> _rows = [];
    private static bool _passed;

    internal static bool Run(Options options)
    {
        _rows.Clear();
        _passed = true;
        var report = new Report(options.Output, "bars.md", "Performance bars of CharRnn, measured");
        report.Line();
        report.Line("Ratios of times. Both implementations were measured in one process in alternation; figures are medians over the rounds. Both use one thread unless stated.");
        report.Line();
        SmallUpdate();
        MiddleUpdate();
        LargeUpdate();
        Generate(Quick.Small, 50);
        Generate(Quick.Wide, 7);
        CellBars.Run(AddTorchSharp);
        MatrixProduct();
        TrainerOverhead();
        if (Alternation.Clock == Clock.Processor)
        {
            Skip(WholeCommand.Name, "processor time says nothing of another process");
        }
        else if (File.Exists(options.Cli))
        {
            WholeCommand.Measure(options.Cli, Add);
        }
        else
        {
            Skip(WholeCommand.Name, $"{options.Cli} has not been built");
        }

        report.Line();
        report.Table(["", "CharRnn", "compared with", "ratio", "bar", ""], _rows);
        report.Save();
        return _passed;
    }

    private static void SmallUpdate()
    {
        Setup setup = Quick.Small;
        Measurement[] times = Alternation.Run(
            [
                Roster.Update<float>(Library.CharRnn, setup),
                Roster.Update<double>(Library.CharRnn, setup),
                Roster.Update<float>(Library.TextbookLoops, setup),
                Roster.Update<double>(Library.TextbookLoops, setup),
                Roster.Update<double>(Library.MathNet, setup),
                .. TorchSharp(() => Roster.Update<float>(Library.TorchSharp, setup)),
            ],
            rounds: 15);
        AddTorchSharp("update m 100, float, 1 thread", times[0], times.ElementAtOrDefault(5), 25);
        WithDefaultThreads("update m 100, float, default threads", (library, threadCount) => Roster.Update<float>(library, setup, threadCount), 25);
        AddFaster("update m 100, float", times[0], times[4], 55);
        AddFaster("update m 100, float", times[0], times[2], 30);
        AddFaster("update m 100, double", times[1], times[3], 13);
        double ratio = times[1].RatioTo(times[0]);
        Add(["update m 100, double against float", Time(times[1]), $"{times[0].Name}, {Time(times[0])}", Ratio(ratio), "≤ 2.2×"], ratio <= 2.2);
    }

    private static void MiddleUpdate()
    {
        Measurement[] times = Alternation.Run(
            [Roster.Update<float>(Library.CharRnn, Quick.Middle), .. TorchSharp(() => Roster.Update<float>(Library.TorchSharp, Quick.Middle))], rounds: 11);
        AddTorchSharp("update m 256, τ 50, float, 1 thread", times[0], times.ElementAtOrDefault(1), 10);
        WithDefaultThreads("update m 256, τ 50, float, default threads", (library, threadCount) => Roster.Update<float>(library, Quick.Middle, threadCount), 10);
    }

    /// <summary>With the default number of threads: TorchSharp uses every processor, CharRnn one or more.</summary>
    private static void WithDefaultThreads(string name, Func<Library, int, Contender> create, double bar)
    {
        if (Alternation.Clock == Clock.Processor)
        {
            Skip(name, "processor time says nothing of threads");
            return;
        }

        Measurement[] times = Alternation.Run(
            [
                create(Library.CharRnn, 0),
                .. TorchSharp(() => create(Library.TorchSharp, Environment.ProcessorCount)),
            ],
            rounds: 11);
        AddTorchSharp(name, times[0], times.ElementAtOrDefault(1), bar);
    }

    private static void LargeUpdate()
    {
        LargeUpdate<float>("float");
        LargeUpdate<double>("double");
    }

    private static void LargeUpdate<T>(string type)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Setup setup = Quick.Large;
        Measurement[] one = Alternation.Run(
            [Roster.Update<T>(Library.CharRnn, setup), .. TorchSharp(() => Roster.Update<T>(Library.TorchSharp, setup))], rounds: 9, chunkSeconds: 0.1);
        AddTorchSharp($"update m 512, B 32, {type}, 1 thread", one[0], one.ElementAtOrDefault(1), 1.7);
        if (Alternation.Clock == Clock.Processor)
        {
            Skip($"update m 512, B 32, {type}, 2 threads", "processor time says nothing of threads");
            return;
        }

        // Measured separately from TorchSharp: with libtorch's threads in the same alternation, two threads of CharRnn were no faster than one.
        Measurement[] ours = Alternation.Run(
            [Roster.Update<T>(Library.CharRnn, setup, 2), Roster.Update<T>(Library.CharRnn, setup)], rounds: 9, chunkSeconds: 0.1);
        AddFaster($"update m 512, B 32, {type}, 2 threads", ours[0], ours[1], 1.7);
        Measurement[] two = Alternation.Run(
            [Roster.Update<T>(Library.CharRnn, setup, 2), .. TorchSharp(() => Roster.Update<T>(Library.TorchSharp, setup, 2))], rounds: 9, chunkSeconds: 0.1);
        AddTorchSharp($"update m 512, B 32, {type}, 2 threads", two[0], two.ElementAtOrDefault(1), 2.2);
    }

    private static void Generate(Setup setup, double bar)
    {
        Measurement[] times = Alternation.Run(
            [Roster.Generate<float>(Library.CharRnn, setup), .. TorchSharp(() => Roster.Generate<float>(Library.TorchSharp, setup))], rounds: 15);
        AddTorchSharp($"one character, m {setup.HiddenSize}, float, 1 thread", times[0], times.ElementAtOrDefault(1), bar);
        WithDefaultThreads(
            $"one character, m {setup.HiddenSize}, float, default threads", (library, threadCount) => Roster.Generate<float>(library, setup, threadCount), bar);
    }

    private static void MatrixProduct()
    {
        const int Rows = 512, Depth = 512, Columns = 1600;
        const string Name = "matrix product 512 × 512 × 1600, float";
        if (!OpenBlas.IsAvailable)
        {
            Skip(Name, "OpenBLAS is not installed");
            return;
        }

        OpenBlas.UseOneThread();
        var random = new Random(5);
        float[] a = Fill(Rows * Depth), b = Fill(Depth * Columns), ours = new float[Rows * Columns], theirs = new float[Rows * Columns];
        var packed = new PackedMatrix<float>(Rows, Depth);
        Action<float[], float[], float[]> product = OpenBlas.Product(Rows, Depth, Columns);
        Measurement[] times = Alternation.Run(
            [
                new Contender("CharRnn", () =>
                {
                    packed.Pack(a, Rows, Depth);
                    KernelSet<float>.Best.Multiply(packed, 0, packed.PanelCount, b, 1, Depth, ours, Rows, Rows, Columns, accumulate: false);
                }),
                new Contender($"OpenBLAS ({OpenBlas.Core}), 1 thread", () => product(a, b, theirs)),
            ],
            rounds: 15,
            chunkSeconds: 0.05);
        double difference = ours.Zip(theirs, (x, y) => Math.Abs(x - y)).Max();
        if (difference > 1e-2)
        {
            throw new InvalidOperationException($"OpenBLAS and CharRnn differ by {difference}.");
        }

        double gigaFlops = 2.0 * Rows * Depth * Columns / 1e9, ratio = times[1].RatioTo(times[0]);
        Add(
            [
                Name, $"{Report.Number(gigaFlops / times[0].Seconds)} GFLOP/s",
                $"{times[1].Name}, {Report.Number(gigaFlops / times[1].Seconds)} GFLOP/s", Ratio(ratio), "≥ 0.8×",
            ],
            ratio >= 0.8);

        float[] Fill(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
    }

    /// <summary>Not guaranteed, but informative: the overhead of the trainer compared with the update itself.</summary>
    private static void TrainerOverhead()
    {
        Measurement[] times = Alternation.Run(
            [WholeCommand.TrainerStep(Quick.Small), Roster.Update<float>(Library.CharRnn, Quick.Small)], rounds: 15);
        Add(
            ["Trainer.Step against the update alone, m 100, float", Time(times[0]), $"{times[1].Name}, {Time(times[1])}", Ratio(times[0].RatioTo(times[1])), "none"],
            passed: true);
    }

    private static Contender[] TorchSharp(Func<Contender> create) => Roster.TorchSharpIsMissing is null ? [create()] : [];

    private static void AddTorchSharp(string name, Measurement ours, Measurement? theirs, double bar)
    {
        if (theirs is null)
        {
            Skip(name, "TorchSharp is not there");
        }
        else
        {
            AddFaster(name, ours, theirs, bar);
        }
    }

    private static void AddFaster(string name, Measurement ours, Measurement theirs, double bar)
    {
        double ratio = theirs.RatioTo(ours);
        Add([name, Time(ours), $"{theirs.Name}, {Time(theirs)}", Ratio(ratio), bar > 0 ? string.Create(CultureInfo.InvariantCulture, $"≥ {bar}×") : "none"], ratio >= bar);
    }

    private static void Add(string[] cells, bool passed)
    {
        _passed &= passed;
        _rows.Add([.. cells, passed ? "PASS" : "FAIL"]);
        Console.WriteLine($"{(passed ? "PASS" : "FAIL")}  {string.Join("   ", cells)}");
    }

    private static void Skip(string name, string reason)
    {
        _rows.Add([name, "", reason, "", "", "not measured"]);
        Console.WriteLine($"not measured: {name}: {reason}");
    }

    private static string Time(Measurement measurement)
        => measurement.Seconds > 1e-2 ? $"{Report.Number(measurement.Seconds * 1e3)} ms" : $"{Report.Number(measurement.Microseconds)} µs";

    private static string Ratio(double ratio) => $"{Report.Number(ratio)}×";
}
