using System.Numerics;

namespace CharRnn.Persistence;

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
        => reader.Read(ModelTensors.RequireShape(reader, name, Shape(block)), block.RowCount, block.ColumnCount, block.Values, rule);

    // A bias has one column; a matrix with one column is still a matrix: one-character vocabularies exist.
    private static long[] Shape<T>(ParameterBlock<T> block)
        where T : unmanaged, IFloatingPointIeee754<T>
        => block.Entry.IsVector ? [block.RowCount] : [block.RowCount, block.ColumnCount];
}
