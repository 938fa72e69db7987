using System.Numerics;
using System.Text;
using CharRnn.Persistence.PyTorch;
using CharRnn.Persistence.Safetensors;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>Reads the description of a model file without its parameters.</summary>
/// <remarks>The format is described in docs/model-format.md. Thread-safe.</remarks>
public static class ModelFile
{
    /// <summary>Reads the header of a model file or checkpoint. The time does not depend on the size of the file.</summary>
    /// <param name="path">A safetensors file with the network of this library.</param>
    /// <returns>Sizes, vocabulary, settings and the list of tensors.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">The file is broken, or holds another network: the message says what was expected, what was found and where.</exception>
    public static ModelFileInfo Inspect(string path) => Open(path, Describe);

    /// <summary>Writes a model; <see cref="AtomicFile"/> says what a failure leaves behind.</summary>
    internal static void Save<T>(string path, RnnModel<T> model, IReadOnlyDictionary<string, string>? settings)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Prepare(model, settings));
    }

    /// <summary>Checks a model and describes its file, before anything is written.</summary>
    internal static Action<Stream> Prepare<T>(RnnModel<T> model, IReadOnlyDictionary<string, string>? settings)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NetworkTensors.RequireFinite(model.Rnn.Parameters);
        List<KeyValuePair<string, string>> metadata = ModelMetadata.ToWrite(ModelMetadata.ModelKind, model.Vocabulary, model.Rnn.Parameters.Architecture.Cell, settings);
        TensorToWrite[] tensors = [.. NetworkTensors.ToWrite(model.Rnn.Parameters)];
        return stream => SafetensorsWriter.Write(stream, metadata, tensors);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="vocabulary">The characters of a file that has none; those of one that has must be the same.</param>
    internal static RnnModel<T> Read<T>(SafetensorsReader reader, Vocabulary? vocabulary)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ModelMetadata.RequireVersion(reader.Metadata);
        FoundNetwork network = NetworkSearch.Find(reader);
        Rune[]? characters = ModelMetadata.Characters(reader.Metadata, network.Architecture);
        Vocabulary known = ChooseVocabulary(characters, vocabulary, network.Architecture);
        RnnParameters<T> parameters = NetworkTensors.Read<T>(reader, network);
        if (characters is not null)
        {
            CharacterOrder.Apply(parameters, characters, known);
        }

        return new RnnModel<T>(known, parameters);
    }

    /// <summary>Opens a file and names it in whatever is wrong with its content.</summary>
    internal static TResult Open<TResult>(string path, Func<SafetensorsReader, TResult> read)
    {
        try
        {
            using var reader = SafetensorsReader.Open(path);
            return read(reader);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"'{path}' cannot be used. {failure.Message}", failure);
        }
    }

    private static Vocabulary ChooseVocabulary(Rune[]? characters, Vocabulary? given, RnnArchitecture architecture)
    {
        if (characters is not null)
        {
            var own = Vocabulary.FromCharacters(characters);
            return given is null || given.Equals(own) ? own
                : throw Broken($"Its vocabulary ({Quantity.Of(own.Count, "character")}) is not the one that was given ({Quantity.Of(given.Count, "character")}).");
        }

        if (given is null)
        {
            throw new InvalidDataException("It has no vocabulary, so it is not known which characters its indexes stand for. Load it together with a vocabulary.");
        }

        return given.Count == architecture.VocabularySize ? given
            : throw Broken($"Its network is for {Quantity.Of(architecture.VocabularySize, "character")}; the vocabulary that was given has {given.Count}.");
    }

    private static ModelFileInfo Describe(SafetensorsReader reader)
    {
        ModelMetadata.RequireVersion(reader.Metadata);
        FoundNetwork network = NetworkSearch.Find(reader);
        Rune[]? characters = ModelMetadata.Characters(reader.Metadata, network.Architecture);
        return new ModelFileInfo
        {
            Architecture = network.Architecture,
            Vocabulary = characters is null ? null : Vocabulary.FromCharacters(characters),
            DataType = network.DataType,
            Checkpoint = reader.Metadata.TryGetValue(ModelMetadata.KindKey, out string? kind) && kind == ModelMetadata.CheckpointKind
                ? CheckpointRecord.Read(reader.Metadata).ToInfo() : null,
            ByteCount = reader.Length,
            Settings = ModelMetadata.Settings(reader.Metadata).AsReadOnly(),
            Tensors = [.. reader.Tensors.Values.Select(tensor => new ModelFileTensor(tensor.Name, tensor.DataType, new FixedList<long>(tensor.Shape), tensor.ByteCount))],
        };
    }
}
