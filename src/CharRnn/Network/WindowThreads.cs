using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The threads that share a pass over a window: how many, and whether they share streams or rows.</summary>
internal sealed class WindowThreads
{
    private readonly ThreadTrial? _trial;
    private readonly bool _sharesRows;

    /// <param name="architecture">The network.</param>
    /// <param name="sequenceLength">τ.</param>
    /// <param name="batchSize">B.</param>
    /// <param name="threadCount">Threads, or 0 to choose.</param>
    internal WindowThreads(RnnArchitecture architecture, int sequenceLength, int batchSize, int threadCount)
    {
        Phases = new ParallelPhases(threadCount > 0 ? threadCount : ThreadChoice.ForWindow(architecture, sequenceLength, batchSize, Environment.ProcessorCount));
        _trial = threadCount == 0 && Phases.ThreadCount > 1 ? new ThreadTrial(Phases, TimeProvider.System) : null;
        _sharesRows = ThreadChoice.SharesRows(batchSize, Phases.ThreadCount);
    }

    internal ParallelPhases Phases { get; }

    /// <summary>Threads that share the rows of the recurrent weights; 1 if they share the streams.</summary>
    internal int RowShares => _sharesRows ? Phases.ThreadCount : 1;

    /// <summary>Before a pass.</summary>
    internal void Begin() => _trial?.Begin();

    /// <summary>After a pass of so many columns.</summary>
    internal void End(int columnCount) => _trial?.End(columnCount);

    /// <summary>Runs all steps of a window: threads share the streams or, for want of streams, the rows of the states.</summary>
    internal void RunRecurrence(Phase streams, Steps rows, object state, int stepCount)
    {
        if (_sharesRows)
        {
            Phases.RunSteps(rows, state, stepCount);
        }
        else
        {
            Phases.Run(streams, state);
        }
    }
}
