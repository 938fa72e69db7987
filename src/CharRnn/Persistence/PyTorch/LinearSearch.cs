using CharRnn.Persistence.Safetensors;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.PyTorch;

/// <summary>Finds the linear module behind a recurrent one: weight K×m, bias K.</summary>
internal static class LinearSearch
{
    private const string Weight = "weight";
    private const string Bias = "bias";

    /// <summary>Finds the module.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="recurrent">The prefix of the recurrent module's names.</param>
    /// <param name="k">K, the number of characters that the recurrent module reads.</param>
    /// <param name="m">m.</param>
    /// <returns>What stands in front of its names, with a dot at its end.</returns>
    internal static string Find(SafetensorsReader reader, string recurrent, int k, int m)
    {
        string[] modules = [.. Modules(reader).Where(module => module != recurrent && HasShape(reader, module, k, m))];
        string[] own = [.. modules.Where(module => NetworkSearch.Unwrapped(module) == TensorNames.Own.Linear)];
        if (own.Length == 1)
        {
            return own[0];
        }

        return modules.Length switch
        {
            1 => modules[0],
            0 => throw Missing(reader, recurrent, k, m),
            _ => throw Broken($"Several tensors could map hidden units to characters: {string.Join(" and ", modules.Take(4).Select(module => $"'{Short(module + Weight)}'"))}. Name the right one 'linear', or remove the others."),
        };
    }

    private static bool HasShape(SafetensorsReader reader, string module, int k, int m)
        => reader.Tensors[module + Weight].Shape.SequenceEqual([k, m])
            && reader.Tensors.TryGetValue(module + Bias, out SafetensorsTensor? bias) && bias.Shape.SequenceEqual([k]);

    private static IEnumerable<string> Modules(SafetensorsReader reader)
        => from name in reader.Tensors.Keys
           where name.EndsWith("." + Weight, StringComparison.Ordinal)
           orderby name
           select name[..^Weight.Length];

    private static InvalidDataException Missing(SafetensorsReader reader, string recurrent, int k, int m)
    {
        string first = recurrent + TensorNames.FirstInputWeights;
        foreach (string module in Modules(reader))
        {
            IReadOnlyList<long> shape = reader.Tensors[module + Weight].Shape;
            if (shape is [var characters, var width] && width == k && characters != k && Modules(reader).Any(other => HasShape(reader, other, (int)Math.Min(int.MaxValue, characters), m)))
            {
                return Broken($"Tensor '{Short(module + Weight)}' is an embedding, whose vectors of {Quantity.Of(k, "number")} '{Short(first)}' reads; a network here reads characters. Multiply the two: '{Short(first)}' times the transposed embedding.");
            }
        }

        TensorNames names = TensorNames.Own;
        string[] own = [.. Modules(reader).Where(module => NetworkSearch.Unwrapped(module) == names.Linear)];
        if (own.Length == 1)
        {
            // One of these calls reports the wrong shape.
            BlockTensors.RequireShape(reader, own[0] + Weight, k, m);
            BlockTensors.RequireShape(reader, own[0] + Bias, k);
        }

        return Broken($"There is no tensor '{names.OutputWeights}' of shape [{k}, {m}] with a bias '{names.OutputBias}' of shape [{k}], and none of another name.");
    }
}
