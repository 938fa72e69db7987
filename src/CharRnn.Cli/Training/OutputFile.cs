using System.Numerics;

namespace CharRnn.Cli.Training;

/// <summary>The files that a run writes.</summary>
internal static class OutputFile
{
    /// <summary>Finds out before the work whether the file can be written after it. Leaves nothing behind.</summary>
    internal static void RequireWritable(string path, string what = "model file", string option = "--output")
    {
        if (Directory.Exists(path))
        {
            throw new CommandException($"{path} is a folder; {option} needs the name of a file.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"The folder {folder} of the {what} does not exist. Create it, or choose another {option}.");
        }

        try
        {
            string probe = Path.Combine(folder, $".charrnn-{Guid.NewGuid():N}");
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The {what} {path} cannot be written: {exception.Message} Choose another {option}.", exception);
        }
    }

    /// <summary>A path as one types it.</summary>
    internal static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;

    /// <summary>Replaces a text file in one piece: whoever reads it sees the old content or the new one.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    internal static void Replace(string path, string content)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new CommandException($"{path} could not be written: {exception.Message} Check the folder and the space left on the disk.", exception);
        }
    }

    /// <summary>Saves a model; if that fails, in the folder for temporary files, so that the work is not lost.</summary>
    /// <returns>The path it was saved to.</returns>
    /// <exception cref="CommandException">It could only be saved elsewhere, or not at all: the message says where.</exception>
    internal static string Save<T>(RnnModel<T> model, string path, IReadOnlyDictionary<string, string> settings)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        try
        {
            model.Save(path, settings);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string rescue = Path.Combine(Path.GetTempPath(), $"charrnn-{Guid.NewGuid():N}.safetensors");
            model.Save(rescue, settings);
            throw new CommandException($"{path} could not be written: {exception.Message} The model is saved in {rescue} instead.", exception);
        }
    }
}
