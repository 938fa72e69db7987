using System.Numerics;

namespace CharRnn.Training;

/// <summary>Measures a network on pieces of text, each from the zero state.</summary>
internal sealed class HeldOutLoss<T>(Rnn<T> rnn)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WindowLength = 128;
    private readonly RnnWorkspace<T> _workspace = new(rnn.Parameters.Architecture, WindowLength, batchSize: 1, threadCount: 1);
    private readonly T[] _state = new T[rnn.StateSize];

    /// <summary>The mean over all targets, in nats per character. Changes nothing in the network.</summary>
    internal double NatsPerCharacter(ReadOnlySpan<int> text, ReadOnlySpan<TextSegment> segments)
    {
        double sum = 0;
        long count = 0;
        foreach (TextSegment segment in segments)
        {
            Array.Clear(_state);
            for (int start = segment.Start; start < segment.LastTarget; start += WindowLength)
            {
                int length = Math.Min(WindowLength, segment.LastTarget - start);
                sum += double.CreateTruncating(rnn.Forward(text.Slice(start, length), text.Slice(start + 1, length), _state, _workspace));
            }

            count += segment.TargetCount;
        }

        return sum / count;
    }
}
