namespace CharRnn.Persistence.Safetensors;

/// <summary>One tensor of a safetensors file, as its header describes it: a name, a type, a shape, and where the numbers are.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DataType">The type as the file names it: <c>F32</c>, <c>F64</c>, …</param>
/// <param name="Shape">The sizes, outermost first; empty for a single number.</param>
/// <param name="Offset">First byte, counted from the end of the header.</param>
/// <param name="ByteCount">Number of bytes.</param>
internal sealed record SafetensorsTensor(string Name, string DataType, IReadOnlyList<long> Shape, long Offset, long ByteCount)
{
    /// <summary>The shape as messages show it: <c>[100, 80]</c>.</summary>
    internal string ShapeText => FormattableString.Invariant($"[{string.Join(", ", Shape)}]");
}
