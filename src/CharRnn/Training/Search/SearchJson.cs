using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CharRnn.Training.Search;

/// <summary>
/// Reads and writes the settings, jobs, results and options of a search as JSON, each on one line. Names in camelCase, enumerations as words,
/// infinity as <c>"Infinity"</c>.
/// </summary>
/// <remarks>A property that is missing in the JSON has its default; an unknown property is an error. Safe to trim.</remarks>
public static class SearchJson
{
    /// <summary>Writes an object as one line of JSON.</summary>
    /// <param name="value">Written with every setting.</param>
    /// <returns>The line, without its end.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="NotSupportedException">A learning-rate schedule comes from a function, see <see cref="Optimization.LearningRateSchedule.FromFunction"/>.</exception>
    public static string Write(TrialSettings value) => WriteLine(value, SearchJsonContext.Default.TrialSettings, settings => [settings]);

    /// <inheritdoc cref="Write(TrialSettings)"/>
    public static string Write(TrialJob value) => WriteLine(value, SearchJsonContext.Default.TrialJob, job => [job.Settings]);

    /// <inheritdoc cref="Write(TrialSettings)"/>
    public static string Write(TrialResult value) => WriteLine(value, SearchJsonContext.Default.TrialResult, result => [result.Job.Settings]);

    /// <inheritdoc cref="Write(TrialSettings)"/>
    public static string Write(SearchOptions value) => WriteLine(value, SearchJsonContext.Default.SearchOptions, options => options.Spaces.Select(space => space.Base));

    /// <summary>Reads the settings of a trial.</summary>
    /// <param name="json">A JSON object.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="InvalidDataException">It is not JSON, or has a name or a value that does not exist; the message says which.</exception>
    public static TrialSettings ReadSettings(string json) => Read(json, new TrialSettings(), SearchJsonContext.Default.TrialSettings);

    /// <summary>Reads a job.</summary>
    /// <inheritdoc cref="ReadSettings"/>
    public static TrialJob ReadJob(string json) => Read(json, new TrialJob(), SearchJsonContext.Default.TrialJob);

    /// <summary>Reads a result.</summary>
    /// <inheritdoc cref="ReadSettings"/>
    public static TrialResult ReadResult(string json)
    {
        TrialResult result = Read(json, new TrialResult(), SearchJsonContext.Default.TrialResult);
        return result.Diverged == double.IsPositiveInfinity(result.ValidationLoss) ? result
            : throw new InvalidDataException("Not a valid result of a trial: validationLoss must be \"Infinity\" where diverged is true, and a number otherwise.");
    }

    /// <summary>Reads the description of a search.</summary>
    /// <inheritdoc cref="ReadSettings"/>
    public static SearchOptions ReadOptions(string json) => Read(json, new SearchOptions(), SearchJsonContext.Default.SearchOptions);

    private static string WriteLine<T>(T value, JsonTypeInfo<T> type, Func<T, IEnumerable<TrialSettings>> settings)
    {
        ArgumentNullException.ThrowIfNull(value);
        foreach (TrialSettings each in settings(value))
        {
            each.Optimizer.Schedule.RequireWritable("JSON");
        }

        return JsonSerializer.Serialize(value, type);
    }

    /// <summary>
    /// A deserialiser made at compile time gives a missing property the default of its type, not that of the record; so
    /// the object is first laid over the defaults.
    /// </summary>
    private static T Read<T>(string json, T defaults, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            JsonNode? merged = JsonSerializer.SerializeToNode(defaults, type);
            Overlay(merged!.AsObject(), JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException("A JSON object is expected."));
            return merged.Deserialize(type)!;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or OverflowException or FormatException)
        {
            throw new InvalidDataException($"Not a valid description of a trial or a search: {Explain(e)}", e);
        }
    }

    /// <summary>The words of the deserialiser and of a property are for the programmer of the type: here they are for the reader of the file.</summary>
    private static string Explain(Exception failure) => failure switch
    {
        JsonException { Path: { } path } when failure.Message.Contains("nullability annotation", StringComparison.Ordinal)
            => $"{path.TrimStart('$', '.')} is null, where a value is needed.",
        ArgumentException { ParamName: { } name } => $"{JsonNamingPolicy.CamelCase.ConvertName(name)}: {failure.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)}",
        _ => failure.Message,
    };

    private static void Overlay(JsonObject target, JsonObject source, string path = "")
    {
        foreach ((string name, JsonNode? value) in source)
        {
            RequireElements(value, path + name);
            if (value is JsonObject inner && target[name] is JsonObject outer)
            {
                Overlay(outer, inner, path + name + ".");
            }
            else if (value is JsonArray elements && target[name] is JsonArray { Count: > 0 } defaults && defaults[0] is JsonObject usual)
            {
                // Each element is merged with the default one, so that missing members have their defaults.
                target[name] = new JsonArray([.. elements.Select((element, i) => OverlayElement(usual, element, FormattableString.Invariant($"{path}{name}[{i}].")))]);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }

    private static JsonNode? OverlayElement(JsonObject usual, JsonNode? element, string path)
    {
        if (element is not JsonObject mentioned)
        {
            return element?.DeepClone();
        }

        JsonObject merged = usual.DeepClone().AsObject();
        Overlay(merged, mentioned, path);
        return merged;
    }

    /// <summary>The deserialiser refuses a null where a property needs a value, but not one in a list.</summary>
    private static void RequireElements(JsonNode? value, string path)
    {
        for (int i = 0; value is JsonArray array && i < array.Count; i++)
        {
            string element = FormattableString.Invariant($"{path}[{i}]");
            if (array[i] is null)
            {
                throw new InvalidDataException($"Not a valid description of a trial or a search: {element} is null, where a value is needed.");
            }

            RequireElements(array[i], element);
        }
    }
}

/// <summary>The serialisers, made at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TrialSettings))]
[JsonSerializable(typeof(TrialJob))]
[JsonSerializable(typeof(TrialResult))]
[JsonSerializable(typeof(SearchOptions))]
internal sealed partial class SearchJsonContext : JsonSerializerContext;
