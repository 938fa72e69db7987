namespace CharRnn.Network;

/// <summary>Chooses the number of threads and how they divide the work: docs/decisions/0014-threads.md.</summary>
/// <remarks>A guess from the sizes; <see cref="Kernels.ThreadTrial"/> then finds out on the machine. No result depends on either.</remarks>
internal static class ThreadChoice
{
    /// <summary>Streams for each thread below which it is better to share the rows.</summary>
    private const int FewStreams = 2;

    /// <summary>Streams, and multiply-adds in a forward pass, for each thread that shares streams.</summary>
    private const int WorthwhileStreams = 4;
    private const long WorthwhilePass = 4_000_000;

    /// <summary>Multiply-adds of W·h in a step of one layer for each thread that shares its rows.</summary>
    private const long WorthwhileStep = 32_000;

    /// <summary>Multiply-adds of a written character for each thread and each time that the threads meet: after every layer and at the end.</summary>
    private const long WorthwhileCharacter = 20_000;

    /// <summary>Threads for training on windows of τ steps of B streams.</summary>
    internal static int ForWindow(RnnArchitecture architecture, int sequenceLength, int batchSize, int processorCount)
    {
        Int128 m = architecture.HiddenSize, columns = (Int128)sequenceLength * batchSize;
        Int128 byStreams = Int128.Min(batchSize / WorthwhileStreams, MultiplyAdds(architecture) * columns / WorthwhilePass);
        Int128 byRows = CellShape.Of(architecture.Cell).GateCount * m * m * batchSize / WorthwhileStep;
        return (int)Int128.Clamp(batchSize < FewStreams * byRows ? byRows : byStreams, 1, processorCount);
    }

    /// <summary>Threads for writing some texts at once.</summary>
    internal static int ForCharacter(RnnArchitecture architecture, int textCount, int processorCount)
        => (int)Int128.Clamp(MultiplyAdds(architecture) * textCount / (WorthwhileCharacter * (architecture.LayerCount + 1)), 1, processorCount);

    /// <summary>Multiply-adds of one character: W h of every layer, U h of all but the first, V h of the last.</summary>
    private static Int128 MultiplyAdds(RnnArchitecture architecture)
    {
        Int128 m = architecture.HiddenSize, gates = CellShape.Of(architecture.Cell).GateCount;
        return m * ((gates * m * ((2 * architecture.LayerCount) - 1)) + architecture.VocabularySize);
    }

    /// <summary>Whether threads share the rows of the hidden states, for want of streams to share.</summary>
    internal static bool SharesRows(int batchSize, int threadCount) => batchSize < FewStreams * threadCount;
}
