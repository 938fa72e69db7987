using System.Text;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>The strings of a model file: its version, its kind, the vocabulary, and the settings of the program that saved it.</summary>
internal static class ModelMetadata
{
    /// <summary>Written by a network's training run in full.</summary>
    internal const string CheckpointKind = "checkpoint";

    /// <summary>Written by <see cref="RnnModel{T}.Save(string)"/>.</summary>
    internal const string ModelKind = "model";

    /// <summary>Prefix of the names of this library's strings.</summary>
    internal const string Prefix = "charrnn.";
    internal const string KindKey = Prefix + "kind";
    internal const string CellKey = Prefix + "cell";
    private const string VersionKey = Prefix + "version";
    private const string VocabularyKey = Prefix + "vocabulary";

    // Other software asks for this entry before it loads a file as PyTorch tensors.
    private const string FormatKey = "format";
    private const string Format = "pt";
    private const string Version = "1";

    /// <summary>The strings to write; the settings come last, in ordinal order.</summary>
    /// <exception cref="ArgumentException">A setting has a name that is taken.</exception>
    internal static List<KeyValuePair<string, string>> ToWrite(string kind, Vocabulary vocabulary, RnnCell cell, IReadOnlyDictionary<string, string>? settings)
    {
        List<KeyValuePair<string, string>> metadata =
        [
            new(FormatKey, Format),
            new(VersionKey, Version),
            new(KindKey, kind),
            new(VocabularyKey, vocabulary.ToString()),
        ];

        // For human readers; the shapes contain the same information. Files of a tanh network are byte for byte those of earlier versions.
        if (cell != RnnCell.Tanh)
        {
            metadata.Add(new(CellKey, WordOf(cell)));
        }

        foreach ((string key, string value) in (settings ?? new Dictionary<string, string>()).OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            if (key == FormatKey || key.StartsWith(Prefix, StringComparison.Ordinal))
            {
                throw new ArgumentException($"The setting '{key}' has a name that is reserved by the file format.", nameof(settings));
            }

            metadata.Add(new(key, value ?? throw new ArgumentException($"The setting '{key}' is null.", nameof(settings))));
        }

        return metadata;
    }

    /// <summary>The strings that are not the library's own.</summary>
    internal static Dictionary<string, string> Settings(IReadOnlyDictionary<string, string> metadata)
        => metadata
            .Where(entry => entry.Key != FormatKey && !entry.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);

    /// <summary>The cell as files name it: <c>tanh</c>, <c>gru</c>, <c>lstm</c>.</summary>
    internal static string WordOf(RnnCell cell) => cell.ToString().ToLowerInvariant();

    /// <summary>Refuses files of versions to come.</summary>
    /// <exception cref="InvalidDataException">The file has another version than this library writes.</exception>
    internal static void RequireVersion(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.TryGetValue(VersionKey, out string? version) && version != Version)
        {
            throw Broken($"It has version '{version}' of the format; this library reads version '{Version}'.");
        }
    }

    /// <summary>The characters in the file's index order, as many as the network has; null when the file has none.</summary>
    /// <exception cref="InvalidDataException">The number is wrong, or a character occurs twice.</exception>
    internal static Rune[]? Characters(IReadOnlyDictionary<string, string> metadata, RnnArchitecture architecture)
    {
        if (!metadata.TryGetValue(VocabularyKey, out string? text))
        {
            return null;
        }

        Rune[] characters = [.. text.EnumerateRunes()];
        if (characters.Length != architecture.VocabularySize)
        {
            throw Broken($"'{VocabularyKey}' has {Quantity.Of(characters.Length, "character")}; the network has {architecture.VocabularySize}.");
        }

        var seen = new HashSet<Rune>(characters.Length);
        foreach (Rune character in characters)
        {
            if (!seen.Add(character))
            {
                throw Broken($"'{VocabularyKey}' has the character {Vocabulary.Describe(character)} twice.");
            }
        }

        return characters;
    }
}
