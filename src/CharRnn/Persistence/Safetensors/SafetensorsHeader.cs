using System.Text.Json;
using System.Text.Unicode;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.Safetensors;

/// <summary>The header of a safetensors file: one JSON object that names the tensors and, in <c>__metadata__</c>, strings.</summary>
/// <remarks>
/// Nothing in it is believed: names may not repeat, a tensor's bytes must be as many as its type and shape say, and the
/// tensors together must cover the data exactly, without gap or overlap.
/// </remarks>
internal sealed class SafetensorsHeader
{
    /// <summary>The name under which the header keeps its strings.</summary>
    internal const string MetadataName = "__metadata__";

    /// <summary>A longer header is refused; the format's other implementations have the same limit.</summary>
    internal const int MaxLength = 100_000_000;

    /// <summary>A tensor with more dimensions is refused.</summary>
    internal const int MaxDimensions = 64;
    private const int MaxDepth = 4;

    private readonly Dictionary<string, SafetensorsTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private bool _hasMetadata;

    private SafetensorsHeader()
    {
    }

    /// <summary>The tensors by name, in the header's order.</summary>
    internal IReadOnlyDictionary<string, SafetensorsTensor> Tensors => _tensors;

    /// <summary>The strings of <c>__metadata__</c>; empty when the file has none.</summary>
    internal IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads a header.</summary>
    /// <param name="json">The header's bytes, without the length in front.</param>
    /// <param name="dataLength">Bytes of the file after the header.</param>
    /// <returns>The header, checked.</returns>
    /// <exception cref="InvalidDataException">The header breaks a rule; the message says which and where.</exception>
    internal static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        Require(json.Length > 0 && json[0] == '{', $"The header does not begin with '{{'.");
        Require(Utf8.IsValid(json), $"The header is not valid UTF-8.");

        var header = new SafetensorsHeader();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            header.ReadEntries(ref reader);
        }
        catch (JsonException failure)
        {
            throw Broken($"The header is not valid JSON at its byte {reader.BytesConsumed}, or is nested too deeply.", failure);
        }
        catch (InvalidOperationException failure)
        {
            // The JSON reader's exception for an escape that is half of a surrogate pair.
            throw Broken($"The header has a string before its byte {reader.BytesConsumed} that is not valid Unicode.", failure);
        }

        header.RequireExactCover(dataLength);
        return header;
    }

    private void ReadEntries(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            Require(reader.TokenType == JsonTokenType.StartObject, $"Entry '{Short(name)}' of the header is not an object.");
            if (name == MetadataName)
            {
                Require(!_hasMetadata, $"The header has '{MetadataName}' twice.");
                _hasMetadata = true;
                ReadMetadata(ref reader);
            }
            else
            {
                SafetensorsTensor tensor = ReadTensor(ref reader, name);
                Require(_tensors.TryAdd(name, tensor), $"The header has tensor '{Short(name)}' twice.");
            }
        }

        // Reads to the end, so that anything after the object but white space is refused.
        while (reader.Read())
        {
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Require(reader.TokenType == JsonTokenType.String, $"'{Short(key)}' in '{MetadataName}' is not a string.");
            Require(_metadata.TryAdd(key, reader.GetString()!), $"'{MetadataName}' has '{Short(key)}' twice.");
        }
    }

    private static SafetensorsTensor ReadTensor(ref Utf8JsonReader reader, string name)
    {
        string? dataType = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype" when dataType is null && reader.TokenType == JsonTokenType.String:
                    dataType = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, name, key, MaxDimensions);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name, key, 2);
                    break;
                default:
                    throw new InvalidDataException($"Tensor '{Short(name)}' has '{Short(key)}' twice, of the wrong kind, or it is unknown.");
            }
        }

        Require(dataType is not null && shape is not null && offsets is { Count: 2 }, $"Tensor '{Short(name)}' lacks dtype, shape or two data_offsets.");
        return Checked(name, dataType!, shape!, offsets![0], offsets[1]);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string key, int limit)
    {
        Require(reader.TokenType == JsonTokenType.StartArray, $"{key} of tensor '{Short(name)}' is not an array.");
        var numbers = new List<long>(2);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Require(numbers.Count < limit, $"{key} of tensor '{Short(name)}' has more than {limit} numbers.");
            long number = -1;
            Require(
                reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number) && number >= 0,
                $"Number {numbers.Count} in {key} of tensor '{Short(name)}' is not a whole number from 0 to {long.MaxValue}.");
            numbers.Add(number);
        }

        return numbers;
    }

    private static SafetensorsTensor Checked(string name, string dataType, List<long> shape, long start, long end)
    {
        int bits = BitsPerElement(dataType);
        Require(bits > 0, $"Tensor '{Short(name)}' has the unknown dtype '{Short(dataType)}'.");
        Require(start <= end, $"Tensor '{Short(name)}' ends at byte {end}, before its start at {start}.");
        UInt128 count = (UInt128)bits;
        foreach (long size in shape)
        {
            // Each factor and the product so far are below 2^63 and 2^64: the next product fits in 128 bits.
            count *= (UInt128)size;
            Require(count <= ulong.MaxValue, $"Tensor '{Short(name)}' has a shape whose size overflows.");
        }

        Require(
            count % 8 == 0 && count / 8 == (UInt128)(end - start),
            $"Tensor '{Short(name)}' of type {dataType} and shape [{string.Join(", ", shape)}] needs {Quantity.Of(count / 8, "byte")}; its data_offsets [{start}, {end}] give it {end - start}.");
        return new SafetensorsTensor(name, dataType, shape, start, end - start);
    }

    /// <summary>Every type that the format knows, since a tensor must have the right size even if it is never read; 0 for others.</summary>
    private static int BitsPerElement(string dataType) => dataType switch
    {
        "F64" or "I64" or "U64" or "C64" => 64,
        "F32" or "I32" or "U32" => 32,
        "F16" or "BF16" or "I16" or "U16" => 16,
        "F8_E4M3" or "F8_E5M2" or "F8_E8M0" or "I8" or "U8" or "BOOL" => 8,
        "F6_E2M3" or "F6_E3M2" => 6,
        "F4" => 4,
        _ => 0,
    };

    private void RequireExactCover(long dataLength)
    {
        SafetensorsTensor[] inOrder = [.. _tensors.Values];
        Array.Sort(inOrder, static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.ByteCount.CompareTo(b.ByteCount));
        long position = 0;
        foreach (SafetensorsTensor tensor in inOrder)
        {
            Require(
                tensor.Offset == position,
                $"Tensor '{Short(tensor.Name)}' starts at byte {tensor.Offset} of the data; {position} is where the tensor before it ends.");
            position += tensor.ByteCount;
        }

        Require(
            position == dataLength,
            $"The tensors cover {Quantity.Of(position, "byte")}; the file has {Quantity.Of(dataLength, "byte")} of data.");
    }
}
