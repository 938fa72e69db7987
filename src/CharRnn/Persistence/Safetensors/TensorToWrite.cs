using System.Numerics;

namespace CharRnn.Persistence.Safetensors;

/// <summary>A tensor on its way into a file: its description, and how its bytes are written.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DataType">F32 or F64.</param>
/// <param name="Shape">The sizes, outermost first.</param>
/// <param name="ByteCount">Number of bytes that <paramref name="Write"/> writes.</param>
/// <param name="Write">Writes the numbers, row-major, lowest byte first.</param>
internal sealed record TensorToWrite(string Name, string DataType, IReadOnlyList<long> Shape, long ByteCount, Action<Stream> Write)
{
    private const int BufferElements = 8192;

    /// <summary>A tensor of a block's or another column-major matrix's numbers; nothing is copied before it is written.</summary>
    internal static unsafe TensorToWrite Of<T>(string name, IReadOnlyList<long> shape, int rowCount, int columnCount, Func<ReadOnlySpan<T>> columnMajor)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new(
            name, LittleEndian.DataType<T>(), shape, (long)rowCount * columnCount * sizeof(T),
            stream => WriteRowMajor(stream, columnMajor(), rowCount, columnCount));

    private static unsafe void WriteRowMajor<T>(Stream stream, ReadOnlySpan<T> values, int rowCount, int columnCount)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        byte[] buffer = new byte[Math.Min(values.Length, BufferElements) * sizeof(T)];
        int filled = 0;
        for (int row = 0; row < rowCount; row++)
        {
            for (int column = 0; column < columnCount; column++)
            {
                LittleEndian.Write(buffer.AsSpan(filled), values[row + (column * rowCount)]);
                filled += sizeof(T);
                if (filled == buffer.Length)
                {
                    stream.Write(buffer);
                    filled = 0;
                }
            }
        }

        stream.Write(buffer.AsSpan(0, filled));
    }
}
