namespace CharRnn.Tests;

/// <summary>Tests that measure or occupy the whole process. They run one by one, after all others.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;

/// <summary>Counts what a piece of code allocates after everything it needs has been compiled and created.</summary>
internal static class Allocations
{
    private const int Repetitions = 100;
    private const int Attempts = 300;
    private const int AttemptsOnOneThread = 5;

    /// <summary>
    /// Bytes that the current thread allocates in 100 calls, after as many that are not counted. A collection that another
    /// thread causes ends this thread's share of the heap early, and what was left of it counts as allocated: so a result
    /// other than 0 is measured again, and the smallest counts.
    /// </summary>
    internal static long Of(Action action)
    {
        Repeat(action);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < AttemptsOnOneThread && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Repeat(action);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>
    /// The same for all threads together; only for tests of <see cref="WholeProcess"/>. The test runner may allocate at the
    /// same time, so there are many attempts of one call each, and the smallest counts.
    /// </summary>
    internal static long OfAllThreads(Action action)
    {
        Repeat(action);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private static void Repeat(Action action)
    {
        for (int i = 0; i < Repetitions; i++)
        {
            action();
        }
    }
}
