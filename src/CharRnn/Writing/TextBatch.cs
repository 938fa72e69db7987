using System.Numerics;

namespace CharRnn.Writing;

/// <summary>Measures many texts side by side, each from the zero state.</summary>
/// <remarks>
/// Texts of about the same length are read together, so that streams hardly wait for one another. A stream whose text has ended continues
/// with an arbitrary character; its predictions are not counted.
/// </remarks>
internal sealed class TextBatch<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Streams at once: enough that the products over the streams run at full speed.</summary>
    private const int StreamLimit = 64;

    /// <summary>Steps of a window: with so many streams a longer one is no faster, and takes more memory.</summary>
    private const int WindowLimit = 32;
    private readonly Rnn<T> _rnn;
    private readonly int _streams;
    private readonly int _window;
    private readonly RnnWorkspace<T> _workspace;
    private readonly T[] _state;
    private readonly int[] _inputs;
    private readonly int[] _targets;

    /// <param name="rnn">The network.</param>
    /// <param name="textCount">How many texts at most will be measured at once; more take turns.</param>
    /// <param name="longest">Predictions of the longest text, 1 or more.</param>
    /// <param name="threadCount">Threads; 0 chooses.</param>
    internal TextBatch(Rnn<T> rnn, int textCount, int longest, int threadCount = 0)
    {
        _rnn = rnn;
        _streams = Math.Clamp(textCount, 1, StreamLimit);
        _window = Math.Min(longest, WindowLimit);
        _workspace = new RnnWorkspace<T>(rnn.Parameters.Architecture, _window, _streams, threadCount);
        _state = new T[rnn.StateSize * _streams];
        _inputs = new int[_window * _streams];
        _targets = new int[_window * _streams];
    }

    /// <summary>The loss of the second and every later character of each text, in nats.</summary>
    /// <param name="texts">Each of two or more indexes, and of no more predictions than the batch was made for.</param>
    internal T[][] Losses(IReadOnlyList<int[]> texts)
    {
        T[][] losses = [.. texts.Select(text => new T[text.Length - 1])];
        int[] order = [.. Enumerable.Range(0, texts.Count).OrderByDescending(text => texts[text].Length)];
        for (int first = 0; first < order.Length; first += _streams)
        {
            Measure(texts, order.AsSpan(first, Math.Min(_streams, order.Length - first)), losses);
        }

        return losses;
    }

    /// <summary>The sum of some losses, in double.</summary>
    internal static double Sum(T[] losses)
    {
        double sum = 0;
        foreach (T loss in losses)
        {
            sum += double.CreateTruncating(loss);
        }

        return sum;
    }

    /// <summary>Some texts, the longest first.</summary>
    private void Measure(IReadOnlyList<int[]> texts, ReadOnlySpan<int> order, T[][] losses)
    {
        Array.Clear(_state);
        int longest = texts[order[0]].Length - 1;
        for (int start = 0; start < longest; start += _window)
        {
            int length = Math.Min(_window, longest - start), columns = length * _streams;
            Array.Clear(_inputs);
            Array.Clear(_targets);
            for (int i = 0; i < order.Length; i++)
            {
                int[] text = texts[order[i]];
                for (int t = 0; t < Predictions(text, start, length); t++)
                {
                    _inputs[(t * _streams) + i] = text[start + t];
                    _targets[(t * _streams) + i] = text[start + t + 1];
                }
            }

            _rnn.Forward(_inputs.AsSpan(0, columns), _targets.AsSpan(0, columns), _state, _workspace);
            for (int i = 0; i < order.Length; i++)
            {
                for (int t = 0; t < Predictions(texts[order[i]], start, length); t++)
                {
                    losses[order[i]][start + t] = _workspace.Losses[(t * _streams) + i];
                }
            }
        }
    }

    private static int Predictions(int[] text, int start, int length) => Math.Clamp(text.Length - 1 - start, 0, length);
}
