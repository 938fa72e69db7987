using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using Perfolizer.Horology;

namespace CharRnn.Benchmarks.Verbs;

/// <summary>The BenchmarkDotNet suites: one process for each benchmark, memory, ratios to a baseline.</summary>
internal static class Full
{
    internal static int Run(string[] args)
    {
        if (!Verify.Run())
        {
            return 1;
        }

        BenchmarkSwitcher.FromAssembly(typeof(Full).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], Configuration());
        return 0;
    }

    private static ManualConfig Configuration()
    {
        Job job = Job.Default
            .WithWarmupCount(3)
            .WithIterationCount(7)
            .WithMinIterationTime(TimeInterval.FromMilliseconds(50))
            .WithIterationTime(TimeInterval.FromMilliseconds(100));
#if TORCHSHARP
        // BenchmarkDotNet builds this project again.
        job = job.WithArguments([new MsBuildArgument("/p:TorchSharp=true")]);
#endif
        return ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .WithOptions(ConfigOptions.JoinSummary)
            .WithBuildTimeout(TimeSpan.FromMinutes(10));
    }
}
