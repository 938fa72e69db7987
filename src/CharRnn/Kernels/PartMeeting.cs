namespace CharRnn.Kernels;

/// <summary>Where the parts of a step wait for each other: a part writes to its own counter and reads the others'.</summary>
/// <param name="partCount">Parts of every step.</param>
internal sealed class PartMeeting(int partCount)
{
    /// <summary>Counters are two cache lines apart: processors fetch lines in pairs.</summary>
    private const int Distance = 32;
    private readonly int[] _counts = new int[(partCount + 1) * Distance];

    /// <summary>Returns when all parts have been here equally often, or one of them has failed.</summary>
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

    /// <summary>Before the phase that follows a failure.</summary>
    internal void Reset() => Array.Clear(_counts);

    private ref int CountOf(int part) => ref _counts[(part + 1) * Distance];
}
