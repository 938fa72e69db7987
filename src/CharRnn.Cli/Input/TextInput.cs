using CharRnn.Persistence;

namespace CharRnn.Cli.Input;

/// <summary>A text that the user named. It is read when it is asked for, at one byte per character where that is enough.</summary>
internal sealed class TextInput
{
    /// <summary>What the user types for standard input.</summary>
    internal const string StandardInput = "-";
    private readonly Func<Stream> _open;

    private TextInput(string name, string? argument, Func<Stream> open)
    {
        Name = name;
        Argument = argument;
        _open = open;
    }

    /// <summary>How messages call it.</summary>
    internal string Name { get; }

    /// <summary>What the user typed; null for the built-in story.</summary>
    internal string? Argument { get; }

    /// <summary>A file, standard input for <c>-</c>, or the built-in story when there is no path.</summary>
    internal static TextInput Find(string? path, Stream standardInput) => path switch
    {
        null => new TextInput(SampleStory.Name, path, SampleStory.Open),
        StandardInput => new TextInput("standard input", path, () => standardInput),
        _ => new TextInput(path, path, () => OpenFile(path)),
    };

    /// <summary>Reads the text.</summary>
    /// <param name="vocabulary">The characters to use; the text's own when null.</param>
    /// <exception cref="CommandException">It cannot be read, is empty, is not text, or has a character that the vocabulary lacks.</exception>
    internal EncodedText Read(Vocabulary? vocabulary = null)
    {
        try
        {
            using Stream stream = _open();
            return TextFile.Read(stream, vocabulary);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{Name} does not exist. Check the path of the text.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CommandException($"{Name} may not be read. Check its permissions.", exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new CommandException($"{Name}: {exception.Message}", exception);
        }
    }

    private static FileStream OpenFile(string path)
        => Directory.Exists(path) ? throw new CommandException($"{path} is a folder; a text file is needed.")
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
