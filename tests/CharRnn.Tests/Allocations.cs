namespace CharRnn.Tests;

/// <summary>Counts what a piece of code allocates once everything it needs has been compiled and made.</summary>
internal static class Allocations
{
    private const int Repetitions = 100;

    /// <summary>Bytes that the current thread allocates in 100 calls, after as many that are not counted.</summary>
    internal static long Of(Action action)
    {
        for (int i = 0; i < Repetitions; i++)
        {
            action();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Repetitions; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
