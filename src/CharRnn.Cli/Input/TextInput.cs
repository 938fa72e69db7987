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

    private TextInput(string name, IReadOnlyList<string> arguments, Func<Vocabulary?, EncodedText> read)
    {
        Name = name;
        Typed = string.Concat(arguments.Select(argument => OutputFile.Quoted(argument) + " "));
        EndOfText = arguments.Count > 1 ? TextDocuments.EndOfText : "";
        _read = read;
    }

    private TextInput(string name, string? argument, Func<Stream> open)
        : this(name, argument is null ? [] : [argument], vocabulary => Read(name, open, vocabulary))
    {
    }

    /// <summary>How messages call it.</summary>
    internal string Name { get; }

    /// <summary>What to type to name it again, with a space behind; empty for the built-in story.</summary>
    internal string Typed { get; }

    /// <summary>The character that stands before, between and behind several texts; empty for one.</summary>
    internal string EndOfText { get; }

    /// <summary>A file, standard input for <c>-</c>, or the built-in story when there is no path.</summary>
    internal static TextInput Find(string? path, Stream standardInput) => path switch
    {
        null => new TextInput(SampleStory.Name, path, SampleStory.Open),
        StandardInput => new TextInput("standard input", path, () => standardInput),
        _ => new TextInput(path, path, () => OpenFile(path)),
    };

    /// <summary>One text as above; several become one text, each a document of its own.</summary>
    internal static TextInput FindAll(string[] paths, Stream standardInput)
        => paths.Length <= 1 ? Find(paths.FirstOrDefault(), standardInput)
            : new TextInput(
                FormattableString.Invariant($"{paths[0]} and {paths.Length - 1} more"), paths, vocabulary => Join([.. paths.Select(path => Find(path, standardInput))], vocabulary));

    /// <summary>Reads the text.</summary>
    /// <param name="vocabulary">The characters to use; the text's own when null.</param>
    /// <exception cref="CommandException">It cannot be read, is empty, is not text, or has a character that the vocabulary lacks.</exception>
    internal EncodedText Read(Vocabulary? vocabulary = null) => _read(vocabulary);

    private static EncodedText Read(string name, Func<Stream> open, Vocabulary? vocabulary)
    {
        try
        {
            using Stream stream = open();
            return TextFile.Read(stream, vocabulary);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{name} does not exist. Check the path of the text.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CommandException($"{name} may not be read. Check its permissions.", exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new CommandException($"{name}: {exception.Message}", exception);
        }
    }

    private static EncodedText Join(TextInput[] documents, Vocabulary? vocabulary)
    {
        var texts = new List<string>();
        foreach (TextInput document in documents)
        {
            EncodedText text = document.Read();
            var indexes = new int[text.Length];
            text.CopyTo(0, indexes);
            texts.Add(text.Vocabulary.Decode(indexes));
            if (texts[^1].Contains(TextDocuments.EndOfText, StringComparison.Ordinal))
            {
                throw new CommandException($"{document.Name} contains the character U+0003, which is to stand between the texts. Remove it, or train on this text alone.");
            }
        }

        return EncodedText.FromText(TextDocuments.Join(texts), vocabulary);
    }

    private static FileStream OpenFile(string path)
        => Directory.Exists(path) ? throw new CommandException($"{path} is a folder; a text file is needed.")
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
