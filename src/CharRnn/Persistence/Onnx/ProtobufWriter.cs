using System.Text;

namespace CharRnn.Persistence.Onnx;

/// <summary>Writes the part of protobuf's wire format that an ONNX file needs: numbers, strings, bytes and nested messages.</summary>
/// <remarks>A field is a key (number · 8 + wire type) and a value; a message in a message is its length and its fields.</remarks>
internal sealed class ProtobufWriter(Stream stream)
{
    private const int VarintType = 0;
    private const int LengthType = 2;

    internal void Number(int field, long value)
    {
        Key(field, VarintType);
        Varint((ulong)value);
    }

    internal void Text(int field, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Key(field, LengthType);
        Varint((ulong)bytes.Length);
        stream.Write(bytes);
    }

    internal void Message(int field, Action<ProtobufWriter> write)
    {
        using var inner = new MemoryStream();
        write(new ProtobufWriter(inner));
        Key(field, LengthType);
        Varint((ulong)inner.Length);
        inner.WriteTo(stream);
    }

    /// <summary>A known number of bytes that the caller writes.</summary>
    internal void Bytes(int field, long count, Action<Stream> write)
    {
        Key(field, LengthType);
        Varint((ulong)count);
        write(stream);
    }

    private void Key(int field, int type) => Varint(((ulong)field << 3) | (uint)type);

    /// <summary>Seven bits a byte, lowest first; the eighth says that more follow.</summary>
    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }
}
