using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;

namespace CharRnn.Cli.Files;

/// <summary>A model file that the user named.</summary>
internal static class ModelInput
{
    /// <summary>Reads the header of the file.</summary>
    /// <exception cref="CommandException">There is no such file, or it may not be read.</exception>
    /// <exception cref="InvalidDataException">It is not a model.</exception>
    internal static ModelFileInfo Inspect(string path) => Open(path, ModelFile.Inspect);

    /// <summary>The element type in which the model was saved; the commands compute in the same.</summary>
    internal static Precision PrecisionOf(ModelFileInfo info) => Precisions.Of(info.DataType);

    /// <summary>The model.</summary>
    internal static RnnModel<T> Load<T>(string path)
        where T : unmanaged, IFloatingPointIeee754<T> => Open(path, RnnModel<T>.Load);

    /// <summary>The model, with given characters if the file of another program does not say which it has.</summary>
    internal static RnnModel<T> Load<T>(string path, Vocabulary vocabulary)
        where T : unmanaged, IFloatingPointIeee754<T> => Open(path, file => RnnModel<T>.Load(file, vocabulary));

    private static TResult Open<TResult>(string path, Func<string, TResult> open)
    {
        if (FileStatus.Of(path).Kind is not (FileKind.File or FileKind.Missing) and var kind)
        {
            throw new CommandException($"{path} is {SmallFile.Describe(kind)}; a model file is needed.");
        }

        try
        {
            return open(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{path} does not exist. Create a model with 'charrnn train'.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CommandException($"{path} cannot be read. Check its permissions.", exception);
        }
    }
}
