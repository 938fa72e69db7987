using System.Text.Json.Nodes;

namespace CharRnn.Cli.Explain.Numbers;

/// <summary>Rows of numbers in one signed byte each: value = byte / 127 · the largest absolute value of its row.</summary>
/// <param name="Bytes">All rows, one after another.</param>
/// <param name="Scales">The largest absolute value of each row.</param>
internal sealed record ByteRows(byte[] Bytes, float[] Scales)
{
    private const int Steps = 127;

    internal static ByteRows Of(ReadOnlySpan<float> values, int rowLength)
    {
        var bytes = new byte[values.Length];
        var scales = new float[values.Length / rowLength];
        for (int row = 0; row < scales.Length; row++)
        {
            ReadOnlySpan<float> numbers = values.Slice(row * rowLength, rowLength);
            foreach (float number in numbers)
            {
                scales[row] = Math.Max(scales[row], Math.Abs(number));
            }

            for (int i = 0; scales[row] > 0 && i < rowLength; i++)
            {
                bytes[(row * rowLength) + i] = (byte)(sbyte)MathF.Round(numbers[i] / scales[row] * Steps);
            }
        }

        return new(bytes, scales);
    }

    internal JsonObject ToJson() => new()
    {
        ["bytes"] = Convert.ToBase64String(Bytes),
        ["scales"] = new JsonArray([.. Scales.Select(scale => (JsonNode)scale)]),
    };
}
