using System.Text.Json;

namespace CharRnn.Tests.Fixtures;

/// <summary>Finds the files of this folder and reads those in JSON; README.md describes them.</summary>
internal static class FixtureFile
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNameCaseInsensitive = true, RespectRequiredConstructorParameters = true };

    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    internal static TFixture Read<TFixture>(string name)
    {
        string path = PathOf(name);
        using FileStream stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<TFixture>(stream, _options) ?? throw new InvalidDataException($"{path} is empty.");
    }
}
