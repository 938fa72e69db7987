using System.Text;

namespace CharRnn.Samples.Browser;

/// <summary>Writes one character after another, with the candidates in view.</summary>
internal sealed class Writer
{
    private readonly RnnModel<float> _model;
    private readonly Random _random;
    private readonly float[] _state;
    private readonly float[] _logits;

    /// <summary>Reads the prompt.</summary>
    /// <exception cref="ArgumentException">It has a character that the model does not know; the message names it.</exception>
    internal Writer(RnnModel<float> model, string prompt, int seed)
    {
        (_model, _random) = (model, new Random(seed));
        (_state, _logits) = (new float[model.Rnn.StateSize], new float[model.Vocabulary.Count]);

        // A network that has read nothing begins as after the end of a line, if it knows one.
        int[] start = model.Vocabulary.TryGetIndex(new Rune('\n'), out int lineEnd) ? [lineEnd] : [0];
        foreach (int character in start.Concat(model.Vocabulary.Encode(prompt)))
        {
            model.Rnn.Step(character, _state, _logits);
        }
    }

    /// <summary>The most probable next characters at a temperature, the first the most probable.</summary>
    internal IEnumerable<(Rune Character, double Probability)> Candidates(double temperature, int count)
        => Probabilities(temperature).Select((p, i) => (_model.Vocabulary[i], p)).OrderByDescending(candidate => candidate.p).Take(count);

    /// <summary>Draws the next character and reads it.</summary>
    internal Rune Next(double temperature)
    {
        double[] probabilities = Probabilities(temperature);
        double drawn = _random.NextDouble();
        int choice = 0;
        while (choice < probabilities.Length - 1 && (drawn -= probabilities[choice]) >= 0)
        {
            choice++;
        }

        _model.Rnn.Step(choice, _state, _logits);
        return _model.Vocabulary[choice];
    }

    /// <summary>softmax(o / temperature)</summary>
    private double[] Probabilities(double temperature)
    {
        double most = _logits.Max();
        double[] weights = [.. _logits.Select(logit => Math.Exp((logit - most) / temperature))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
