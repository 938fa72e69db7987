namespace CharRnn.Network;

/// <summary>How many threads pay for themselves, and what they share: docs/decisions/0014-threads.md.</summary>
/// <remarks>A guess from the sizes; <see cref="Kernels.ThreadTrial"/> then finds out on the machine. No result depends on either.</remarks>
internal static class ThreadChoice
{
    /// <summary>Streams for each thread below which it is better to share the rows.</summary>
    private const int FewStreams = 2;

    /// <summary>Streams, and multiply-adds in a forward pass, for each thread that shares streams.</summary>
    private const int WorthwhileStreams = 4;
    private const long WorthwhilePass = 4_000_000;

    /// <summary>Multiply-adds of W·h in a step for each thread that shares its rows.</summary>
    private const long WorthwhileStep = 32_000;

    /// <summary>Multiply-adds of a written character for each thread: it costs two meetings.</summary>
    private const long WorthwhileCharacter = 40_000;

    /// <summary>Threads for training on windows of τ steps of B streams.</summary>
    internal static int ForWindow(RnnArchitecture architecture, int sequenceLength, int batchSize, int processorCount)
    {
        long m = architecture.HiddenSize, k = architecture.VocabularySize;
        long byStreams = Math.Min(batchSize / WorthwhileStreams, (m + k) * m * sequenceLength * batchSize / WorthwhilePass);
        long byRows = m * m * batchSize / WorthwhileStep;
        return (int)Math.Clamp(batchSize < FewStreams * byRows ? byRows : byStreams, 1, processorCount);
    }

    /// <summary>Threads for writing some texts at once.</summary>
    internal static int ForCharacter(RnnArchitecture architecture, int streamCount, int processorCount)
    {
        long m = architecture.HiddenSize, k = architecture.VocabularySize;
        return (int)Math.Clamp((m + k) * m * streamCount / WorthwhileCharacter, 1, processorCount);
    }

    /// <summary>Whether threads share the rows of the hidden states, for want of streams to share.</summary>
    internal static bool SharesRows(int batchSize, int threadCount) => batchSize < FewStreams * threadCount;
}
