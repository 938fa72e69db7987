using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn;

/// <summary>One text being written: a running state, and the choice of the next character from the logits.</summary>
internal sealed class CharacterSampler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Below this the choice is greedy: no two different logits are close enough to share the probability.</summary>
    private const double GreedyTemperature = 1e-9;
    private readonly Rnn<T> _rnn;
    private readonly SamplingOptions _options;
    private readonly T[] _state;
    private readonly T[] _probabilities;
    private readonly T[]? _sorted;
    private readonly int[]? _order;

    internal CharacterSampler(Rnn<T> rnn, SamplingOptions options)
    {
        _rnn = rnn;
        _options = options;
        int k = rnn.Parameters.Architecture.VocabularySize;
        _state = new T[rnn.StateSize];
        _probabilities = new T[k];
        if (options.TopP < 1 || (options.TopK > 0 && options.TopK < k))
        {
            _sorted = new T[k];
            _order = new int[k];
        }
    }

    /// <summary>h after what has been read so far.</summary>
    internal Span<T> State => _state;

    /// <summary>Reads a character; the next one is chosen from what the network says after it.</summary>
    internal void Read(int index) => _rnn.Step(index, _state, _probabilities);

    /// <summary>Chooses a character and reads it.</summary>
    internal int Next(Random random)
    {
        int index = Choose(random);
        Read(index);
        return index;
    }

    private int Choose(Random random)
    {
        if (_options.Temperature < GreedyTemperature)
        {
            return MostProbable();
        }

        KernelSet<T>.Best.Softmax(_probabilities, Preconditions.To<T>(1 / _options.Temperature));
        return _order is null ? Draw(random, _probabilities) : _order[Draw(random, Filter())];
    }

    private int MostProbable()
    {
        int best = 0;
        for (int i = 1; i < _probabilities.Length; i++)
        {
            best = _probabilities[i] > _probabilities[best] ? i : best;
        }

        return T.IsFinite(_probabilities[best]) ? best : throw NotFinite();
    }

    /// <summary>The probabilities that top-k and then the nucleus leave, largest first; their characters are in the same order.</summary>
    private ReadOnlySpan<T> Filter()
    {
        for (int i = 0; i < _order!.Length; i++)
        {
            _order[i] = i;
            _sorted![i] = -_probabilities[i];
        }

        _sorted.AsSpan().Sort(_order.AsSpan());
        int count = _options.TopK > 0 ? Math.Min(_options.TopK, _order.Length) : _order.Length;
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            _sorted![i] = -_sorted[i];
            total += double.CreateTruncating(_sorted[i]);
        }

        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += double.CreateTruncating(_sorted![i]);
            if (sum >= _options.TopP * total)
            {
                return _sorted.AsSpan(0, i + 1);
            }
        }

        return _sorted.AsSpan(0, count);
    }

    private static int Draw(Random random, ReadOnlySpan<T> probabilities)
    {
        double total = 0;
        foreach (T probability in probabilities)
        {
            total += double.CreateTruncating(probability);
        }

        if (!(total > 0))
        {
            throw NotFinite();
        }

        double threshold = random.NextDouble() * total, sum = 0;
        int last = 0;
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

        return last;
    }

    private static InvalidOperationException NotFinite()
        => new("The network's output is NaN or infinite: its parameters are damaged, or far too large.");
}
