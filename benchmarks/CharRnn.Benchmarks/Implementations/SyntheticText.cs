namespace CharRnn.Benchmarks.Implementations;

/// <summary>Texts of any length and vocabulary, with the uneven character frequencies of natural text.</summary>
internal sealed class SyntheticText
{
    private const int WindowCount = 64;
    private const int Seed = 17;
    private readonly int[][] _inputs;
    private readonly int[][] _targets;
    private int _next;

    /// <summary>Divides a text into windows as training does.</summary>
    internal SyntheticText(Setup setup)
    {
        int steps = setup.SequenceLength, batch = setup.BatchSize, part = (WindowCount * steps) + 1;
        int[] text = Create(setup.VocabularySize, part * batch);
        _inputs = new int[WindowCount][];
        _targets = new int[WindowCount][];
        for (int w = 0; w < WindowCount; w++)
        {
            _inputs[w] = new int[steps * batch];
            _targets[w] = new int[steps * batch];
            for (int n = 0; n < steps * batch; n++)
            {
                int at = (n % batch * part) + (w * steps) + (n / batch);
                _inputs[w][n] = text[at];
                _targets[w][n] = text[at + 1];
            }
        }
    }

    /// <summary>Characters drawn by Zipf's law: the share of the n-th most frequent one is proportional to 1/n.</summary>
    internal static int[] Create(int vocabularySize, int length)
    {
        var random = new Random(Seed);
        var cumulative = new double[vocabularySize];
        double sum = 0;
        for (int i = 0; i < vocabularySize; i++)
        {
            sum += 1.0 / (i + 1);
            cumulative[i] = sum;
        }

        var text = new int[length];
        for (int n = 0; n < length; n++)
        {
            int found = Array.BinarySearch(cumulative, random.NextDouble() * sum);
            text[n] = Math.Min(found < 0 ? ~found : found, vocabularySize - 1);
        }

        return text;
    }

    /// <summary>The windows one after the other, in an endless loop.</summary>
    internal double Update(ICharacterRnn rnn)
    {
        int w = _next++ % _inputs.Length;
        return rnn.Update(_inputs[w], _targets[w]);
    }
}
