using System.Text;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>Reads text files: UTF-8, or UTF-16 with a byte-order mark.</summary>
/// <remarks>
/// <para>The file is read twice, once for its characters and once to encode them, through a small buffer: memory holds the
/// indexes, one byte each while K ≤ 256, and nothing else of the text's size.</para>
/// <para>Decoding is strict: a byte that is not valid is refused with its offset and never replaced. A byte-order mark at the
/// start is dropped. Line ends stay as they are, so a text with CR LF has CR in its vocabulary. NUL is a character like any
/// other. Thread-safe.</para>
/// </remarks>
public static class TextFile
{
    private const int ScalarLimit = 0x110000;
    private const int ChunkLength = 1 << 14;

    /// <summary>Reads and encodes a text file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabulary">The characters to use, such as those of a model; the text's own when null.</param>
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
        if (Directory.Exists(path))
        {
            throw new UnauthorizedAccessException($"'{path}' is a folder; a text file is needed.");
        }

        try
        {
            // The reader has a buffer of its own.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Read(stream, vocabulary);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"'{path}' cannot be used as a text. {failure.Message}", failure);
        }
    }

    /// <summary>Reads and encodes a text from a stream, from its very start to its end.</summary>
    /// <param name="stream">
    /// Left open. One that cannot seek, such as standard input, is first read into memory as it is.
    /// </param>
    /// <param name="vocabulary">The characters to use; the text's own when null.</param>
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

        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return ReadTwice(copy, vocabulary);
    }

    private static EncodedText ReadTwice(Stream stream, Vocabulary? vocabulary)
    {
        var seen = new bool[ScalarLimit];
        long length = Count(ScalarReader.Create(stream), seen);
        Require(length > 0, $"It is empty.");
        Require(length <= Array.MaxLength, $"It has {length} characters; at most {Array.MaxLength} fit into memory.");
        return Encode(ScalarReader.Create(stream), (int)length, vocabulary ?? Collect(seen));
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
                    throw Broken($"Its character {Vocabulary.Describe(character)} at position {position + i} is not in the vocabulary.");
                }
            }

            text.Write(position, indexes);
        }

        Require(position == length, $"It shrank while it was being read.");
        return text;
    }
}
