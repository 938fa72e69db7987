using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CharRnn.Persistence.Safetensors;

/// <summary>Writes a safetensors file: 8 bytes with the header's length, the header, the numbers.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">The stream to write to; neither flushed nor closed.</param>
    /// <param name="metadata">The strings of <c>__metadata__</c>.</param>
    /// <param name="tensors">The tensors, in the order of their bytes.</param>
    internal static void Write(Stream stream, IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<TensorToWrite> tensors)
    {
        byte[] header = Header(metadata, tensors);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (TensorToWrite tensor in tensors)
        {
            tensor.Write(stream);
        }
    }

    /// <summary>The header, with spaces at its end so that the numbers start at a multiple of 8 bytes.</summary>
    private static byte[] Header(IEnumerable<KeyValuePair<string, string>> metadata, IReadOnlyList<TensorToWrite> tensors)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach ((string key, string value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach (TensorToWrite tensor in tensors)
            {
                WriteTensor(json, tensor, offset);
                offset += tensor.ByteCount;
            }

            json.WriteEndObject();
        }

        while (bytes.Length % Alignment != 0)
        {
            bytes.WriteByte((byte)' ');
        }

        return bytes.ToArray();
    }

    private static void WriteTensor(Utf8JsonWriter json, TensorToWrite tensor, long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.DataType);
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + tensor.ByteCount);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
