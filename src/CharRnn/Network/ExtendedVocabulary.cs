using System.Numerics;
using System.Text;

namespace CharRnn.Network;

/// <summary>Parameters for a larger vocabulary: known characters keep their parameters; new ones are read like an average character and have a low probability.</summary>
internal static class ExtendedVocabulary
{
    /// <summary>Creates the parameters of <see cref="RnnModel{T}.WithVocabulary"/>.</summary>
    internal static RnnParameters<T> Extend<T>(RnnParameters<T> known, Vocabulary before, Vocabulary after)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[] indexes = Indexes(before, after);
        var parameters = new RnnParameters<T>(known.Architecture with { VocabularySize = after.Count });
        foreach ((ParameterBlock<T> source, ParameterBlock<T> target) in known.Blocks.Zip(parameters.Blocks))
        {
            switch (target.Entry)
            {
                case { HasColumnPerCharacter: true }:
                    FillColumns(target, source, indexes);
                    break;
                case { Role: ParameterRole.OutputWeights }:
                    MoveRows(source, target, indexes);
                    break;
                case { Role: ParameterRole.OutputBias }:
                    target.Values.Fill(T.CreateTruncating(ImprobableLogit(known, after.Count - before.Count)));
                    MoveRows(source, target, indexes);
                    break;
                default:
                    source.Elements.CopyTo(target.Values);
                    break;
            }
        }

        return parameters;
    }

    /// <summary>The indexes of the known characters in the new vocabulary.</summary>
    private static int[] Indexes(Vocabulary before, Vocabulary vocabulary)
    {
        var indexes = new int[before.Count];
        for (int i = 0; i < indexes.Length; i++)
        {
            Rune character = before[i];
            if (!vocabulary.TryGetIndex(character, out indexes[i]))
            {
                throw new ArgumentException($"The vocabulary lacks the character {Vocabulary.Describe(character)}, which the model knows.", nameof(vocabulary));
            }
        }

        return indexes;
    }

    /// <summary>Copies the known columns to their new places and their mean to all other columns.</summary>
    private static void FillColumns<T>(ParameterBlock<T> target, ParameterBlock<T> source, int[] indexes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = source.RowCount;
        Span<T> values = target.Values;
        var mean = new T[rows];
        for (int i = 0; i < rows; i++)
        {
            double sum = 0;
            for (int j = 0; j < source.ColumnCount; j++)
            {
                sum += double.CreateTruncating(source.Elements[i + (j * rows)]);
            }

            mean[i] = T.CreateTruncating(sum / source.ColumnCount);
        }

        for (int j = 0; j < target.ColumnCount; j++)
        {
            mean.CopyTo(values[(j * rows)..]);
        }

        for (int j = 0; j < source.ColumnCount; j++)
        {
            source.Elements.Slice(j * rows, rows).CopyTo(values[(indexes[j] * rows)..]);
        }
    }

    private static void MoveRows<T>(ParameterBlock<T> source, ParameterBlock<T> target, int[] indexes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < source.ColumnCount; j++)
        {
            for (int i = 0; i < source.RowCount; i++)
            {
                target.Values[indexes[i] + (j * target.RowCount)] = source.Elements[i + (j * source.RowCount)];
            }
        }
    }

    /// <summary>
    /// A logit for the new characters at which all of them together have at most the probability ε in every state of the network.
    /// </summary>
    /// <remarks>
    /// The exponential is convex, so the logarithm of the sum of the known characters' exponentials is at least ln K plus the mean of
    /// their logits. h is within [−1, 1], so that mean is at least the mean of c minus the sum of the absolute column means of V. The column means are
    /// near 0 in a trained network, because the gradients with respect to the logits of all characters sum to 0.
    /// </remarks>
    private static double ImprobableLogit<T>(RnnParameters<T> known, int newCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int k = known.Architecture.VocabularySize;
        double least = Math.Log(k) + Mean<T>(known.C.Elements);
        for (int j = 0; j < known.V.ColumnCount; j++)
        {
            least -= Math.Abs(Mean<T>(known.V.Elements.Slice(j * k, k)));
        }

        double epsilon = typeof(T) == typeof(float) ? Math.Pow(2, -23) : Math.Pow(2, -52);
        return least + Math.Log(epsilon / Math.Max(1, newCount));
    }

    private static double Mean<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T value in values)
        {
            sum += double.CreateTruncating(value);
        }

        return sum / values.Length;
    }
}
