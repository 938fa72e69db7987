using CharRnn.Persistence;

namespace CharRnn;

public sealed partial class RnnModel<T>
{
    /// <summary>Writes one step of the network as an ONNX file (operator set 17), for programs that run ONNX and not .NET.</summary>
    /// <remarks>
    /// <para>Inputs: <c>character</c>, int64[streams], indexes 0 to K−1; <c>state</c>, [streams, m], zeros at first. Outputs:
    /// <c>logits</c>, [streams, K]; <c>next_state</c>, [streams, m], to be passed in as the state of the next step. What
    /// <see cref="Rnn{T}.Step"/> does for one stream, for any number of them.</para>
    /// <para>The numbers are float or double as <typeparamref name="T"/>. The file's metadata has the vocabulary in index
    /// order as <c>charrnn.vocabulary</c>. An ONNX file cannot be loaded again: keep the model file.</para>
    /// </remarks>
    /// <param name="path">The file, usually <c>*.onnx</c>; replaced in one piece if it exists.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN or infinite, or the parameters take 2 GB or more, which an ONNX file cannot hold.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">The disk is full, or another failure of the disk.</exception>
    public void ExportOnnx(string path) => OnnxFile.Write(path, this);
}
