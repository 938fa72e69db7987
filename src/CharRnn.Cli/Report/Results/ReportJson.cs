using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CharRnn.Cli.Report.Results;

/// <summary>The results as JSON.</summary>
internal static class ReportJson
{
    private static readonly ReportJsonContext _file = Context(JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    // Characters with a meaning in HTML or XML are written as \u….
    private static readonly ReportJsonContext _page = Context(JavaScriptEncoder.Default);

    /// <summary>For a file: letters stay letters.</summary>
    internal static string ForFile(ReportResults results) => JsonSerializer.Serialize(results, _file.ReportResults) + "\n";

    /// <summary>For the inside of a page: ASCII, and without a single &lt;, &gt; or &amp;.</summary>
    internal static string ForPage(ReportResults results) => JsonSerializer.Serialize(results, _page.ReportResults);

    /// <exception cref="JsonException">It is not such JSON, or a value in it is out of its range.</exception>
    internal static ReportResults Read(string json)
    {
        ReportCheck.RequireNoNullInLists(JsonNode.Parse(json));
        ReportResults results = Deserialize(json);
        ReportCheck.RequireSound(results);
        return results;
    }

    private static ReportResults Deserialize(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, _file.ReportResults) ?? throw new JsonException("It holds nothing.");
        }
        catch (JsonException exception) when (exception is { Path: not null } && exception.Message.Contains("nullability annotation", StringComparison.Ordinal))
        {
            // The deserialiser's message is meant for the programmer of the type.
            throw new JsonException($"{exception.Path} must be a value, not null.", exception);
        }
    }

    /// <summary>Milestones for a checkpoint to keep.</summary>
    internal static string Write(IReadOnlyList<Milestone> milestones) => JsonSerializer.Serialize([.. milestones], _file.MilestoneArray);

    /// <exception cref="JsonException">It is not such JSON.</exception>
    internal static Milestone[] ReadMilestones(string json)
    {
        ReportCheck.RequireNoNullInLists(JsonNode.Parse(json));
        return JsonSerializer.Deserialize(json, _file.MilestoneArray) ?? [];
    }

    private static ReportJsonContext Context(JavaScriptEncoder encoder) => new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = encoder,
        Converters = { new TrialResultConverter(), new ReportSettingsConverter() },
        NewLine = "\n",
    });
}

/// <summary>The serialisers, made at compile time.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReportResults))]
[JsonSerializable(typeof(Milestone[]))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
