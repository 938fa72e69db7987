using System.Numerics;
using System.Runtime.InteropServices;
using CharRnn.Cli.Explain.Reading;

namespace CharRnn.Cli.Explain.Numbers;

/// <summary>A place elsewhere in the text where the network is in a similar state.</summary>
/// <param name="Position">The character after which it is, counted from the window's start.</param>
/// <param name="Distance">Euclidean distance of the hidden states of all layers, divided by the mean distance of two places.</param>
internal readonly record struct Neighbour(int Position, double Distance);

/// <summary>Finds, for every character of the passage, the places with the nearest hidden states.</summary>
internal static class Neighbours
{
    internal const int Count = 5;

    /// <summary>Products of two numbers that the search may cost. Beyond it, only every second place is looked at, or every third, and so on.</summary>
    private const long Budget = 2_000_000_000;

    /// <summary>Places closer than this to the character itself are left out: they are the same place.</summary>
    private const int Vicinity = 20;

    /// <summary>The nearest places, nearest first, for each character of the passage.</summary>
    internal static Neighbour[][] Of<T>(Recording<T> recording)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TextWindow window = recording.Window;
        float[] states = HiddenStates(recording, out int size);
        double[] squares = [.. Enumerable.Range(0, window.Length).Select(position => (double)Dot(At(position), At(position)))];
        int step = (int)Math.Max(1, (long)window.PassageLength * window.Length * size / Budget);
        double typical = TypicalDistance(window, position => squares[position], (a, b) => Dot(At(a), At(b)));
        var found = new Neighbour[window.PassageLength][];
        Parallel.For(0, window.PassageLength, i =>
        {
            int place = window.PassageStart + i;
            var nearest = new PriorityQueue<int, double>();
            double farthest = 0;
            for (int other = 0; other < window.Length; other += step)
            {
                if (Math.Abs(other - place) >= Vicinity)
                {
                    double square = squares[place] + squares[other] - (2 * Dot(At(place), At(other)));
                    if (nearest.Count < Count)
                    {
                        nearest.Enqueue(other, -square);
                        nearest.TryPeek(out _, out farthest);
                    }
                    else if (-square > farthest)
                    {
                        nearest.EnqueueDequeue(other, -square);
                        nearest.TryPeek(out _, out farthest);
                    }
                }
            }

            var best = new Neighbour[nearest.Count];
            for (int rank = best.Length - 1; rank >= 0; rank--)
            {
                nearest.TryDequeue(out int other, out double square);
                best[rank] = new(other, Math.Sqrt(Math.Max(0, -square)) / typical);
            }

            found[i] = best;
        });
        return found;

        ReadOnlySpan<float> At(int position) => states.AsSpan(position * size, size);
    }

    private static float[] HiddenStates<T>(Recording<T> recording, out int size)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TraceGroup[] hidden = [.. recording.Groups.Where(group => group.Quantity == "h")];
        int m = recording.Model.Rnn.Parameters.Architecture.HiddenSize;
        size = hidden.Length * m;
        var states = new float[recording.Window.Length * size];
        for (int position = 0; position < recording.Window.Length; position++)
        {
            for (int layer = 0; layer < hidden.Length; layer++)
            {
                recording.ValuesAt(position).Slice(hidden[layer].First, m).CopyTo(states.AsSpan((position * size) + (layer * m)));
            }
        }

        return states;
    }

    /// <summary>The mean distance of some pairs that have nothing to do with each other.</summary>
    private static double TypicalDistance(TextWindow window, Func<int, double> square, Func<int, int, float> product)
    {
        double sum = 0;
        int pairs = Math.Min(1000, window.Length);
        for (int i = 0; i < pairs; i++)
        {
            int a = (int)((long)window.Length * i / pairs), b = (int)((a + (window.Length / 2L) + (i * 7L)) % window.Length);
            sum += Math.Sqrt(Math.Max(0, square(a) + square(b) - (2 * product(a, b))));
        }

        return Math.Max(sum / pairs, double.Epsilon);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(a), right = MemoryMarshal.Cast<float, Vector<float>>(b);
        Vector<float> even = Vector<float>.Zero, odd = Vector<float>.Zero;
        int i = 0;
        for (; i < left.Length - 1; i += 2)
        {
            even = Vector.FusedMultiplyAdd(left[i], right[i], even);
            odd = Vector.FusedMultiplyAdd(left[i + 1], right[i + 1], odd);
        }

        for (; i < left.Length; i++)
        {
            even = Vector.FusedMultiplyAdd(left[i], right[i], even);
        }

        float sum = Vector.Sum(even + odd);
        for (int j = left.Length * Vector<float>.Count; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }
}
