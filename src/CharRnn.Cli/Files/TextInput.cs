using CharRnn.Cli.Failures;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Files;

/// <summary>A text that the user named. It is read when it is asked for, at one byte per character where that is enough.</summary>
internal sealed class TextInput
{
    /// <summary>The argument that stands for standard input.</summary>
    internal const string StandardInput = "-";
    private readonly Stream _standardInput;

    private TextInput(string name, IReadOnlyList<string> paths, Stream standardInput, TextReadingOptions reading)
    {
        Name = name;
        Paths = paths;
        Reading = reading;
        _standardInput = standardInput;
        Typed = string.Concat(paths.Select(path => OutputFile.Quoted(path) + " ")) + TypedOptions(reading);
        EndOfText = reading.Documents.Kind != DocumentKind.None ? reading.Documents.EndOfText : paths.Count > 1 ? TextDocuments.EndOfText : "";
    }

    /// <summary>The name of the text in messages.</summary>
    internal string Name { get; }

    /// <summary>The files that are read, with <c>-</c> for standard input; empty for the built-in story.</summary>
    internal IReadOnlyList<string> Paths { get; }

    /// <summary>The options for reading the text.</summary>
    internal TextReadingOptions Reading { get; }

    /// <summary>The arguments and options that name the text, followed by a space; empty for the built-in story.</summary>
    internal string Typed { get; }

    /// <summary>The character that stands before, between and behind documents; empty for one text as a whole.</summary>
    internal string EndOfText { get; }

    /// <summary>A file, standard input for <c>-</c>, or the built-in story when there is no path.</summary>
    internal static TextInput Find(string? path, Stream standardInput)
        => path is null ? new TextInput(SampleStory.Name, [], standardInput, new TextReadingOptions())
            : new TextInput(NameOf(path), [path], standardInput, new TextReadingOptions());

    /// <summary>One text as above; several files become one text, with one document for each file.</summary>
    /// <exception cref="UsageException">Standard input is named more than once.</exception>
    internal static TextInput FindAll(string[] paths, Stream standardInput)
    {
        if (paths.Length <= 1)
        {
            return Find(paths.FirstOrDefault(), standardInput);
        }

        if (paths.Count(path => path == StandardInput) > 1)
        {
            throw new UsageException("Standard input can be read only once; use '-' only once.");
        }

        string name = FormattableString.Invariant($"{NameOf(paths[0])} and {paths.Length - 1} more");
        return new TextInput(name, paths, standardInput, new TextReadingOptions());
    }

    /// <summary>The same text, read in another way.</summary>
    internal TextInput With(TextReadingOptions reading) => new(Name, Paths, _standardInput, reading);

    /// <summary>Refuses to learn the built-in story while a text waits at standard input: its user has left out the dash.</summary>
    /// <param name="command">The command, as it is typed.</param>
    /// <param name="console">The console.</param>
    /// <exception cref="UsageException">A text is piped in and no text is named.</exception>
    internal void RequireNoPipe(string command, CliConsole console)
    {
        if (Paths.Count == 0 && console.HasPipedText)
        {
            throw new UsageException($"A text is piped to the command, but none is named. Type 'charrnn {command} -' to read it, or add '</dev/null' to use {SampleStory.Name}.");
        }
    }

    /// <summary>Reads the text.</summary>
    /// <param name="vocabulary">The vocabulary to use; when null, it is made from the characters of the text.</param>
    /// <exception cref="CommandException">It cannot be read, is empty, is not text, or has a character that the vocabulary lacks.</exception>
    internal EncodedText Read(Vocabulary? vocabulary = null) => ReadWhole(vocabulary).Text;

    /// <summary>As <see cref="Read"/>, together with the characters that were left out, if unknown characters may be skipped.</summary>
    internal ReadText ReadWhole(Vocabulary? vocabulary)
    {
        string current = Paths.Count > 0 ? Paths[0] : "";
        return Guard(() => Paths.Count > 0 ? NameOf(current) : Name, () =>
        {
            if (Paths.Count > 1)
            {
                return TextFile.ReadDocuments(OpenAll(), Reading, vocabulary);
            }

            using Stream stream = Paths.Count == 0 ? SampleStory.Open() : Open(current, _standardInput);
            bool isPlain = vocabulary is null && Reading == new TextReadingOptions();
            return isPlain ? new ReadText(TextFile.Read(stream), []) : TextFile.Read(stream, Reading, vocabulary);
        });

        IEnumerable<Stream> OpenAll()
        {
            foreach (string path in Paths)
            {
                current = path;
                yield return Open(path, _standardInput);
            }
        }
    }

    /// <summary>The exception for a text whose length is not enough for the library, with the library's reason.</summary>
    internal CommandException TooShort(ArgumentException reason)
        => new($"{Name}: {Failure.WithoutParameterName(reason)} Use a longer text, or a smaller --sequence-length or --batch.", reason);

    /// <summary>The options that differ from the defaults, with a space behind each.</summary>
    private static string TypedOptions(TextReadingOptions reading)
        => string.Concat(TextReadingTable.All.ToOptions(reading, TextReadingTable.All.Defaults).Select(option =>
        {
            int value = option.IndexOf(' ', StringComparison.Ordinal) + 1;
            return option[..value] + OutputFile.Quoted(option[value..]) + " ";
        }));

    /// <summary>Adds the name of the text to the message of an exception.</summary>
    private static TResult Guard<TResult>(Func<string> name, Func<TResult> read)
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
            throw new CommandException($"{name()} cannot be read. Check its permissions.", exception);
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
