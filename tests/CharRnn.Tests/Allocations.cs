namespace CharRnn.Tests;

/// <summary>Tests that measure or occupy the whole process. They run one by one, after all others.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;

/// <summary>How many bytes an action allocates once it is warm.</summary>
internal static class Allocations
{
    private const int Attempts = 20;

    /// <summary>On the calling thread alone: exact, whatever other threads do.</summary>
    internal static long PerCallOnThisThread(Action action, int calls)
    {
        action();
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>On all threads. The test runner may allocate at the same time, so the smallest of several attempts counts.</summary>
    internal static long PerCallInProcess(Action action, int calls)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            action();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < calls; i++)
            {
                action();
            }

            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
