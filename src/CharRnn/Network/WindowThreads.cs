using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The threads that share a pass over a window: how many, and whether they share streams or rows.</summary>
internal sealed class WindowThreads
{
    /// <summary>
    /// Hidden units for each stream of a thread up to which a product over the columns of one step costs no more than one over the window: wider
    /// layers read more of U at every step than they save by not reading the sums again.
    /// </summary>
    private const int MostUnitsPerStream = 4;

    /// <summary>Bytes of the sums of one layer from which on the caches do not keep them for the whole window: half of a third-level cache of 16 MB.</summary>
    private const long LargeSums = 8 << 20;

    private readonly ThreadTrial? _trial;
    private readonly bool _sharesRows;

    /// <param name="architecture">The network.</param>
    /// <param name="sequenceLength">τ.</param>
    /// <param name="batchSize">B.</param>
    /// <param name="threadCount">Threads, or 0 to choose.</param>
    /// <param name="numberSize">Bytes of a number.</param>
    internal WindowThreads(RnnArchitecture architecture, int sequenceLength, int batchSize, int threadCount, int numberSize)
    {
        Phases = new ParallelPhases(threadCount > 0 ? threadCount : ThreadChoice.ForWindow(architecture, sequenceLength, batchSize, Environment.ProcessorCount));
        _trial = threadCount == 0 && Phases.ThreadCount > 1 ? new ThreadTrial(Phases, TimeProvider.System) : null;
        _sharesRows = ThreadChoice.SharesRows(batchSize, Phases.ThreadCount);
        PassesEachStep = !_sharesRows && architecture.HiddenSize <= (long)MostUnitsPerStream * (batchSize / Phases.ThreadCount)
            && (long)CellShape.Of(architecture.Cell).PartCount * architecture.HiddenSize * sequenceLength * batchSize * numberSize >= LargeSums;
    }

    internal ParallelPhases Phases { get; }

    /// <summary>Threads that share the rows of the recurrent weights; 1 if they share the streams.</summary>
    internal int RowShares => _sharesRows ? Phases.ThreadCount : 1;

    /// <summary>
    /// Whether layers pass on the columns of a step at once, U h and Uᵀ da, while the sums are in the nearest caches, because those of the
    /// whole window are larger than all caches. The bits are those of the products over the whole window.
    /// </summary>
    internal bool PassesEachStep { get; }

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
