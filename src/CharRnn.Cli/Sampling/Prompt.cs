using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;
using CharRnn.Training;

namespace CharRnn.Cli.Sampling;

/// <summary>Reads the prompt: from the command line, a file, or standard input.</summary>
internal static class Prompt
{
    /// <summary>The prompt, of characters that the model knows.</summary>
    /// <param name="request">The command line.</param>
    /// <param name="reading">How files are read, and what happens to unknown characters.</param>
    /// <param name="vocabulary">The model's.</param>
    /// <param name="console">Has standard input, and prints what is skipped.</param>
    /// <exception cref="CommandException">The prompt cannot be read, or has characters that the model does not know.</exception>
    internal static string Read(SampleRequest request, TextReadingOptions reading, Vocabulary vocabulary, CliConsole console)
    {
        bool isFile = request.PromptFile.Length > 0;
        string path = isFile ? request.PromptFile : TextInput.StandardInput;
        if (!isFile && request.Sampling.Prompt != TextInput.StandardInput)
        {
            return Known(request.Sampling.Prompt, SampleTable.Prompt, reading, vocabulary, console);
        }

        string name = path == TextInput.StandardInput ? "standard input" : path;
        byte[] bytes = ReadBytes(path, name, console);
        if (bytes.Length == 0)
        {
            return "";
        }

        try
        {
            using var stream = new MemoryStream(bytes, 0, reading.Encoding.Length == 0 ? WholeLength(bytes) : bytes.Length);
            string text = TextFile.Read(stream, reading with { Documents = DocumentFormat.None }).Text.Decode();
            return Known(text, name, reading, vocabulary, console);
        }
        catch (InvalidDataException exception)
        {
            throw new CommandException($"{name}: {exception.Message}", exception);
        }
    }

    /// <summary>The characters of a text that the model knows.</summary>
    /// <exception cref="CommandException">It does not know all of them, and they may not be skipped.</exception>
    internal static string Known(string text, string name, TextReadingOptions reading, Vocabulary vocabulary, CliConsole console)
    {
        IReadOnlyList<UnknownCharacter> unknown = vocabulary.FindUnknown(text);
        if (unknown.Count == 0)
        {
            return text;
        }

        string list = string.Join(", ", unknown.Take(12)) + (unknown.Count > 12 ? FormattableString.Invariant($" and {unknown.Count - 12} more") : "");
        if (reading.Unknown == CharRnn.Persistence.UnknownCharacters.Error)
        {
            throw new CommandException(
                $"{name}: the model does not know {list}. 'charrnn info' lists the characters that it knows; use {TextReadingTable.Unknown} skip to skip the others.");
        }

        console.Warn($"{name}: skipped {list}, which the model does not know.", isLoss: false);
        return string.Concat(text.EnumerateRunes().Where(rune => vocabulary.TryGetIndex(rune, out _)).Select(rune => rune.ToString()));
    }

    private static byte[] ReadBytes(string path, string name, CliConsole console)
    {
        try
        {
            using var bytes = new MemoryStream();
            if (path == TextInput.StandardInput)
            {
                console.Input.CopyTo(bytes);
            }
            else
            {
                using Stream file = TextFile.Open(path);
                file.CopyTo(bytes);
            }

            return bytes.ToArray();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{name} does not exist. Check the path of the prompt.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandException($"{name} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The length without the beginning of a UTF-8 character at the end: a prompt cut out of a file by its bytes may end inside one.</summary>
    private static int WholeLength(ReadOnlySpan<byte> bytes)
    {
        const int longest = 4;
        for (int length = 1; length < longest && length <= bytes.Length; length++)
        {
            ReadOnlySpan<byte> end = bytes[^length..];
            if ((end[0] & 0xc0) != 0x80)
            {
                bool isCut = bytes.Length > length && Rune.DecodeFromUtf8(end, out _, out _) == System.Buffers.OperationStatus.NeedMoreData;
                return isCut ? bytes.Length - length : bytes.Length;
            }
        }

        return bytes.Length;
    }
}
