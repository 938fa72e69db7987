using System.Numerics;
using CharRnn.Writing;

namespace CharRnn.Training;

/// <summary>Measures a network on pieces of text, each from the zero state.</summary>
internal sealed class HeldOutLoss<T>(Rnn<T> rnn)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WindowLength = 128;

    /// <summary>Predictions of a piece, on average, up to which pieces are read side by side: a pass over a few characters of one stream costs as much as one over many streams.</summary>
    private const int ShortPiece = 256;

    /// <summary>Pieces that are gathered to be read side by side.</summary>
    private const int GroupSize = 4096;
    private readonly RnnWorkspace<T> _workspace = new(rnn.Parameters.Architecture, WindowLength, batchSize: 1, threadCount: 1);
    private readonly T[] _state = new T[rnn.StateSize];
    private readonly int[] _window = new int[WindowLength + 1];

    /// <summary>The mean over all targets, in nats per character. Changes nothing in the network.</summary>
    internal double NatsPerCharacter(IndexSpan text, ReadOnlySpan<TextSegment> segments)
    {
        long count = 0;
        foreach (TextSegment segment in segments)
        {
            count += segment.TargetCount;
        }

        return (segments.Length > 1 && count / segments.Length <= ShortPiece ? SideBySide(text, segments) : OneByOne(text, segments)) / count;
    }

    private double OneByOne(IndexSpan text, ReadOnlySpan<TextSegment> segments)
    {
        double sum = 0;
        foreach (TextSegment segment in segments)
        {
            Array.Clear(_state);
            for (int start = segment.Start; start < segment.LastTarget; start += WindowLength)
            {
                int length = Math.Min(WindowLength, segment.LastTarget - start);
                ReadOnlySpan<int> window = text.Read(start, _window.AsSpan(0, length + 1));
                sum += double.CreateTruncating(rnn.Forward(window[..length], window[1..], _state, _workspace));
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

            sum += new TextBatch<T>(rnn, group.Length, group.Max(piece => piece.Length) - 1).Losses(group).Sum(TextBatch<T>.Sum);
        }

        return sum;
    }
}
