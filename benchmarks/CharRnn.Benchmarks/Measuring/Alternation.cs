using System.Diagnostics;

namespace CharRnn.Benchmarks.Measuring;

/// <summary>How time is measured.</summary>
internal enum Clock
{
    /// <summary>Elapsed time, as a user experiences it.</summary>
    Wall,

    /// <summary>
    /// The processor time of this process: for contenders with one thread, on a machine that other programs use at the same time.
    /// </summary>
    Processor,
}

/// <summary>Measures several contenders in turn, in one process.</summary>
/// <remarks>
/// The speed of a shared machine changes from second to second, so a ratio is only meaningful if both sides were measured
/// at the same time. Each round measures a few chunks of time of every contender and keeps the fastest one, which was disturbed least. The
/// result is the median over the rounds, and a ratio is the median of the rounds' ratios. The order of the contenders rotates.
/// </remarks>
internal static class Alternation
{
    private const int SpinMilliseconds = 400;
    private const int ChunksPerRound = 3;

    /// <summary>Set once, from the command line.</summary>
    internal static Clock Clock { get; set; }

    internal static Measurement[] Run(IReadOnlyList<Contender> contenders, int rounds, double chunkSeconds = 0.02, double warmUpSeconds = 0.4)
    {
        var repetitions = new long[contenders.Count];
        for (int i = 0; i < contenders.Count; i++)
        {
            repetitions[i] = WarmUp(contenders[i], chunkSeconds, warmUpSeconds);
            Rest(contenders[i]);
        }

        var times = new double[contenders.Count][];
        for (int i = 0; i < contenders.Count; i++)
        {
            times[i] = new double[rounds];
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int n = 0; n < contenders.Count; n++)
            {
                int i = (n + round) % contenders.Count;
                times[i][round] = BestChunk(contenders[i], repetitions[i], repetitions[i] > 1 ? ChunksPerRound : 1);
                Rest(contenders[i]);
            }
        }

        return [.. contenders.Select((contender, i) => new Measurement(contender.Name, times[i], AllocatedBytes(contender, repetitions[i])))];
    }

    /// <summary>Runs until the JIT has optimised the code; returns how many operations fill a chunk.</summary>
    private static long WarmUp(Contender contender, double chunkSeconds, double warmUpSeconds)
    {
        var watch = Stopwatch.StartNew();
        double fastest = double.MaxValue;
        long count = 1;
        do
        {
            double before = watch.Elapsed.TotalSeconds;
            for (long n = 0; n < count; n++)
            {
                contender.Run();
            }

            double time = watch.Elapsed.TotalSeconds - before;
            fastest = Math.Min(fastest, time / count);
            count = Math.Max(1, Math.Min(count * 2, (long)(chunkSeconds / fastest)));
        }
        while (watch.Elapsed.TotalSeconds < warmUpSeconds);
        return Math.Max(1, (long)(chunkSeconds / fastest));
    }

    private static double BestChunk(Contender contender, long repetitions, int chunks)
    {
        // An operation that is not measured loads the contender's data into the caches.
        if (repetitions > 1)
        {
            contender.Run();
        }

        double best = double.MaxValue;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            double start = Now();
            for (long n = 0; n < repetitions; n++)
            {
                contender.Run();
            }

            best = Math.Min(best, (Now() - start) / repetitions);
        }

        return best;
    }

    private static double Now()
        => Clock == Clock.Wall ? Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency : Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>The managed memory, in bytes, that one operation allocates on all threads.</summary>
    private static double AllocatedBytes(Contender contender, long repetitions)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (long n = 0; n < repetitions; n++)
        {
            contender.Run();
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)repetitions;
    }

    private static void Rest(Contender contender)
    {
        if (contender.LeavesThreadsSpinning)
        {
            Thread.Sleep(SpinMilliseconds);
        }
    }
}
