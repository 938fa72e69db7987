using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Results;

/// <summary>Results of trials as the library writes and reads them.</summary>
internal sealed class TrialResultConverter : JsonConverter<TrialResult>
{
    public override TrialResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return SearchJson.ReadResult(document.RootElement.GetRawText());
        }
        catch (InvalidDataException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, TrialResult value, JsonSerializerOptions options) => writer.WriteRawValue(SearchJson.Write(value));
}
