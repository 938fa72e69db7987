using System.Text;
using CharRnn.Persistence.Reading;
using CharRnn.Training;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>Reads text files: UTF-8, or UTF-16 with a byte-order mark.</summary>
/// <remarks>
/// <para>A file is read twice, once to collect its characters and once to encode them. A source that can be read only once, such as a pipe, is
/// encoded while it is read. In both cases memory holds only the indexes, of one byte each for K ≤ 256, and nothing else of the text's size.</para>
/// <para>Decoding is strict: a byte that is not valid is refused with its offset and never replaced, and so is UTF-16 or UTF-32
/// without a byte-order mark, which would be read as letters with NULs between them. Byte-order marks are dropped, also in the
/// middle, where files that had one were joined, unless the given vocabulary has U+FEFF. Line ends stay as they are, so a text with
/// CR LF has CR in its vocabulary. NUL is a character like any other. Thread-safe.</para>
/// </remarks>
public static class TextFile
{
    private const int ScalarLimit = 0x110000;
    private const int ChunkLength = 1 << 14;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads and encodes a text file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabulary">The vocabulary to use, such as that of a model; when null, it is made from the characters of the text.</param>
    /// <returns>The text as indexes, with the vocabulary.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, is not valid UTF-8 or UTF-16 (the message gives the first bad byte), has a character that the
    /// vocabulary lacks (with its position), or changed while it was being read.
    /// </exception>
    public static EncodedText Read(string path, Vocabulary? vocabulary = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadFile(path, stream => Read(stream, vocabulary));
    }

