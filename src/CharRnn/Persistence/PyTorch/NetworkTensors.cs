using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Persistence.Safetensors;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.PyTorch;

/// <summary>A network as the tensors of PyTorch's recurrent and linear modules, in both directions.</summary>
/// <remarks>
/// PyTorch adds two biases to each gate, <c>bias_ih</c> and <c>bias_hh</c>. Here b is their sum, except in the last gate of a GRU, where
/// the reset gate multiplies <c>bias_hh</c> alone: there it is d. Written are b as <c>bias_ih</c>, and zeros and d as <c>bias_hh</c>.
/// </remarks>
internal static class NetworkTensors
{
    /// <summary>The tensors of a network under the names <c>rnn</c> and <c>linear</c>.</summary>
    internal static IEnumerable<TensorToWrite> ToWrite<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorNames names = TensorNames.Own;
        for (int layer = 0; layer < parameters.Layers.Count; layer++)
        {
            RnnLayerParameters<T> arrays = parameters.Layers[layer];
            int rows = arrays.B.RowCount;
            yield return BlockTensors.ToWrite(names.InputWeights(layer), arrays.U);
            yield return BlockTensors.ToWrite(names.RecurrentWeights(layer), arrays.W);
            yield return BlockTensors.ToWrite(names.InputBias(layer), arrays.B);
            yield return TensorToWrite.Of<T>(names.RecurrentBias(layer), [rows], rows, 1, () => SecondBias(arrays));
        }

        yield return BlockTensors.ToWrite(names.OutputWeights, parameters.V);
        yield return BlockTensors.ToWrite(names.OutputBias, parameters.C);
    }

    /// <summary>Refuses parameters that are not finite, since such a file could not be read.</summary>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite.</exception>
    internal static void RequireFinite<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ParameterBlock<T> block in parameters.Blocks)
        {
            if (!KernelSet<T>.Best.AllFinite(block.Elements))
            {
                throw new InvalidOperationException($"Block {block.Name} has a NaN or an infinity; such a model is not saved, so that it does not replace a good one.");
            }
        }
    }

    /// <summary>Reads the numbers of a network that <see cref="NetworkSearch"/> has found.</summary>
    /// <exception cref="InvalidDataException">A number is NaN, infinite, or too large for <typeparamref name="T"/>.</exception>
    internal static RnnParameters<T> Read<T>(SafetensorsReader reader, FoundNetwork found)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(found.Architecture);
        for (int layer = 0; layer < parameters.Layers.Count; layer++)
        {
            RnnLayerParameters<T> arrays = parameters.Layers[layer];
            BlockTensors.Read(reader, found.Names.InputWeights(layer), arrays.U);
            BlockTensors.Read(reader, found.Names.RecurrentWeights(layer), arrays.W);
            BlockTensors.Read(reader, found.Names.InputBias(layer), arrays.B);
            ReadSecondBias(reader, found.Names, layer, arrays);
        }

        BlockTensors.Read(reader, found.Names.OutputWeights, parameters.V);
        BlockTensors.Read(reader, found.Names.OutputBias, parameters.C);
        return parameters;
    }

    /// <summary>Zeros, and at the end d if the cell has one.</summary>
    private static T[] SecondBias<T>(RnnLayerParameters<T> layer)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = new T[layer.B.RowCount];
        layer.D?.Elements.CopyTo(values.AsSpan(values.Length - layer.D.RowCount));
        return values;
    }

    private static void ReadSecondBias<T>(SafetensorsReader reader, TensorNames names, int layer, RnnLayerParameters<T> arrays)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> values = arrays.B.Values;
        var second = new T[values.Length];
        reader.Read<T>(BlockTensors.RequireShape(reader, names.RecurrentBias(layer), second.Length), second.Length, 1, second);
        int added = second.Length - (arrays.D?.RowCount ?? 0);
        second.AsSpan(added).CopyTo(arrays.D is { } d ? d.Values : default);
        for (int i = 0; i < added; i++)
        {
            // Adding 0 would turn −0 into +0, and saved parameters must be restored bit for bit.
            if (second[i] != T.Zero)
            {
                values[i] += second[i];
            }

            if (!T.IsFinite(values[i]))
            {
                throw Broken($"The sum of '{names.InputBias(layer)}' and '{names.RecurrentBias(layer)}' overflows at row {i}.");
            }
        }
    }
}
