using System.Numerics;

namespace CharRnn.Training;

/// <summary>Measures a network on pieces of text, each from the zero state.</summary>
internal sealed class HeldOutLoss<T>(Rnn<T> rnn)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int WindowLength = 128;
    private readonly RnnWorkspace<T> _workspace = new(rnn.Parameters.Architecture, WindowLength, batchSize: 1, threadCount: 1);
    private readonly T[] _state = new T[rnn.StateSize];
    private readonly int[] _window = new int[WindowLength + 1];

    /// <summary>The mean over all targets, in nats per character. Changes nothing in the network.</summary>
    internal double NatsPerCharacter(IndexSpan text, ReadOnlySpan<TextSegment> segments)
    {
        double sum = 0;
        long count = 0;
        foreach (TextSegment segment in segments)
        {
            Array.Clear(_state);
            for (int start = segment.Start; start < segment.LastTarget; start += WindowLength)
            {
                int length = Math.Min(WindowLength, segment.LastTarget - start);
                ReadOnlySpan<int> window = text.Read(start, _window.AsSpan(0, length + 1));
                sum += double.CreateTruncating(rnn.Forward(window[..length], window[1..], _state, _workspace));
            }

            count += segment.TargetCount;
        }

        return sum / count;
    }
}
