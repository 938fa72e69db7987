using System.Text.Json;

namespace CharRnn.Tests.Fixtures;

/// <summary>Reads the JSON files that stand in this folder; README.md describes them.</summary>
internal static class FixtureFile
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNameCaseInsensitive = true, RespectRequiredConstructorParameters = true };

    internal static TFixture Read<TFixture>(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", name);
        using FileStream stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<TFixture>(stream, _options) ?? throw new InvalidDataException($"{path} is empty.");
    }
}
