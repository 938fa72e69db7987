using System.Text.Json;
using System.Text.Json.Serialization;
using CharRnn.Cli.Options;

namespace CharRnn.Cli.Report.Results;

/// <summary>The settings of a report in JSON: each option as it is typed, by the name that model files use.</summary>
internal sealed class ReportSettingsConverter : JsonConverter<ReportSettings>
{
    /// <exception cref="JsonException">An option is unknown, or its value is out of range.</exception>
    public override ReportSettings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("$.settings must be an object.");
        }

        var typed = document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText());
        string? unknown = typed.Keys.FirstOrDefault(key => ReportTable.All.Rows.All(row => row.Key != key));
        if (unknown is not null)
        {
            throw new JsonException($"$.settings has no {unknown}.");
        }

        return ReportTable.All.Rows.Aggregate(ReportSettings.Defaults, (settings, row) => Apply(row, typed.GetValueOrDefault(row.Key), settings));
    }

    public override void Write(Utf8JsonWriter writer, ReportSettings value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (OptionRow<ReportSettings> row in ReportTable.All.Rows)
        {
            writer.WriteString(row.Key, row.Text(value));
        }

        writer.WriteEndObject();
    }

    /// <summary>A value that is chosen later has a text that cannot be typed: that of the default.</summary>
    private static ReportSettings Apply(OptionRow<ReportSettings> row, string? text, ReportSettings settings)
        => text is null || text == row.Text(ReportSettings.Defaults) && text == row.Text(settings) ? settings
            : row.TryApply(text, settings, out ReportSettings? applied) ? applied
            : throw new JsonException($"$.settings.{row.Key} is '{text}', which is out of range for {row.Name}.");
}
