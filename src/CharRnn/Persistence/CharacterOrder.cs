using System.Numerics;
using System.Text;

namespace CharRnn.Persistence;

/// <summary>Moves the characters of a network from a file's order into the vocabulary's, which is ordinal.</summary>
internal static class CharacterOrder
{
    /// <summary>Reorders the columns of the first layer's U and the rows of V and c.</summary>
    /// <param name="parameters">Changed where the orders differ.</param>
    /// <param name="characters">The file's order.</param>
    /// <param name="vocabulary">The same characters.</param>
    internal static void Apply<T>(RnnParameters<T> parameters, ReadOnlySpan<Rune> characters, Vocabulary vocabulary)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var target = new int[characters.Length];
        bool inOrder = true;
        for (int i = 0; i < target.Length; i++)
        {
            vocabulary.TryGetIndex(characters[i], out target[i]);
            inOrder &= target[i] == i;
        }

        if (inOrder)
        {
            return;
        }

        RnnParameters<T> before = parameters.Clone();
        int m = parameters.Architecture.HiddenSize, k = target.Length, rows = parameters.U.RowCount;
        for (int i = 0; i < k; i++)
        {
            before.U.Elements.Slice(i * rows, rows).CopyTo(parameters.U.Values[(target[i] * rows)..]);
            parameters.C.Values[target[i]] = before.C.Elements[i];
            for (int j = 0; j < m; j++)
            {
                parameters.V.Values[target[i] + (j * k)] = before.V.Elements[i + (j * k)];
            }
        }
    }
}
