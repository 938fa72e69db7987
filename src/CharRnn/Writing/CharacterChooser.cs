using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Writing;

/// <summary>Chooses a character from logits: applies temperature, top-k and nucleus, then draws at random.</summary>
internal sealed class CharacterChooser<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Below this the choice is greedy: no two different logits are close enough to share the probability.</summary>
    private const double GreedyTemperature = 1e-9;
    private readonly SamplingOptions _options;
    private readonly T[] _probabilities;
    private readonly T[]? _sorted;
    private readonly int[]? _order;

    internal CharacterChooser(int vocabularySize, SamplingOptions options)
    {
        _options = options;
        _probabilities = new T[vocabularySize];
        if (options.TopP < 1 || (options.TopK > 0 && options.TopK < vocabularySize))
        {
            _sorted = new T[vocabularySize];
            _order = new int[vocabularySize];
        }
    }

    /// <summary>The index of the chosen character; the logits stay as they are.</summary>
    internal int Choose(ReadOnlySpan<T> logits, Random random)
    {
        if (_options.Temperature < GreedyTemperature)
        {
            return MostProbable(logits);
        }

        logits.CopyTo(_probabilities);
        KernelSet<T>.Best.Softmax(_probabilities, Preconditions.To<T>(1 / _options.Temperature));
        return _order is null ? Draw(random, _probabilities, total: 1) : _order[Draw(random, Filter(out double total), total)];
    }

    private static int MostProbable(ReadOnlySpan<T> logits)
    {
        int best = 0;
        bool isFinite = true;
        for (int i = 0; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
            isFinite &= T.IsFinite(logits[i]);
        }

        return isFinite ? best : throw NotFinite();
    }

    /// <summary>The probabilities that top-k and then the nucleus leave, largest first; their characters are in the same order.</summary>
    /// <param name="kept">The sum of their probabilities.</param>
    private ReadOnlySpan<T> Filter(out double kept)
    {
        for (int i = 0; i < _order!.Length; i++)
        {
            _order[i] = i;
            _sorted![i] = -_probabilities[i];
        }

        Sort(_sorted, _order);
        int count = _options.TopK > 0 ? Math.Min(_options.TopK, _order.Length) : _order.Length;
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            _sorted![i] = -_sorted[i];
            total += double.CreateTruncating(_sorted[i]);
        }

        kept = 0;
        for (int i = 0; i < count; i++)
        {
            kept += double.CreateTruncating(_sorted![i]);
            if (kept >= _options.TopP * total)
            {
                return _sorted.AsSpan(0, i + 1);
            }
        }

        return _sorted.AsSpan(0, count);
    }

    /// <summary>Sorts keys and their characters; characters of equal keys stay in order, so that the first of the best is the greedy one.</summary>
    private static void Sort(Span<T> keys, Span<int> characters)
    {
        keys.Sort(characters);
        for (int start = 0, end = 1; start < keys.Length; start = end++)
        {
            while (end < keys.Length && keys[end] == keys[start])
            {
                end++;
            }

            characters[start..end].Sort();
        }
    }

    /// <summary>Draws a place in proportion to its probability. One pass, as the additions wait for each other.</summary>
    private static int Draw(Random random, ReadOnlySpan<T> probabilities, double total)
    {
        double threshold = random.NextDouble() * total, sum = 0;
        int last = -1;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] > T.Zero)
            {
                last = i;
                sum += double.CreateTruncating(probabilities[i]);
                if (threshold < sum)
                {
                    return i;
                }
            }
        }

        // Because of rounding, the probabilities may sum to slightly less than the total; those of a damaged network are all NaN.
        return last >= 0 && total > 0 ? last : throw NotFinite();
    }

    private static InvalidOperationException NotFinite()
        => new("The network's output is NaN or infinite: its parameters are damaged, or far too large.");
}
