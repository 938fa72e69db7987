using System.Text.Json.Nodes;

namespace CharRnn.Cli.Search;

/// <summary>Finds the first place where two JSON values differ.</summary>
internal static class JsonDifference
{
    /// <summary>For example: trialCount is 27 there and 9 here; null when they are the same.</summary>
    internal static string? Find(JsonNode? there, JsonNode? here, string path = "")
    {
        switch (there, here)
        {
            case (JsonObject first, JsonObject second):
                return first.Select(member => member.Key).Union(second.Select(member => member.Key))
                    .Select(name => Find(first[name], second[name], path.Length == 0 ? name : $"{path}.{name}")).FirstOrDefault(difference => difference is not null);
            case (JsonArray first, JsonArray second) when first.Count == second.Count:
                return Enumerable.Range(0, first.Count)
                    .Select(i => Find(first[i], second[i], FormattableString.Invariant($"{path}[{i}]"))).FirstOrDefault(difference => difference is not null);
            default:
                return JsonNode.DeepEquals(there, here) ? null : $"{path} is {Text(there)} there and {Text(here)} here";
        }
    }

    private static string Text(JsonNode? value) => value?.ToJsonString() ?? "not given";
}
