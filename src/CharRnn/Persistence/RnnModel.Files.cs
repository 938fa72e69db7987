namespace CharRnn;

public sealed partial class RnnModel<T>
{
    /// <summary>Writes the model to a safetensors file.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    public void Save(string path) => throw new NotImplementedException(path);

    /// <summary>Reads a model from a safetensors file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The model.</returns>
    public static RnnModel<T> Load(string path) => throw new NotImplementedException(path);
}
