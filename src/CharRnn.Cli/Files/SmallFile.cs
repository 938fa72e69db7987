using System.Globalization;
using System.Text;
using CharRnn.Cli.Screen;
using CharRnn.Persistence;

namespace CharRnn.Cli.Files;

/// <summary>Files that are read as a whole, such as jobs, results and lists of trials: regular files of a sane size in UTF-8.</summary>
internal static class SmallFile
{
    /// <summary>Bytes that such a file may have: some thousand times what the command itself writes.</summary>
    internal const long LongestFile = 256L << 20;
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="InvalidDataException">It is not a regular file, or too large.</exception>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static byte[] ReadBytes(string path)
    {
        FileStatus status = FileStatus.Of(path);
        if (status.Kind is not (FileKind.File or FileKind.Missing))
        {
            throw new InvalidDataException($"It is {Describe(status.Kind)}; a regular file is needed.");
        }

        if (status.Length > LongestFile)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"It has {Quantity.Of(status.Length, "byte")}; files of this kind have at most {LongestFile:N0}."));
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>The text of a file.</summary>
    /// <inheritdoc cref="ReadBytes"/>
    internal static string ReadText(string path) => Decode(ReadBytes(path));

    /// <summary>The text of some bytes; a byte-order mark at their start is not part of it.</summary>
    /// <exception cref="InvalidDataException">They are not UTF-8.</exception>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return _utf8.GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"Byte {exception.Index.ToString(CultureInfo.InvariantCulture)} is not valid UTF-8.", exception);
        }
    }

    /// <summary>Describes an object that is not a regular file, for messages.</summary>
    internal static string Describe(FileKind kind) => kind switch
    {
        FileKind.Folder => "a folder",
        FileKind.Device => "a device",
        FileKind.Pipe => "a pipe",
        FileKind.Missing => "missing",
        FileKind.File => "a file",
        _ => "neither a file nor a folder",
    };
}
