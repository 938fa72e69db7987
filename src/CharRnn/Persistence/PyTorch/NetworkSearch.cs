using CharRnn.Network;
using CharRnn.Persistence.Safetensors;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.PyTorch;

/// <summary>Finds the one recurrent and the one linear module in a file, whatever their names, and refuses modules that this library does not have.</summary>
/// <remarks>
/// The recurrent module is the one with a tensor <c>….weight_ih_l0</c>; <c>weight_hh_l0</c> of G·m rows and m columns tells the cell, the
/// number of layers is that of the names. The linear module is the one whose weight is K×m and whose bias is K. Where there are several,
/// the names <c>rnn</c> and <c>linear</c> decide, behind what wrappers put in front (<c>module.</c>, <c>_orig_mod.</c>).
/// </remarks>
internal static class NetworkSearch
{
    private const string NonlinearityKey = "nonlinearity";
    private const int MostLayers = 100;
    private static readonly string[] _wrappers = ["module.", "_orig_mod."];

    /// <summary>Finds the network.</summary>
    /// <exception cref="InvalidDataException">There is none, more than one, or one of another kind: the message says which.</exception>
    internal static FoundNetwork Find(SafetensorsReader reader)
    {
        string recurrent = FindRecurrent(reader);
        var names = new TensorNames(recurrent, TensorNames.Own.Linear);
        int layers = CountLayers(reader, names);
        RequireKnownModule(reader, names, layers);
        SafetensorsTensor input = BlockTensors.Find(reader, names.InputWeights(0)), square = BlockTensors.Find(reader, names.RecurrentWeights(0));
        (RnnCell cell, int m) = CellOf(square);
        long rows = CellShape.Of(cell).GateCount * (long)m;
        if (input.Shape is not [var height, > 0 and <= int.MaxValue] || height != rows)
        {
            throw Broken($"Tensor '{input.Name}' has the shape {input.ShapeText}; [{rows}, number of characters, at least 1] is needed beside '{square.Name}' of shape {square.ShapeText}.");
        }

        int k = (int)input.Shape[1];
        Require((Int128)rows * Math.Max(m, k) <= Array.MaxLength, $"Tensor '{input.Name}' has the shape {input.ShapeText}: too large for an array.");
        RequireMetadata(reader, cell);
        RequireLayers(reader, names, layers, rows, m, k);
        names = names with { Linear = LinearSearch.Find(reader, recurrent, k, m) };
        var architecture = new RnnArchitecture { VocabularySize = k, HiddenSize = m, Cell = cell, LayerCount = layers };
        return new FoundNetwork(names, architecture, input.DataType);
    }

    /// <summary>A module's name without the prefixes that wrappers add.</summary>
    internal static string Unwrapped(string name)
    {
        while (Array.Find(_wrappers, wrapper => name.StartsWith(wrapper, StringComparison.Ordinal)) is { } wrapper)
        {
            name = name[wrapper.Length..];
        }

        return name;
    }

    private static string FindRecurrent(SafetensorsReader reader)
    {
        string[] modules = ModulesWith(reader, TensorNames.FirstInputWeights);
        if (modules.Length == 0)
        {
            RequireNoSingleCell(reader);
            throw Broken($"There is no tensor '{TensorNames.Own.InputWeights(0)}' and no other tensor whose name ends in '{TensorNames.FirstInputWeights}': the file contains no recurrent network.");
        }

        if (modules.Length == 1)
        {
            return modules[0];
        }

        string[] own = [.. modules.Where(module => Unwrapped(module) == TensorNames.Own.Recurrent)];
        return own.Length == 1 ? own[0]
            : throw Broken($"It contains several recurrent networks, {Listed(modules)}; name the one to read 'rnn', or remove the others.");
    }

    /// <summary>nn.RNNCell and its siblings compute the same, but their tensors have other names.</summary>
    private static void RequireNoSingleCell(SafetensorsReader reader)
    {
        const string Ending = "weight_hh";
        foreach (string module in ModulesWith(reader, Ending))
        {
            IReadOnlyList<long> shape = reader.Tensors[module + Ending].Shape;
            string kind = shape is [var rows, > 0 and var columns] && rows % columns == 0
                ? (rows / columns) switch { 1 => "nn.RNNCell", 3 => "nn.GRUCell", 4 => "nn.LSTMCell", _ => "a single cell" }
                : "a single cell";
            throw Broken($"Its tensors '{module}weight_ih' and '{module}{Ending}' are those of {kind}; the names of nn.RNN, nn.GRU and nn.LSTM are needed, which end in '_l0'.");
        }
    }

