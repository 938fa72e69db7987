using System.Numerics;

namespace CharRnn.Tests.Cli;

/// <summary>A network with hand-made weights that writes the characters of a text over and over.</summary>
internal static class CycleModel
{
    private const double Strong = 20;

    /// <summary>One hidden unit per character: on after its character has been read, and then for the next one in the text.</summary>
    internal static RnnModel<T> Create<T>(string cycle)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var vocabulary = Vocabulary.FromText(cycle);
        int k = vocabulary.Count;
        var parameters = new RnnParameters<T>(Networks.Architecture(k, k));
        int[] indexes = vocabulary.Encode(cycle);
        for (int i = 0; i < indexes.Length; i++)
        {
            int next = indexes[(i + 1) % indexes.Length];
            parameters.InputWeights[indexes[i], indexes[i]] = T.CreateTruncating(Strong);
            parameters.OutputWeights[next, indexes[i]] = T.CreateTruncating(Strong);
        }

        return new RnnModel<T>(vocabulary, parameters);
    }
}