    /// <summary>Opens a text file or a pipe for <see cref="Read(Stream, Vocabulary?)"/> or <see cref="ReadDocuments(IEnumerable{Stream}, Vocabulary?)"/>.</summary>
    /// <param name="path">The file. A pipe is refused if no program opens it for writing within about ten seconds.</param>
    /// <returns>The open file, which the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">It is a device that is not a terminal, or a pipe that no program writes to.</exception>
    public static Stream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStatus status = FileStatus.Of(path);
        switch (status.Kind)
        {
            case FileKind.Folder:
                throw new UnauthorizedAccessException($"'{path}' is a folder; a text file is needed.");
            case FileKind.Device or FileKind.Other when !IsTerminal(path):
                throw new InvalidDataException("It is a device, which may never end; a file or a pipe is needed.");
            case FileKind.Pipe:
                // Opening waits for a writer. A thread that waits does not keep the process alive.
                Task<FileStream> opening = Task.Run(() => OpenFile(path));
                return Task.WaitAny([opening], _patience) == 0 ? opening.GetAwaiter().GetResult()
                    : throw new InvalidDataException("It is a pipe that no program writes to.");
            default:
                return OpenFile(path);
        }
    }

    /// <summary>Of devices only a terminal ends.</summary>
    private static bool IsTerminal(string path)
        => path.StartsWith("/dev/tty", StringComparison.Ordinal) || path.StartsWith("/dev/pts/", StringComparison.Ordinal)
            || (path is "/dev/stdin" or "/dev/fd/0" && !Console.IsInputRedirected);

    // The reader has its own buffer.
    private static FileStream OpenFile(string path)
        => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    /// <summary>Reads and encodes a whole text from a stream.</summary>
    /// <param name="stream">
    /// Left open. A seekable stream is read from its start, another one, such as standard input, from its current position.
    /// </param>
    /// <param name="vocabulary">The vocabulary to use; when null, it is made from the characters of the text.</param>
    /// <returns>The text as indexes, with the vocabulary.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, Vocabulary?)"/>.</exception>
    public static EncodedText Read(Stream stream, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.CanSeek)
        {
            return ReadTwice(stream, vocabulary);
        }

        using var collector = new TextCollector(vocabulary);
        Collect(stream, vocabulary, collector, separator: null);
        return collector.ToText();
    }

    /// <summary>
    /// Reads several texts as one, with <see cref="TextDocuments.EndOfText"/> before, between and after them, as <see cref="TextDocuments.Join"/>
    /// does.
    /// </summary>
    /// <param name="documents">At least one; each stream is read from its current position to its end and disposed before the next one is requested.</param>
    /// <param name="vocabulary">The vocabulary to use; when null, it is made from the characters of the texts and the symbol.</param>
    /// <returns>The texts as indexes, with the vocabulary.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="documents"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no document.</exception>
    /// <exception cref="InvalidDataException">
    /// As for <see cref="Read(string, Vocabulary?)"/>, or a document has the symbol between them; positions are those in the whole text.
    /// </exception>
    public static EncodedText ReadDocuments(IEnumerable<Stream> documents, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        using var collector = new TextCollector(vocabulary);
        int separator = TextDocuments.EndOfText[0];
        collector.Append([separator]);
        foreach (Stream document in documents)
        {
            using (document)
            {
                Collect(document, vocabulary, collector, separator);
            }

            collector.Append([separator]);
        }

        return collector.Length > 1 ? collector.ToText() : throw new ArgumentException("There is no document.", nameof(documents));
    }

    /// <summary>Reads and encodes a text file in any encoding, normalized and divided into documents as the options say.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="vocabulary">The vocabulary to use, such as that of a model; when null, it is made from the characters of the text.</param>
    /// <returns>The text as indexes, and the skipped characters.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">
    /// The file has no text, is not valid in its encoding (the message gives the first bad byte), has characters that the vocabulary
    /// lacks and that may not be skipped (the message lists them), or contains the symbol that is to stand between documents.
    /// </exception>
    public static ReadText Read(string path, TextReadingOptions options, Vocabulary? vocabulary = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        return ReadFile(path, stream => Read(stream, options, vocabulary));
    }

    /// <summary>As <see cref="Read(string, TextReadingOptions, Vocabulary?)"/>, from a stream.</summary>
    /// <param name="stream">Left open; read from its current position, in one pass.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="vocabulary">The vocabulary to use, such as that of a model; when null, it is made from the characters of the text.</param>
    /// <returns>The text as indexes, and the skipped characters.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, TextReadingOptions, Vocabulary?)"/>.</exception>
    public static ReadText Read(Stream stream, TextReadingOptions options, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        using var assembly = new TextAssembly(options, vocabulary);
        return assembly.Read(stream);
    }

    /// <summary>Reads several texts as one. Each is a document, unless the options say how they are divided.</summary>
    /// <param name="documents">At least one; each stream is read from its current position to its end and disposed before the next one is requested.</param>
    /// <param name="options">How to read them.</param>
    /// <param name="vocabulary">The vocabulary to use; when null, it is made from the characters of the texts and the symbol.</param>
    /// <returns>The texts as indexes, and the skipped characters; positions are those in the whole text.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="documents"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, TextReadingOptions, Vocabulary?)"/>.</exception>
    public static ReadText ReadDocuments(IEnumerable<Stream> documents, TextReadingOptions options, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(options);
        using var assembly = new TextAssembly(options, vocabulary);
        return assembly.Read(documents);
    }

    /// <summary>Opens a file to read it, and names it if its content is no text.</summary>
    private static TResult ReadFile<TResult>(string path, Func<Stream, TResult> read)
    {
        try
        {
            using Stream stream = Open(path);
            return read(stream);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"'{path}' cannot be used as a text. {failure.Message}", failure);
        }
    }

    private static void Collect(Stream stream, Vocabulary? vocabulary, TextCollector collector, int? separator)
    {
        var reader = ScalarReader.Create(stream, KeepsByteOrderMarks(vocabulary));
        var scalars = new int[ChunkLength];
        long before = collector.Length;
        for (int count; (count = reader.Read(scalars)) > 0;)
        {
            ReadOnlySpan<int> read = scalars.AsSpan(0, count);
            Require(
                separator is not { } symbol || !read.Contains(symbol),
                $"It contains the character U+0003, which is to stand between the texts. Remove it, or use this text alone.");
            collector.Append(read);
        }

        Require(collector.Length > before, $"It is empty.");
    }

    private static bool KeepsByteOrderMarks(Vocabulary? vocabulary) => vocabulary?.TryGetIndex(new Rune(0xfeff), out _) ?? false;

    private static EncodedText ReadTwice(Stream stream, Vocabulary? vocabulary)
    {
        var seen = new bool[ScalarLimit];
        bool keepsMarks = KeepsByteOrderMarks(vocabulary);
        stream.Position = 0;
        long length = Count(ScalarReader.Create(stream, keepsMarks), seen);
        Require(length > 0, $"It is empty.");
        Require(length <= Array.MaxLength, $"It has {Quantity.Of(length, "character")}; at most {Array.MaxLength} fit into memory.");
        stream.Position = 0;
        return Encode(ScalarReader.Create(stream, keepsMarks), (int)length, vocabulary ?? Collect(seen));
    }

    private static long Count(ScalarReader reader, bool[] seen)
    {
        var scalars = new int[ChunkLength];
        long length = 0;
        for (int count; (count = reader.Read(scalars)) > 0; length += count)
        {
            foreach (int scalar in scalars.AsSpan(0, count))
            {
                seen[scalar] = true;
            }
        }

        return length;
    }

    private static Vocabulary Collect(bool[] seen)
    {
        var characters = new List<Rune>();
        for (int scalar = 0; scalar < seen.Length; scalar++)
        {
            if (seen[scalar])
            {
                characters.Add(new Rune(scalar));
            }
        }

        return Vocabulary.FromCharacters(characters);
    }

    private static EncodedText Encode(ScalarReader reader, int length, Vocabulary vocabulary)
    {
        var text = new EncodedText(vocabulary, length);
        var scalars = new int[ChunkLength];
        int position = 0;
        for (int count; (count = reader.Read(scalars)) > 0; position += count)
        {
            Require(count <= length - position, $"It grew while it was being read.");
            Span<int> indexes = scalars.AsSpan(0, count);
            for (int i = 0; i < indexes.Length; i++)
            {
                var character = new Rune(indexes[i]);
                if (!vocabulary.TryGetIndex(character, out indexes[i]))
                {
                    throw Broken($"Its character {Vocabulary.Describe(character)} at position {position + i} is not in the vocabulary.{Vocabulary.LineEndHint(character)}");
                }
            }

            text.Write(position, indexes);
        }

        Require(position == length, $"It shrank while it was being read.");
        return text;
    }
}