    private static int CountLayers(SafetensorsReader reader, TensorNames names)
    {
        int highest = 0;
        for (int layer = 1; layer <= MostLayers; layer++)
        {
            highest = names.OfLayer(layer).Any(reader.Tensors.ContainsKey) ? layer : highest;
        }

        Require(highest < MostLayers, $"It has more than {MostLayers} layers.");
        return highest + 1;
    }

    /// <summary>Refuses what would be left unread: both directions, projections, layers without biases.</summary>
    private static void RequireKnownModule(SafetensorsReader reader, TensorNames names, int layers)
    {
        HashSet<string> known = [.. Enumerable.Range(0, layers).SelectMany(names.OfLayer)];
        foreach (string name in reader.Tensors.Keys.Where(name => name.StartsWith(names.Recurrent, StringComparison.Ordinal) && !known.Contains(name)))
        {
            string ending = name[names.Recurrent.Length..];
            bool isModules = names.Recurrent.Length > 0 && !ending.Contains('.', StringComparison.Ordinal);
            string? kind = ending.EndsWith("_reverse", StringComparison.Ordinal) ? "it reads in both directions (bidirectional), and a network here reads forwards only"
                : ending.StartsWith("weight_hr_l", StringComparison.Ordinal) ? "it has a projection (proj_size), which the cells here have not"
                : isModules ? "a recurrent network has no such tensor"
                : null;
            if (kind is not null)
            {
                throw Broken($"Tensor '{Short(name)}' belongs to another kind of network: {kind}.");
            }
        }

        if (!reader.Tensors.ContainsKey(names.InputBias(0)) && !reader.Tensors.ContainsKey(names.RecurrentBias(0)))
        {
            throw Broken($"There is no tensor '{names.InputBias(0)}': a network without bias (bias=False) is not read. Add both biases, all zeros.");
        }
    }

    /// <summary>The cell by the number of gates, and m.</summary>
    private static (RnnCell Cell, int HiddenSize) CellOf(SafetensorsTensor square)
    {
        if (square.Shape is not [> 0 and var rows, > 0 and <= int.MaxValue and var m] || rows % m != 0)
        {
            throw Broken($"Tensor '{square.Name}' has the shape {square.ShapeText}; [G·m, m] is needed, with m hidden units (at least 1) and G gates: 1, 3 or 4.");
        }

        foreach (RnnCell cell in Enum.GetValues<RnnCell>())
        {
            if (CellShape.Of(cell).GateCount == rows / m)
            {
                return (cell, (int)m);
            }
        }

        throw Broken($"Tensor '{square.Name}' has {Quantity.Of(rows / m, "time")} as many rows as columns; 1 (nn.RNN), 3 (nn.GRU) or 4 (nn.LSTM) is needed.");
    }

    private static void RequireMetadata(SafetensorsReader reader, RnnCell cell)
    {
        string word = ModelMetadata.WordOf(cell);
        if (reader.Metadata.TryGetValue(ModelMetadata.CellKey, out string? stated))
        {
            Require(stated == word, $"'{ModelMetadata.CellKey}' says '{Short(stated)}'; the shapes of the tensors are those of '{word}'.");
        }

        if (cell == RnnCell.Tanh && reader.Metadata.TryGetValue(NonlinearityKey, out string? nonlinearity))
        {
            Require(nonlinearity == "tanh", $"'{NonlinearityKey}' says '{Short(nonlinearity)}'; only tanh is known.");
        }
    }

    private static void RequireLayers(SafetensorsReader reader, TensorNames names, int layers, long rows, int m, int k)
    {
        for (int layer = 0; layer < layers; layer++)
        {
            BlockTensors.RequireShape(reader, names.InputWeights(layer), rows, layer == 0 ? k : m);
            BlockTensors.RequireShape(reader, names.RecurrentWeights(layer), rows, m);
            BlockTensors.RequireShape(reader, names.InputBias(layer), rows);
            BlockTensors.RequireShape(reader, names.RecurrentBias(layer), rows);
        }
    }

    /// <summary>The modules that have a tensor with some ending, dot included.</summary>
    private static string[] ModulesWith(SafetensorsReader reader, string ending)
        => [.. from name in reader.Tensors.Keys
               where name == ending || name.EndsWith("." + ending, StringComparison.Ordinal)
               orderby name
               select name[..^ending.Length]];

    private static string Listed(IEnumerable<string> modules) => string.Join(" and ", modules.Take(4).Select(module => $"'{Short(module.TrimEnd('.'))}'"));
}
