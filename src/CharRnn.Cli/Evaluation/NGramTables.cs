using CharRnn.Cli.Failures;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Evaluation;

/// <summary>
/// The loss of n-gram tables of the training text on a held-out text: each character is predicted from the n − 1 characters before it by counting
/// alone. A network's loss is to be compared with it.
/// </summary>
/// <remarks>
/// <para>Witten–Bell smoothing, interpolated (I. H. Witten, T. C. Bell, 1991, <em>IEEE Transactions on Information Theory</em> 37(4),
/// method C): p_n(x | h) = (c(h x) + T(h) p_{n−1}(x | h')) / (c(h ·) + T(h)), where c counts in the training text, T(h) is the number
/// of different characters that follow h there, h' is h without its first character, and p_0 = 1/K. A context that does not occur in
/// the training text, or begins before the held-out text, leaves p_{n−1}.</para>
/// <para>No table is built: the places of both texts are sorted by the <see cref="HighestOrder"/> characters from there on, in linear
/// time, so that equal n-grams stand together. That takes <see cref="BytesPerCharacter"/> bytes for every character of both texts, and 8
/// more for the held-out ones, whatever the texts say.</para>
/// </remarks>
internal sealed class NGramTables
{
    /// <summary>The largest n.</summary>
    internal const int HighestOrder = 6;

    /// <summary>Memory for a character of both texts: its index, and its place in two orders.</summary>
    internal const int BytesPerCharacter = 3 * sizeof(int);

    private readonly int[] _text;
    private readonly int[] _places;
    private readonly int _heldOutStart;
    private readonly int _separator;
    private readonly double[] _probabilities;

    private NGramTables(int[] text, int heldOutStart, int vocabularySize)
    {
        _text = text;
        _heldOutStart = heldOutStart;
        _separator = vocabularySize;
        _places = SortedPlaces(text, vocabularySize);
        _probabilities = new double[text.Length - heldOutStart];
        Array.Fill(_probabilities, 1.0 / vocabularySize);
    }

    /// <summary>Measures tables of 1, 2, … <see cref="HighestOrder"/> characters on another text.</summary>
    /// <param name="training">The text that is counted.</param>
    /// <param name="heldOut">The text that is predicted, from its second character on; of the same vocabulary.</param>
    /// <returns>The mean of −ln p over the predicted characters, in nats, for n = 1, 2, …</returns>
    /// <exception cref="CommandException">The texts are too long.</exception>
    internal static IReadOnlyList<double> Measure(EncodedText training, EncodedText heldOut)
    {
        (int[] text, int start) = Join(training, training.Length, heldOut, 0);
        return Measure(text, start, training.Vocabulary.Count);
    }

    /// <summary>Measures tables of the start of a text on the rest of it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="heldOutStart">The first character that is not counted; those after it are predicted.</param>
    /// <inheritdoc cref="Measure(EncodedText, EncodedText)" path="/returns|/exception"/>
    internal static IReadOnlyList<double> Measure(EncodedText text, int heldOutStart)
    {
        (int[] joined, int start) = Join(text, heldOutStart, text, heldOutStart);
        return Measure(joined, start, text.Vocabulary.Count);
    }

    private static IReadOnlyList<double> Measure(int[] text, int heldOutStart, int vocabularySize)
    {
        var tables = new NGramTables(text, heldOutStart, vocabularySize);
        return [.. Enumerable.Range(1, HighestOrder).Select(tables.NatsPerCharacter)];
    }

    /// <summary>The training text, a separator that is no character of either, and the held-out text.</summary>
    private static (int[] Text, int HeldOutStart) Join(EncodedText training, int trainingLength, EncodedText heldOut, int heldOutStart)
    {
        long length = trainingLength + 1L + heldOut.Length - heldOutStart;
        if (length > Array.MaxLength)
        {
            throw new CommandException($"The two texts have {Quantity.Of(length, "character")} together; n-gram tables are measured on at most {Array.MaxLength}. Use a part of the training text.");
        }

        int[] text = new int[length];
        training.CopyTo(0, text.AsSpan(0, trainingLength));
        text[trainingLength] = training.Vocabulary.Count;
        heldOut.CopyTo(heldOutStart, text.AsSpan(trainingLength + 1));
        return (text, trainingLength + 1);
    }

    private double NatsPerCharacter(int order)
    {
        for (int start = 0, end; start < _places.Length; start = end)
        {
            end = EndOfEqual(start, _places.Length, order - 1);
            if (IsInOneText(_places[start], order - 1))
            {
                Refine(start, end, order);
            }
        }

        double sum = 0;
        foreach (double probability in _probabilities.AsSpan(1))
        {
            sum -= Math.Log(probability);
        }

        return sum / (_probabilities.Length - 1);
    }

    /// <summary>Takes the probabilities of all characters that follow one context from order − 1 to order.</summary>
    private void Refine(int start, int end, int order)
    {
        int total = 0, different = 0;
        for (int first = start, next; first < end; first = next)
        {
            next = EndOfEqual(first, end, order);
            int count = TrainingCount(first, next, order);
            total += count;
            different += count > 0 ? 1 : 0;
        }

        for (int first = start, next; total > 0 && first < end; first = next)
        {
            next = EndOfEqual(first, end, order);
            int count = TrainingCount(first, next, order);
            for (int i = first; i < next; i++)
            {
                int target = _places[i] + order - 1 - _heldOutStart;
                if (_places[i] >= _heldOutStart && target < _probabilities.Length)
                {
                    _probabilities[target] = (count + (different * _probabilities[target])) / (total + different);
                }
            }
        }
    }

    /// <summary>How often an n-gram occurs in the training text; 0 for one that extends beyond its end.</summary>
    private int TrainingCount(int start, int end, int order)
    {
        if (!IsInOneText(_places[start], order))
        {
            return 0;
        }

        int count = 0;
        for (int i = start; i < end; i++)
        {
            count += _places[i] < _heldOutStart ? 1 : 0;
        }

        return count;
    }

    private int EndOfEqual(int start, int end, int length)
    {
        int next = start + 1;
        while (next < end && AreEqual(_places[start], _places[next], length))
        {
            next++;
        }

        return next;
    }

    private bool AreEqual(int first, int second, int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (SymbolAt(first + i) != SymbolAt(second + i))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsInOneText(int place, int length)
    {
        for (int i = 0; i < length; i++)
        {
            if (SymbolAt(place + i) == _separator)
            {
                return false;
            }
        }

        return true;
    }

    private int SymbolAt(int place) => place < _text.Length ? _text[place] : _separator;

    /// <summary>All places, ordered by the <see cref="HighestOrder"/> characters from there on: a counting sort for each, the last one first.</summary>
    private static int[] SortedPlaces(int[] text, int separator)
    {
        int[] places = [.. Enumerable.Range(0, text.Length)], sorted = new int[text.Length];
        for (int offset = HighestOrder - 1; offset >= 0; offset--)
        {
            int[] starts = new int[separator + 2];
            foreach (int place in places)
            {
                starts[Symbol(place) + 1]++;
            }

            for (int symbol = 0; symbol <= separator; symbol++)
            {
                starts[symbol + 1] += starts[symbol];
            }

            foreach (int place in places)
            {
                sorted[starts[Symbol(place)]++] = place;
            }

            (places, sorted) = (sorted, places);

            int Symbol(int place) => place + offset < text.Length ? text[place + offset] : separator;
        }

        return places;
    }
}
