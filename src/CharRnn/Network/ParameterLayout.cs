using System.Globalization;

namespace CharRnn.Network;

/// <summary>The arrays of an architecture in the order of the blocks: U W [U2 W2 …] V b [d] [b2 [d2] …] c.</summary>
internal static class ParameterLayout
{
    /// <summary>Lists the arrays.</summary>
    /// <exception cref="ArgumentException">An array would have more elements than .NET allows.</exception>
    internal static ParameterEntry[] Of(RnnArchitecture architecture)
    {
        CellShape shape = CellShape.Of(architecture.Cell);
        int k = architecture.VocabularySize, m = architecture.HiddenSize, layers = architecture.LayerCount;
        if ((Int128)shape.GateCount * m * Math.Max(k, m) > Array.MaxLength)
        {
            throw new ArgumentException($"The architecture ({architecture}) needs an array of more than {Array.MaxLength} elements.", nameof(architecture));
        }

        int rows = shape.GateCount * m;
        var entries = new List<ParameterEntry>();
        for (int layer = 0; layer < layers; layer++)
        {
            entries.Add(new(NameOf("U", layer), ParameterRole.InputWeights, layer, rows, layer == 0 ? k : m));
            entries.Add(new(NameOf("W", layer), ParameterRole.RecurrentWeights, layer, rows, m));
        }

        entries.Add(new("V", ParameterRole.OutputWeights, layers - 1, k, m));
        for (int layer = 0; layer < layers; layer++)
        {
            entries.Add(new(NameOf("b", layer), ParameterRole.Bias, layer, rows, 1));
            if (shape.HasRecurrentBias)
            {
                entries.Add(new(NameOf("d", layer), ParameterRole.RecurrentBias, layer, m, 1));
            }
        }

        entries.Add(new("c", ParameterRole.OutputBias, layers - 1, k, 1));
        return [.. entries];
    }

    private static string NameOf(string symbol, int layer)
        => layer == 0 ? symbol : symbol + (layer + 1).ToString(CultureInfo.InvariantCulture);
}
