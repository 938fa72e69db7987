using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using CharRnn.Cli.Failures;
using CharRnn.Persistence;

namespace CharRnn.Cli.Files;

/// <summary>The files that a run writes.</summary>
internal static partial class OutputFile
{
    /// <summary>Checks whether the file can be written, so that the work does not fail at its end. Leaves no file behind.</summary>
    internal static void RequireWritable(string path, string what = "model file", string option = "--output")
    {
        try
        {
            AtomicFile.RequireWritable(path);
        }
        catch (DirectoryNotFoundException exception)
        {
            string folder = Path.GetDirectoryName(FileStatus.Of(path).Path) ?? ".";
            throw new CommandException($"The folder {folder} of the {what} does not exist. Create it, or choose another {option}.", exception);
        }
        catch (UnauthorizedAccessException exception) when (FileStatus.Of(path).Kind == FileKind.Folder)
        {
            throw new CommandException($"{path} is a folder; {option} needs the name of a file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The {what} {path} cannot be written: {Reason(exception)} Choose another {option}.", exception);
        }
    }

    /// <summary>Why a file could not be written, for a message that names it already: without the path, and without that of the temporary file.</summary>
    internal static string Reason(Exception exception)
    {
        string reason = PathInMessage().Replace(exception.Message, "").Trim();
        return reason.Length == 0 ? "the disk refuses it." : reason.EndsWith('.') ? reason : reason + ".";
    }

    /// <summary>A path as one types it in a shell.</summary>
    internal static string Quoted(string path)
        => path.Length > 0 && path.All(character => char.IsAsciiLetterOrDigit(character) || character > '\u00A0' || "/._-+=:,@%".Contains(character, StringComparison.Ordinal)) ? path
            : OperatingSystem.IsWindows() ? $"\"{path}\"" : $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>Writes a file in one piece.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">Its option, for the message.</param>
    /// <param name="write">Writes what is in it.</param>
    /// <exception cref="CommandException">It cannot be written.</exception>
    internal static void Write(string path, string option, Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(path, write);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be written: {Reason(exception)} Choose another {option}.", exception);
        }
    }

    /// <summary>Replaces a text file in one piece: a reader sees the old content or the new one.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    internal static void Replace(string path, string content)
    {
        try
        {
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(content)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} could not be written: {Reason(exception)} Check the folder and the space left on the disk.", exception);
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
            try
            {
                model.Save(rescue, settings);
            }
            catch (Exception second) when (second is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"{path} could not be written: {Reason(exception)} {rescue} could not be written either: {Reason(second)} The model is lost.", exception);
            }

            throw new CommandException($"{path} could not be written: {Reason(exception)} The model is saved in {rescue} instead.", exception);
        }
    }

    /// <summary>The ways in which .NET and this library put a path into a message: 'path' cannot be written: …, … the path 'path' …, … : 'path'.</summary>
    [GeneratedRegex("^'.*' cannot be written: | ?: '.*'$| '.*?'(?= |\\.)", RegexOptions.Singleline)]
    private static partial Regex PathInMessage();
}
