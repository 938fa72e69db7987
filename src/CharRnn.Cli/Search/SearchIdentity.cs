using System.Text.Json;
using System.Text.Json.Nodes;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Search;

/// <summary>The identity of a search, by which its result files are recognised: its options, its text and its type of numbers.</summary>
internal sealed record SearchIdentity
{
    private const string Kind = "search";
    private const int Version = 1;

    /// <summary>The name of the text in messages.</summary>
    internal required string TextName { get; init; }

    internal required int TextLength { get; init; }

    /// <summary><see cref="EncodedText.Fingerprint"/>.</summary>
    internal required string TextFingerprint { get; init; }

    internal required Precision Precision { get; init; }

    internal required SearchOptions Options { get; init; }

    /// <summary>The options of the command line that were typed, by name; what the search is follows from <see cref="Options"/> alone.</summary>
    internal IReadOnlyDictionary<string, string> Typed { get; init; } = new Dictionary<string, string>();

    internal static SearchIdentity Of(string textName, EncodedText text, Precision precision, SearchOptions options) => new()
    {
        TextName = textName,
        TextLength = text.Length,
        TextFingerprint = text.Fingerprint,
        Precision = precision,
        Options = options,
    };

    /// <summary>The file for the winner's model, as typed; empty for the default.</summary>
    internal string Output { get; init; } = "";

    /// <summary>One line, without its end.</summary>
    internal string ToJson() => new JsonObject
    {
        ["charrnn"] = Kind,
        ["version"] = Version,
        ["text"] = TextName,
        ["characters"] = TextLength,
        ["fingerprint"] = TextFingerprint,
        ["precision"] = Precision.Word(),
        ["typed"] = new JsonObject(Typed.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value))),
        ["output"] = Output,
        ["search"] = JsonNode.Parse(SearchJson.Write(Options)),
    }.ToJsonString();

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else; the message says what.</exception>
    internal static SearchIdentity FromJson(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject all || (string?)all["charrnn"] != Kind)
            {
                throw new InvalidDataException("It does not begin with the description of a search.");
            }

            return (int?)all["version"] == Version ? Read(all)
                : throw new InvalidDataException($"It is of version {all["version"]} of the format; this program reads version {Version}.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException("It does not begin with the description of a search.", exception);
        }
    }

    /// <summary>Describes how another search differs; null when it is the same.</summary>
    /// <param name="other">The search of this command; this one is that of the file.</param>
    internal string? DifferenceFrom(SearchIdentity other)
    {
        if (TextFingerprint != other.TextFingerprint)
        {
            return FormattableString.Invariant($"belongs to another text: to {TextName} of {Quantity.Of(TextLength, "character")}; the given text is {other.TextName} of {other.TextLength:N0}");
        }

        if (Precision != other.Precision)
        {
            return $"belongs to a search in {Precision.Word()}, not in {other.Precision.Word()}";
        }

        return JsonDifference.Find(JsonNode.Parse(SearchJson.Write(Options)), JsonNode.Parse(SearchJson.Write(other.Options))) is { } difference
            ? $"belongs to a search with other options: {difference}" : null;
    }

    private static SearchIdentity Read(JsonObject all)
    {
        string precision = Text("precision");
        return new SearchIdentity
        {
            TextName = Text("text"),
            TextLength = (int?)all["characters"] ?? throw Missing("characters"),
            TextFingerprint = Text("fingerprint"),
            Precision = OptionFormats.Choice<Precision>().TryRead(precision, out Precision value) ? value
                : throw new InvalidDataException($"It has the unknown precision '{precision}'."),
            Output = (string?)all["output"] ?? "",
            Typed = (all["typed"] as JsonObject)?.ToDictionary(option => option.Key, option => (string?)option.Value ?? "") ?? [],
            Options = SearchJson.ReadOptions((all["search"] ?? throw Missing("search")).ToJsonString()),
        };

        string Text(string name) => (string?)all[name] ?? throw Missing(name);
        static InvalidDataException Missing(string name) => new($"Its description of a search lacks '{name}'.");
    }
}
