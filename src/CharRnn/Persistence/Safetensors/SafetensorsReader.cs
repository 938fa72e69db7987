using System.Buffers.Binary;
using System.Numerics;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.Safetensors;

/// <summary>Reads a safetensors file: 8 bytes with the header's length, the header, the numbers.</summary>
/// <remarks>The header is checked against the file's size before anything else is read or allocated.</remarks>
internal sealed class SafetensorsReader : IDisposable
{
    private const int LengthBytes = 8;
    private const int MinHeaderLength = 2;
    private const int BufferSize = 1 << 16;
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _dataStart;
    private readonly SafetensorsHeader _header;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The file; disposed with the reader, or when the header is refused.</param>
    /// <param name="leaveOpen">Leaves it open in either case.</param>
    /// <exception cref="InvalidDataException">The file is not a safetensors file.</exception>
    internal SafetensorsReader(Stream stream, bool leaveOpen = false)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
        try
        {
            byte[] header = ReadHeader(stream, out long dataLength);
            _dataStart = LengthBytes + header.Length;
            _header = SafetensorsHeader.Parse(header, dataLength);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the whole file.</summary>
    internal long Length => _stream.Length;

    internal IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    internal IReadOnlyDictionary<string, SafetensorsTensor> Tensors => _header.Tensors;

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is not a safetensors file.</exception>
    internal static SafetensorsReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new UnauthorizedAccessException($"'{path}' is a folder; a file is needed.");
        }

        return new SafetensorsReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
    }

    /// <summary>Reads a stream from where it stands to its end, and leaves it open.</summary>
    /// <exception cref="InvalidDataException">It is not a safetensors file.</exception>
    internal static SafetensorsReader Open(Stream stream)
    {
        if (stream.CanSeek && stream.Position == 0)
        {
            return new SafetensorsReader(stream, leaveOpen: true);
        }

        var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return new SafetensorsReader(copy);
    }

    /// <summary>Reads a tensor of a known type that has the wanted number of elements, from row-major to column-major.</summary>
    /// <param name="tensor">F32 or F64, rows × columns elements.</param>
    /// <param name="rowCount">Rows.</param>
    /// <param name="columnCount">Columns.</param>
    /// <param name="destination">Overwritten; element (i, j) at i + j·rows.</param>
    /// <param name="rule">Which numbers are refused.</param>
    /// <exception cref="InvalidDataException">A number breaks the rule, or the file ends early.</exception>
    internal void Read<T>(SafetensorsTensor tensor, int rowCount, int columnCount, Span<T> destination, NumberRule rule = NumberRule.Finite)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = LittleEndian.SizeOf(tensor.DataType);
        byte[] buffer = new byte[(int)Math.Min(tensor.ByteCount, BufferSize)];
        _stream.Position = _dataStart + tensor.Offset;
        int row = 0, column = 0;
        for (long left = tensor.ByteCount; left > 0;)
        {
            Span<byte> chunk = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            ReadExactly(_stream, chunk);
            left -= chunk.Length;
            for (int at = 0; at < chunk.Length; at += size)
            {
                T value = LittleEndian.Read<T>(chunk[at..], tensor.DataType);
                if (!T.IsFinite(value) && (rule == NumberRule.Finite || (rule == NumberRule.NotNaN && T.IsNaN(value))))
                {
                    throw Refused<T>(tensor, row, column, chunk.Slice(at, size));
                }

                destination[row + (column * rowCount)] = value;
                if (++column == columnCount)
                {
                    column = 0;
                    row++;
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }

    private static InvalidDataException Refused<T>(SafetensorsTensor tensor, int row, int column, ReadOnlySpan<byte> bytes)
    {
        double value = LittleEndian.Read<double>(bytes, tensor.DataType);
        string why = double.IsFinite(value) ? $", which is too large for {typeof(T).Name}" : ", which is not allowed there";
        return Broken($"Tensor '{tensor.Name}' has {value} at row {row}, column {column}{why}.");
    }

    private static byte[] ReadHeader(Stream stream, out long dataLength)
    {
        if (!stream.CanSeek)
        {
            throw new InvalidDataException("It is a device or a pipe; a file is needed.");
        }

        long length = stream.Length;
        if (length < LengthBytes + MinHeaderLength)
        {
            throw Broken($"It has {Quantity.Of(length, "byte")}; a safetensors file has at least {LengthBytes + MinHeaderLength}.");
        }

        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        ReadExactly(stream, lengthBytes);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > (ulong)(length - LengthBytes) || headerLength > SafetensorsHeader.MaxLength)
        {
            throw Broken($"Probably it is not a safetensors file: its first {LengthBytes} bytes say that a header of {Quantity.Of(headerLength, "byte")} follows; {Quantity.Of(length - LengthBytes, "byte")} follow, and {SafetensorsHeader.MaxLength} is the limit.");
        }

        byte[] header = new byte[(int)headerLength];
        ReadExactly(stream, header);
        dataLength = length - LengthBytes - header.Length;
        return header;
    }

    private static void ReadExactly(Stream stream, Span<byte> bytes)
    {
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException failure)
        {
            throw new InvalidDataException("It became shorter while it was being read.", failure);
        }
    }
}
