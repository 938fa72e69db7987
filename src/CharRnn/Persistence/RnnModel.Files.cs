using CharRnn.Persistence;
using CharRnn.Persistence.Onnx;
using CharRnn.Persistence.Safetensors;

namespace CharRnn;

public sealed partial class RnnModel<T>
{
    /// <summary>Writes the model to one file that every safetensors implementation reads.</summary>
    /// <remarks>
    /// The tensors are those of a PyTorch <c>nn.RNN</c>, <c>nn.GRU</c> or <c>nn.LSTM</c> called rnn and an <c>nn.Linear</c> called linear,
    /// of type F32 or F64 as <typeparamref name="T"/>; the vocabulary is in the file's metadata. The file is replaced in one piece: after a
    /// failure or a crash the old one is still there.
    /// </remarks>
    /// <param name="path">The file, usually <c>*.safetensors</c>; replaced if it exists.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">The disk is full, or another failure of the disk.</exception>
    public void Save(string path) => ModelFile.Save(path, this, null);

    /// <summary>As <see cref="Save(string)"/>, with additional strings, for example a description of the training or of the text.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="settings">
    /// Any strings; <see cref="ModelFile.Inspect"/> returns them. The name <c>format</c> and names that begin with <c>charrnn.</c> are reserved.
    /// </param>
    /// <exception cref="ArgumentException">
    /// <paramref name="path"/> is null or empty, or a setting is null or has a reserved name.
    /// </exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">The disk is full, or another failure of the disk.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? settings) => ModelFile.Save(path, this, settings);

    /// <summary>Reads a model file or the model in a checkpoint, of either element type.</summary>
    /// <remarks>
    /// Files written by PyTorch users can also be read: the shapes determine the cell and the names the number of layers. Modules may have other
    /// names than rnn and linear if the shapes leave only one choice. Tensors that are not part of the network are ignored. PyTorch's second biases
    /// are added to b; in the n gate of a GRU they are d. Characters that are not in the order of the vocabulary are reordered, with their weights.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <returns>A new model.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is broken, holds another network, has no vocabulary, or a parameter is NaN, infinite or too large for
    /// <typeparamref name="T"/>: the message says what was expected, what was found and where.
    /// </exception>
    public static RnnModel<T> Load(string path) => ModelFile.Open(path, reader => ModelFile.Read<T>(reader, null));

    /// <summary>As <see cref="Load(string)"/>, for a file that another program wrote without the characters.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabulary">
    /// The characters, as many as the network has, whose ordinal order is that of the network's indexes. If the file has a
    /// vocabulary after all, it must be this one.
    /// </param>
    /// <returns>A new model.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="vocabulary"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is broken, holds another network, or does not fit the vocabulary: the message says what was expected, what
    /// was found and where.
    /// </exception>
    public static RnnModel<T> Load(string path, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return ModelFile.Open(path, reader => ModelFile.Read<T>(reader, vocabulary));
    }

    /// <summary>As <see cref="Save(string, IReadOnlyDictionary{string, string})"/>, to a stream, such as a request's body or an entry of an archive.</summary>
    /// <param name="stream">Written from its current position; need not be seekable; neither flushed nor closed.</param>
    /// <param name="settings">Strings to keep with the model; may be null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream cannot be written, or a setting is null or has a reserved name.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite.</exception>
    /// <exception cref="IOException">The stream has failed; it may have been written in part.</exception>
    public void Save(Stream stream, IReadOnlyDictionary<string, string>? settings = null)
    {
        RequireWritable(stream);
        ModelFile.Prepare(this, settings)(stream);
    }

    /// <summary>As <see cref="Load(string)"/>, from a stream, such as an embedded resource.</summary>
    /// <param name="stream">
    /// Read from its current position to its end, and left open. Copied into memory unless it is seekable and at its start.
    /// </param>
    /// <param name="vocabulary">As for <see cref="Load(string, Vocabulary)"/>; null for a file that contains a vocabulary.</param>
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
    /// <param name="stream">Written from its current position; need not be seekable; neither flushed nor closed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentException">The stream cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite, or the parameters take 2 GB or more.</exception>
    /// <exception cref="IOException">The stream has failed; it may have been written in part.</exception>
    public void ExportOnnx(Stream stream)
    {
        RequireWritable(stream);
        OnnxFile.Prepare(this)(stream);
    }

    /// <summary>Writes one step of the network as an ONNX file (operator set 17), for programs that can run ONNX but not .NET.</summary>
    /// <remarks>
    /// <para>Inputs: <c>character</c>, int64[streams], indexes 0 to K−1; <c>state</c>, [streams, StateSize], zeros at first. Outputs:
    /// <c>logits</c>, [streams, K]; <c>next_state</c>, [streams, StateSize], to be passed in as the state of the next step. The graph computes what
    /// <see cref="Rnn{T}.Step"/> computes, but for any number of streams. It supports every cell and number of layers.</para>
    /// <para>The numbers are float or double as <typeparamref name="T"/>. The file's metadata has the vocabulary in index
    /// order as <c>charrnn.vocabulary</c>. An ONNX file cannot be loaded as a model, so keep the model file.</para>
    /// </remarks>
    /// <param name="path">The file, usually <c>*.onnx</c>; replaced in one piece if it exists.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite, or the parameters take 2 GB or more, which an ONNX file cannot hold.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">The disk is full, or another failure of the disk.</exception>
    public void ExportOnnx(string path) => OnnxFile.Write(path, this);

    private static void RequireWritable(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
        {
            throw new ArgumentException("The stream cannot be written.", nameof(stream));
        }
    }
}
