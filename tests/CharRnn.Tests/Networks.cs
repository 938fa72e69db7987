using System.Numerics;
using System.Text;
using CharRnn.Network;

namespace CharRnn.Tests;

/// <summary>Networks made by hand, whose behaviour is known without running them.</summary>
internal static class Networks
{
    internal static RnnArchitecture Architecture(int k, int m) => new() { VocabularySize = k, HiddenSize = m };

    internal static RnnArchitecture Architecture(int k, int m, RnnCell cell, int layerCount)
        => new() { VocabularySize = k, HiddenSize = m, Cell = cell, LayerCount = layerCount };

    /// <summary>Every cell with one, two and three layers.</summary>
    public static TheoryData<RnnCell, int> CellsAndDepths
    {
        get
        {
            var data = new TheoryData<RnnCell, int>();
            foreach (RnnCell cell in Enum.GetValues<RnnCell>())
            {
                for (int layers = 1; layers <= 3; layers++)
                {
                    data.Add(cell, layers);
                }
            }

            return data;
        }
    }

    /// <summary>The name of every block of every cell with one and two layers, as <see cref="ParameterLayout"/> lists them.</summary>
    public static TheoryData<RnnCell, int, string> BlocksOfEveryCell
    {
        get
        {
            var data = new TheoryData<RnnCell, int, string>();
            foreach (RnnCell cell in Enum.GetValues<RnnCell>())
            {
                for (int layers = 1; layers <= 2; layers++)
                {
                    foreach (ParameterEntry entry in ParameterLayout.Of(Architecture(2, 1, cell, layers)))
                    {
                        data.Add(cell, layers, entry.Name);
                    }
                }
            }

            return data;
        }
    }

    internal static RnnParameters<T> Random<T>(int k, int m, int seed, double standardDeviation = 0.1, RnnCell cell = RnnCell.Tanh, int layerCount = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(Architecture(k, m, cell, layerCount));
        parameters.Randomize(new Random(seed), standardDeviation);
        return parameters;
    }

    /// <summary>Every element, biases included, drawn evenly from ±limit, so that all gates differ.</summary>
    internal static RnnParameters<T> Uniform<T>(RnnArchitecture architecture, Random random, double limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(architecture);
        foreach (ParameterBlock<T> block in parameters.Blocks)
        {
            foreach (ref T value in block.Values)
            {
                value = T.CreateTruncating(limit * ((2 * random.NextDouble()) - 1));
            }
        }

        return parameters;
    }

    internal static RnnModel<T> RandomModel<T>(string characters, int m, int seed, double standardDeviation = 0.1, RnnCell cell = RnnCell.Tanh, int layerCount = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vocabulary vocabulary = Vocabulary.FromText(characters);
        return new RnnModel<T>(vocabulary, Random<T>(vocabulary.Count, m, seed, standardDeviation, cell, layerCount));
    }

    /// <summary>
    /// After each character comes the next of the vocabulary, after the last the first: a unit per character says which one
    /// has just been read (U = 20·1, W = 0), and its successor's logit is 60 against 0.
    /// </summary>
    internal static RnnModel<T> Cycle<T>(string characters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vocabulary vocabulary = Vocabulary.FromText(characters);
        int k = vocabulary.Count;
        var parameters = new RnnParameters<T>(Architecture(k, k));
        for (int x = 0; x < k; x++)
        {
            parameters.InputWeights[x, x] = T.CreateChecked(20);
            parameters.OutputWeights[(x + 1) % k, x] = T.CreateChecked(60);
        }

        return new RnnModel<T>(vocabulary, parameters);
    }

    /// <summary>Says the same probabilities whatever it has read: V = 0 and c = ln p.</summary>
    internal static RnnModel<T> Constant<T>(string characters, params double[] probabilities)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vocabulary vocabulary = Vocabulary.FromText(characters);
        var parameters = new RnnParameters<T>(Architecture(vocabulary.Count, 2));
        for (int i = 0; i < probabilities.Length; i++)
        {
            parameters.OutputBias[i] = T.CreateTruncating(Math.Log(probabilities[i]));
        }

        return new RnnModel<T>(vocabulary, parameters);
    }

    /// <summary>
    /// Over "ab": writes b after exactly three times a, otherwise a. Units 0–2 are on for an a that is the last, the last
    /// but one, the last but two character: a shift register, moved on by W.
    /// </summary>
    internal static RnnModel<T> ThreeAsThenB<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(Architecture(2, 3));
        T on = T.CreateChecked(20), weight = T.CreateChecked(40), threshold = T.CreateChecked(-100);
        parameters.InputWeights[0, 0] = on;
        parameters.RecurrentWeights[1, 0] = on;
        parameters.RecurrentWeights[2, 1] = on;
        for (int unit = 0; unit < 3; unit++)
        {
            parameters.OutputWeights[1, unit] = weight;
        }

        parameters.OutputBias[1] = threshold;
        return new RnnModel<T>(Vocabulary.FromText("ab"), parameters);
    }

    /// <summary>The most probable character again and again, one Step at a time.</summary>
    internal static string WriteGreedily<T>(RnnModel<T> model, T[] state, int first, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] running = [.. state], logits = new T[model.Vocabulary.Count];
        var text = new StringBuilder();
        for (int index = first; text.Length < length;)
        {
            model.Rnn.Step(index, running, logits);
            index = Array.IndexOf(logits, logits.Max());
            text.Append(model.Vocabulary[index]);
        }

        return text.ToString();
    }
}
