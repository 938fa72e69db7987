using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace CharRnn.Cli.Input;

/// <summary>A text that the user named.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="Characters">The text; a byte-order mark may stand at its start.</param>
internal sealed record TextInput(string Name, ReadOnlyMemory<char> Characters)
{
    /// <summary>What the user types for standard input.</summary>
    internal const string StandardInput = "-";

    /// <summary>What the user typed; null for the built-in story.</summary>
    internal string? Argument { get; init; }

    /// <summary>Reads a file, standard input for <c>-</c>, or the built-in story when there is no path.</summary>
    /// <exception cref="CommandException">It cannot be read, is empty, or is not text.</exception>
    internal static TextInput Read(string? path, Stream standardInput)
    {
        string name = path switch
        {
            null => SampleStory.Name,
            StandardInput => "standard input",
            _ => path,
        };
        byte[] bytes = path switch
        {
            null => SampleStory.ReadBytes(),
            StandardInput => ReadToEnd(standardInput),
            _ => ReadFile(path),
        };
        return bytes.Length > 0 ? new TextInput(name, Decode(bytes, name)) { Argument = path }
            : throw new CommandException($"{name} is empty; there is nothing to learn from.");
    }

    private static byte[] ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new CommandException($"{path} is a folder; a text file is needed.");
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{path} does not exist. Check the path of the text.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new CommandException($"{path} may not be read. Check its permissions.", exception);
        }
        catch (IOException exception)
        {
            throw new CommandException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static byte[] ReadToEnd(Stream stream)
    {
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    /// <summary>UTF-16 where a byte-order mark says so, otherwise UTF-8; bad bytes are refused, not replaced.</summary>
    private static ReadOnlyMemory<char> Decode(byte[] bytes, string name)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            var encoding = new UnicodeEncoding(bigEndian: bytes[0] == 0xFE, byteOrderMark: true, throwOnInvalidBytes: true);
            try
            {
                return encoding.GetChars(bytes);
            }
            catch (DecoderFallbackException exception)
            {
                throw new CommandException($"{name} starts like UTF-16 but is not: {exception.Message}", exception);
            }
        }

        var characters = new char[bytes.Length];
        if (Utf8.ToUtf16(bytes, characters, out int read, out int written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            return characters.AsMemory(0, written);
        }

        string offset = read.ToString(CultureInfo.InvariantCulture);
        throw new CommandException(
            $"{name} is not UTF-8: byte 0x{bytes[read]:X2} at offset {offset} is not part of a character. Convert it first, for example with iconv.");
    }
}
