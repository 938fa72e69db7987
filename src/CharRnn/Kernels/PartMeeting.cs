namespace CharRnn.Kernels;

/// <summary>A barrier between the parts of a step: each part writes its own counter and reads those of the others.</summary>
/// <param name="partCount">The number of parts of every step.</param>
internal sealed class PartMeeting(int partCount)
{
    /// <summary>Counters are two cache lines apart, because processors fetch lines in pairs.</summary>
    private const int Distance = 32;
    private readonly int[] _counts = new int[(partCount + 1) * Distance];

    /// <summary>Returns when all parts have called it equally often, or when one of them has failed.</summary>
    internal void Wait(int part, ParallelPhases phases)
    {
        int count = CountOf(part) + 1;
        Volatile.Write(ref CountOf(part), count);
        for (int other = 0; other < partCount; other++)
        {
            for (int look = 0; Volatile.Read(ref CountOf(other)) - count < 0 && !phases.HasFailed; look++)
            {
                ParallelPhases.Pause(look);
            }
        }
    }

    /// <summary>Prepares for the phase after a failure.</summary>
    internal void Reset() => Array.Clear(_counts);

    private ref int CountOf(int part) => ref _counts[(part + 1) * Distance];
}
