using System.Numerics;
using CharRnn.Writing;

namespace CharRnn.Training;

/// <summary>Measures a network on pieces of text, each from the zero state.</summary>
/// <remarks>
/// One stream after the other would cost as much as a good part of a pass of training. So pieces are read side by side, and a single long one in
/// shares: each begins so many characters early that its state has forgotten where it began. What it predicts there is not counted.
/// </remarks>
internal sealed class HeldOutLoss<T>(Rnn<T> rnn, int threadCount)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WindowLength = 128;

    /// <summary>Steps of a window in which shares are read.</summary>
    private const int ShareWindowLength = 64;

    /// <summary>Pieces that are gathered to be read side by side.</summary>
    private const int GroupSize = 4096;

    /// <summary>Pieces from which on reading them side by side fills most streams.</summary>
    private const int ManyPieces = 8;

    /// <summary>Shares of a long piece.</summary>
    private const int StreamCount = 32;

    /// <summary>Characters that a share reads before those that it counts.</summary>
    internal const int Context = 512;

    /// <summary>The number of predictions up to which a piece is read as a whole: shares of it would read little more than their context.</summary>
    private const int ShortPiece = StreamCount * Context / 8;
    private RnnWorkspace<T>? _workspace;
    private RnnWorkspace<T>? _shareWorkspace;

    /// <summary>The mean over all targets, in nats per character. Changes nothing in the network.</summary>
    internal double NatsPerCharacter(IndexSpan text, ReadOnlySpan<TextSegment> segments)
    {
        long count = 0;
        double sum = segments.Length >= ManyPieces ? SideBySide(text, segments) : 0;
        foreach (TextSegment segment in segments)
        {
            count += segment.TargetCount;
            sum += segments.Length >= ManyPieces ? 0 : segment.TargetCount <= ShortPiece ? InOneGo(text, segment) : InShares(text, segment);
        }

        return sum / count;
    }

    private double InOneGo(IndexSpan text, TextSegment segment)
    {
        _workspace ??= new RnnWorkspace<T>(rnn.Parameters.Architecture, WindowLength, batchSize: 1, threadCount: 1);
        var state = new T[rnn.StateSize];
        var buffer = new int[WindowLength + 1];
        double sum = 0;
        for (int start = segment.Start; start < segment.LastTarget; start += WindowLength)
        {
            int length = Math.Min(WindowLength, segment.LastTarget - start);
            ReadOnlySpan<int> window = text.Read(start, buffer.AsSpan(0, length + 1));
            sum += double.CreateTruncating(rnn.Forward(window[..length], window[1..], state, _workspace));
        }

        return sum;
    }

    /// <summary>Share 0 counts all of its L predictions, the others all but those of their context: L + (S − 1)·(L − context) cover the piece.</summary>
    private double InShares(IndexSpan text, TextSegment segment)
    {
        _shareWorkspace ??= new RnnWorkspace<T>(rnn.Parameters.Architecture, ShareWindowLength, StreamCount, threadCount);
        var state = new T[rnn.StateSize * StreamCount];
        int[] inputs = new int[ShareWindowLength * StreamCount], targets = new int[inputs.Length], buffer = new int[ShareWindowLength + 1];
        int steps = (segment.TargetCount + ((StreamCount - 1) * Context) + StreamCount - 1) / StreamCount;
        double sum = 0;
        for (int step = 0; step < steps; step += ShareWindowLength)
        {
            int length = Math.Min(ShareWindowLength, steps - step), columns = length * StreamCount;
            for (int i = 0; i < StreamCount; i++)
            {
                int start = segment.Start + (i * (steps - Context)) + step, read = Math.Clamp(segment.LastTarget - start, 0, length);
                text.Read(read == 0 ? segment.Start : start, buffer.AsSpan(0, read + 1));
                for (int t = 0; t < read; t++)
                {
                    (inputs[(t * StreamCount) + i], targets[(t * StreamCount) + i]) = (buffer[t], buffer[t + 1]);
                }
            }

            rnn.Forward(inputs.AsSpan(0, columns), targets.AsSpan(0, columns), state, _shareWorkspace);
            for (int column = 0; column < columns; column++)
            {
                int i = column % StreamCount, predicted = step + (column / StreamCount);
                bool counts = (i == 0 || predicted >= Context) && (i * (steps - Context)) + predicted < segment.TargetCount;
                sum += counts ? double.CreateTruncating(_shareWorkspace.Losses[column]) : 0;
            }
        }

        return sum;
    }

    private double SideBySide(IndexSpan text, ReadOnlySpan<TextSegment> segments)
    {
        double sum = 0;
        for (int start = 0; start < segments.Length; start += GroupSize)
        {
            var group = new int[Math.Min(GroupSize, segments.Length - start)][];
            for (int n = 0; n < group.Length; n++)
            {
                group[n] = new int[segments[start + n].TargetCount + 1];
                text.Read(segments[start + n].Start, group[n]);
            }

            sum += new TextBatch<T>(rnn, group.Length, group.Max(piece => piece.Length) - 1, threadCount).Losses(group).Sum(TextBatch<T>.Sum);
        }

        return sum;
    }
}
