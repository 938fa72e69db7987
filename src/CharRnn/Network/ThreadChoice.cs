namespace CharRnn.Network;

/// <summary>Chooses the number of threads and how they divide the work, see docs/decisions/0014-threads.md.</summary>
/// <remarks>An estimate from the sizes, which <see cref="Kernels.ThreadTrial"/> then checks by measuring. Results do not depend on either.</remarks>
internal static class ThreadChoice
{
    /// <summary>With fewer streams per thread than this, it is better to share the rows.</summary>
    private const int FewStreams = 2;

    /// <summary>The minimum work for each thread that shares streams: this many streams, and multiply-adds in a forward pass.</summary>
    private const int WorthwhileStreams = 4;
    private const long WorthwhilePass = 4_000_000;

    /// <summary>The minimum work for each thread that shares rows: multiply-adds of W·h in a step of one layer.</summary>
    private const long WorthwhileStep = 32_000;

    /// <summary>The minimum number of multiply-adds of a written character for each thread and each barrier; there is one after every layer and one at the end.</summary>
    private const long WorthwhileCharacter = 20_000;

    /// <summary>The number of threads for training on windows of τ steps of B streams.</summary>
    internal static int ForWindow(RnnArchitecture architecture, int sequenceLength, int batchSize, int processorCount)
    {
        Int128 m = architecture.HiddenSize, columns = (Int128)sequenceLength * batchSize;
        Int128 byStreams = Int128.Min(batchSize / WorthwhileStreams, MultiplyAdds(architecture) * columns / WorthwhilePass);
        Int128 byRows = CellShape.Of(architecture.Cell).GateCount * m * m * batchSize / WorthwhileStep;
        return (int)Int128.Clamp(batchSize < FewStreams * byRows ? byRows : byStreams, 1, processorCount);
    }

    /// <summary>The number of threads for writing some texts at once.</summary>
    internal static int ForCharacter(RnnArchitecture architecture, int textCount, int processorCount)
        => (int)Int128.Clamp(MultiplyAdds(architecture) * textCount / (WorthwhileCharacter * (architecture.LayerCount + 1)), 1, processorCount);

    /// <summary>The number of multiply-adds of one character: W h of every layer, U h of all but the first, V h of the last.</summary>
    private static Int128 MultiplyAdds(RnnArchitecture architecture)
    {
        Int128 m = architecture.HiddenSize, gates = CellShape.Of(architecture.Cell).GateCount;
        return m * ((gates * m * ((2 * architecture.LayerCount) - 1)) + architecture.VocabularySize);
    }

    /// <summary>Whether threads share the rows of the hidden states, because there are too few streams to share.</summary>
    internal static bool SharesRows(int batchSize, int threadCount) => batchSize < FewStreams * threadCount;
}
