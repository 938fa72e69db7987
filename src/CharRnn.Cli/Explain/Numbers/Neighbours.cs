using System.Numerics;
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

    /// <summary>Places of the passage that are compared with the text at once.</summary>
    private const int Together = 4;

    /// <summary>Places closer than this to the character itself are left out: they are the same place.</summary>
    private const int Vicinity = 20;

    /// <summary>The nearest places, nearest first, for each character of the passage.</summary>
    internal static Neighbour[][] Of<T>(Recording<T> recording)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TextWindow window = recording.Window;
        float[] states = HiddenStates(recording, out int size);
        float[] squares = [.. Enumerable.Range(0, window.Length).Select(position => VectorProducts.Dot(At(position), At(position)))];
        int step = (int)Math.Max(1, (long)window.PassageLength * window.Length * size / Budget);
        double typical = TypicalDistance(window, position => squares[position], (a, b) => VectorProducts.Dot(At(a), At(b)));
        var found = new Neighbour[window.PassageLength][];

        // Compares four places at once (the last group may repeat some), so that the other states are read from memory a quarter as often.
        Parallel.For(0, (window.PassageLength + Together - 1) / Together, block =>
        {
            int first = window.PassageStart + Math.Max(0, Math.Min(block * Together, window.PassageLength - Together));
            Nearest[] nearest = [.. Enumerable.Range(first, Together).Select(place => new Nearest(place))];
            for (int other = 0; other < window.Length; other += step)
            {
                Vector4 products = window.PassageLength < Together ? Few(first, other) : VectorProducts.DotOfFour(states.AsSpan(first * size, Together * size), At(other));
                for (int n = 0; n < Together; n++)
                {
                    nearest[n].Offer(other, squares[Math.Min(first + n, window.Length - 1)] + squares[other] - (2.0 * products[n]));
                }
            }

            for (int n = 0; n < Math.Min(Together, window.PassageLength); n++)
            {
                found[first + n - window.PassageStart] = nearest[n].ToArray(typical);
            }
        });
        return found;

        ReadOnlySpan<float> At(int position) => states.AsSpan(position * size, size);

        // The passage has fewer places than a group.
        Vector4 Few(int first, int other)
        {
            Vector4 products = default;
            for (int n = 0; n < window.PassageLength; n++)
            {
                products[n] = VectorProducts.Dot(At(first + n), At(other));
            }

            return products;
        }
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
    private static double TypicalDistance(TextWindow window, Func<int, float> square, Func<int, int, float> product)
    {
        double sum = 0;
        int pairs = Math.Min(1000, window.Length);
        for (int i = 0; i < pairs; i++)
        {
            int a = (int)((long)window.Length * i / pairs), b = (int)((a + (window.Length / 2L) + (i * 7L)) % window.Length);
            sum += Math.Sqrt(Math.Max(0, square(a) + square(b) - (2.0 * product(a, b))));
        }

        return Math.Max(sum / pairs, double.Epsilon);
    }

    /// <summary>The nearest places so far.</summary>
    private sealed class Nearest(int place)
    {
        private readonly PriorityQueue<int, double> _places = new();
        private double _farthest;

        internal void Offer(int other, double squaredDistance)
        {
            if ((_places.Count == Count && -squaredDistance <= _farthest) || Math.Abs(other - place) < Vicinity)
            {
                return;
            }

            if (_places.Count < Count)
            {
                _places.Enqueue(other, -squaredDistance);
            }
            else
            {
                _places.EnqueueDequeue(other, -squaredDistance);
            }

            _places.TryPeek(out _, out _farthest);
        }

        /// <param name="typical">The unit of distance.</param>
        internal Neighbour[] ToArray(double typical)
        {
            var best = new Neighbour[_places.Count];
            for (int rank = best.Length - 1; rank >= 0; rank--)
            {
                _places.TryDequeue(out int other, out double square);
                best[rank] = new(other, Math.Sqrt(Math.Max(0, -square)) / typical);
            }

            return best;
        }
    }
}
