using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The threads of a pass over a window: how many there are, and whether they share streams or rows.</summary>
internal sealed class WindowThreads
{
    /// <summary>
    /// The largest number of hidden units, for each stream of a thread, up to which a product over the columns of one step costs no more than one over the window.
    /// For wider layers, reading U again at every step costs more than it saves.
    /// </summary>
    private const int MostUnitsPerStream = 4;

    /// <summary>The size, in bytes, above which the sums of one layer do not stay in the caches for the whole window: half of a third-level cache of 16 MB.</summary>
    private const long LargeSums = 8 << 20;

    private readonly ThreadTrial? _trial;
    private readonly bool _sharesRows;

    /// <param name="architecture">The network.</param>
    /// <param name="sequenceLength">τ.</param>
    /// <param name="batchSize">B.</param>
    /// <param name="threadCount">The number of threads, or 0 for an automatic choice.</param>
    /// <param name="numberSize">The size of a number in bytes.</param>
    internal WindowThreads(RnnArchitecture architecture, int sequenceLength, int batchSize, int threadCount, int numberSize)
    {
        Phases = new ParallelPhases(threadCount > 0 ? threadCount : ThreadChoice.ForWindow(architecture, sequenceLength, batchSize, Environment.ProcessorCount));
        _trial = threadCount == 0 && Phases.ThreadCount > 1 ? new ThreadTrial(Phases, TimeProvider.System) : null;
        _sharesRows = ThreadChoice.SharesRows(batchSize, Phases.ThreadCount);
        PassesEachStep = !_sharesRows && architecture.HiddenSize <= (long)MostUnitsPerStream * (batchSize / Phases.ThreadCount)
            && (long)CellShape.Of(architecture.Cell).PartCount * architecture.HiddenSize * sequenceLength * batchSize * numberSize >= LargeSums;
    }

    internal ParallelPhases Phases { get; }

    /// <summary>The number of threads that share the rows of the recurrent weights; 1 if they share the streams.</summary>
    internal int RowShares => _sharesRows ? Phases.ThreadCount : 1;

    /// <summary>
    /// Whether each step is followed at once by the products for the next layer, U h and Uᵀ da, while its sums are in the first-level or second-level
    /// cache, because the sums of a whole window are larger than all caches. The bits are those of the products over the whole window.
    /// </summary>
    internal bool PassesEachStep { get; }

    /// <summary>Called before a pass.</summary>
    internal void Begin() => _trial?.Begin();

    /// <summary>Called after a pass over the given number of columns.</summary>
    internal void End(int columnCount) => _trial?.End(columnCount);

    /// <summary>Runs all steps of a window. Threads share the streams or, if there are too few, the rows of the states.</summary>
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
