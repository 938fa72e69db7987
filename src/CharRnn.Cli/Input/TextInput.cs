using CharRnn.Cli.Screen;
using CharRnn.Cli.Training;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Input;

/// <summary>A text that the user named. It is read when it is asked for, at one byte per character where that is enough.</summary>
internal sealed class TextInput
{
    /// <summary>What the user types for standard input.</summary>
    internal const string StandardInput = "-";
    private readonly Func<Vocabulary?, EncodedText> _read;

    private TextInput(string name, string[] paths, Func<Vocabulary?, EncodedText> read)
    {
        Name = name;
        Paths = paths;
        Typed = string.Concat(paths.Select(path => OutputFile.Quoted(path) + " "));
        EndOfText = paths.Length > 1 ? TextDocuments.EndOfText : "";
        _read = read;
    }

    /// <summary>How messages call it.</summary>
    internal string Name { get; }

    /// <summary>The files that are read, with <c>-</c> for standard input; empty for the built-in story.</summary>
    internal IReadOnlyList<string> Paths { get; }

    /// <summary>What to type to name it again, with a space behind; empty for the built-in story.</summary>
    internal string Typed { get; }

    /// <summary>The character that stands before, between and behind several texts; empty for one.</summary>
    internal string EndOfText { get; }

    /// <summary>A file, standard input for <c>-</c>, or the built-in story when there is no path.</summary>
    internal static TextInput Find(string? path, Stream standardInput)
    {
        if (path is null)
        {
            return new TextInput(SampleStory.Name, [], vocabulary => Read(SampleStory.Name, SampleStory.Open, vocabulary));
        }

        string name = NameOf(path);
        return new TextInput(name, [path], vocabulary => Read(name, () => Open(path, standardInput), vocabulary));
    }

    /// <summary>One text as above; several become one text, each a document of its own.</summary>
    /// <exception cref="UsageException">Standard input is named more than once.</exception>
    internal static TextInput FindAll(string[] paths, Stream standardInput)
    {
        if (paths.Length <= 1)
        {
            return Find(paths.FirstOrDefault(), standardInput);
        }

        if (paths.Count(path => path == StandardInput) > 1)
        {
            throw new UsageException("Standard input can be read only once; name '-' once.");
        }

        string name = FormattableString.Invariant($"{NameOf(paths[0])} and {paths.Length - 1} more");
        return new TextInput(name, paths, vocabulary => ReadDocuments(paths, standardInput, vocabulary));
    }

    /// <summary>Refuses to learn the built-in story while a text waits at standard input: its user has left out the dash.</summary>
    /// <param name="command">The command, as it is typed.</param>
    /// <param name="console">The console.</param>
    /// <exception cref="UsageException">A text is piped in and no text is named.</exception>
    internal void RequireNoPipe(string command, CliConsole console)
    {
        if (Paths.Count == 0 && console.HasPipedText)
        {
            throw new UsageException($"A text is piped in, but none is named. Type 'charrnn {command} -' to use it, or add '</dev/null' for {SampleStory.Name}.");
        }
    }

    /// <summary>Reads the text.</summary>
    /// <param name="vocabulary">The characters to use; the text's own when null.</param>
    /// <exception cref="CommandException">It cannot be read, is empty, is not text, or has a character that the vocabulary lacks.</exception>
    internal EncodedText Read(Vocabulary? vocabulary = null) => _read(vocabulary);

    private static EncodedText Read(string name, Func<Stream> open, Vocabulary? vocabulary)
        => Guard(() => name, () =>
        {
            using Stream stream = open();
            return TextFile.Read(stream, vocabulary);
        });

    private static EncodedText ReadDocuments(string[] paths, Stream standardInput, Vocabulary? vocabulary)
    {
        string current = paths[0];
        return Guard(() => NameOf(current), () => TextFile.ReadDocuments(OpenAll(), vocabulary));

        IEnumerable<Stream> OpenAll()
        {
            foreach (string path in paths)
            {
                current = path;
                yield return Open(path, standardInput);
            }
        }
    }

    /// <summary>What is wrong with a text gets its name.</summary>
    private static EncodedText Guard(Func<string> name, Func<EncodedText> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{name()} does not exist. Check the path of the text.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CommandException($"{name()} may not be read. Check its permissions.", exception);
        }
        catch (OutOfMemoryException exception)
        {
            throw new CommandException($"{name()}: there is not enough memory for the text, which takes one byte per character, or more with over 256 different ones. Use a shorter text.", exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new CommandException($"{name()}: {exception.Message}", exception);
        }
    }

    private static string NameOf(string path) => path == StandardInput ? "standard input" : path;

    private static Stream Open(string path, Stream standardInput)
        => path == StandardInput ? standardInput
            : Directory.Exists(path) ? throw new CommandException($"{path} is a folder; a text file is needed.")
            : TextFile.Open(path);
}
