using System.Numerics;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.Safetensors;

/// <summary>A parameter block as a tensor: a matrix by rows, a bias as a vector.</summary>
internal static class BlockTensors
{
    internal static TensorToWrite ToWrite<T>(string name, ParameterBlock<T> block)
        where T : unmanaged, IFloatingPointIeee754<T>
        => TensorToWrite.Of<T>(name, Shape(block), block.RowCount, block.ColumnCount, () => block.Elements);

    /// <summary>Reads a tensor into a block of its shape.</summary>
    /// <exception cref="InvalidDataException">The tensor is missing, has another type or shape, or a number breaks the rule.</exception>
    internal static void Read<T>(SafetensorsReader reader, string name, ParameterBlock<T> block, NumberRule rule = NumberRule.Finite)
        where T : unmanaged, IFloatingPointIeee754<T>
        => reader.Read(RequireShape(reader, name, Shape(block)), block.RowCount, block.ColumnCount, block.Values, rule);

    /// <summary>The tensor, of a type that can be read.</summary>
    /// <exception cref="InvalidDataException">It is missing, or has another type.</exception>
    internal static SafetensorsTensor Find(SafetensorsReader reader, string name)
    {
        if (!reader.Tensors.TryGetValue(name, out SafetensorsTensor? tensor))
        {
            throw Broken($"There is no tensor '{name}'.");
        }

        return LittleEndian.SizeOf(tensor.DataType) > 0 ? tensor
            : throw Broken($"Tensor '{name}' is of type {tensor.DataType}; F32, F64, F16 or BF16 is needed.");
    }

    /// <summary>The tensor, of a type that can be read and of a shape.</summary>
    /// <exception cref="InvalidDataException">It is missing, or has another type or shape.</exception>
    internal static SafetensorsTensor RequireShape(SafetensorsReader reader, string name, params long[] shape)
    {
        SafetensorsTensor tensor = Find(reader, name);
        return tensor.Shape.SequenceEqual(shape) ? tensor
            : throw Broken($"Tensor '{name}' has the shape {tensor.ShapeText}; [{string.Join(", ", shape)}] is needed.");
    }

    // A bias has one column; a matrix with one column is still a matrix: one-character vocabularies exist.
    private static long[] Shape<T>(ParameterBlock<T> block)
        where T : unmanaged, IFloatingPointIeee754<T>
        => block.Entry.IsVector ? [block.RowCount] : [block.RowCount, block.ColumnCount];
}
