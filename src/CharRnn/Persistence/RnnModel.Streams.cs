using CharRnn.Persistence;

namespace CharRnn;

public sealed partial class RnnModel<T>
{
    /// <summary>As <see cref="Save(string, IReadOnlyDictionary{string, string})"/>, to a stream, such as a request's body or an entry of an archive.</summary>
    /// <param name="stream">Written from where it stands; need not seek; neither flushed nor closed.</param>
    /// <param name="settings">Strings to keep with the model; may be null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream cannot be written, or a setting is null or has a name that is taken.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite.</exception>
    /// <exception cref="IOException">The stream has failed; it may have been written in part.</exception>
    public void Save(Stream stream, IReadOnlyDictionary<string, string>? settings = null)
    {
        RequireWritable(stream);
        ModelFile.Prepare(this, settings)(stream);
    }

    /// <summary>As <see cref="Load(string)"/>, from a stream, such as an embedded resource.</summary>
    /// <param name="stream">Read from where it stands to its end, and left open. Copied into memory unless it can seek and stands at its start.</param>
    /// <param name="vocabulary">As for <see cref="Load(string, Vocabulary)"/>; null for a file that has its own.</param>
    /// <returns>A new model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">What the stream holds is broken, as for <see cref="Load(string, Vocabulary)"/>.</exception>
    public static RnnModel<T> Load(Stream stream, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
        {
            throw new ArgumentException("The stream cannot be read.", nameof(stream));
        }

        using var reader = SafetensorsReader.Open(stream);
        return ModelFile.Read<T>(reader, vocabulary);
    }

    /// <summary>As <see cref="ExportOnnx(string)"/>, to a stream.</summary>
    /// <param name="stream">Written from where it stands; need not seek; neither flushed nor closed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite, or the parameters take 2 GB or more.</exception>
    /// <exception cref="IOException">The stream has failed; it may have been written in part.</exception>
    public void ExportOnnx(Stream stream)
    {
        RequireWritable(stream);
        OnnxFile.Prepare(this)(stream);
    }

    private static void RequireWritable(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
        {
            throw new ArgumentException("The stream cannot be written.", nameof(stream));
        }
    }
}
