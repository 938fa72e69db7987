using System.Buffers;
using System.Globalization;
using System.Text;

namespace CharRnn.Persistence;

/// <summary>The temporary file beside a file that <see cref="AtomicFile"/> replaces: its name, its permissions, and its removal.</summary>
/// <remarks>
/// It lies in the same folder, so that it can be renamed over the file, and never has the name of the file itself. When the process ends
/// suddenly it is left behind, and the next write of the same file removes it once it is a minute old.
/// </remarks>
internal static class TemporaryFile
{
    private const int BufferSize = 1 << 16;
    private const int UniqueLength = 8;

    /// <summary>Bytes of a file's name that the names of its temporary files repeat; 255 in all is what most file systems allow.</summary>
    private const int LongestStem = 200;
    private static readonly SearchValues<char> _uniqueCharacters = SearchValues.Create("0123456789abcdef");
    private static readonly TimeSpan _orphanAge = TimeSpan.FromMinutes(1);

    /// <summary>Extension of a temporary file.</summary>
    internal const string TemporaryExtension = ".tmp";

    /// <summary>Creates the file, with the permissions of the file that it replaces before it has any content.</summary>
    internal static FileStream Create(string temporary, FileStatus replaced)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = WriterLock.Share, BufferSize = BufferSize };
        if (OperatingSystem.IsWindows() || replaced.Kind != FileKind.File)
        {
            return new FileStream(temporary, options);
        }

        UnixFileMode mode = File.GetUnixFileMode(replaced.Path);
        options.UnixCreateMode = mode & (UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var stream = new FileStream(temporary, options);
        File.SetUnixFileMode(stream.SafeFileHandle, mode);
        return stream;
    }

    /// <summary>A name that no other writer of the file has.</summary>
    internal static string NameFor(string target)
    {
        string unique = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..UniqueLength];
        return Path.Combine(Path.GetDirectoryName(target)!, $"{Prefix(target)}{unique}{TemporaryExtension}");
    }

    /// <summary>The prefix of the names of a file's temporary files.</summary>
    private static string Prefix(string target)
    {
        string stem = Path.GetFileName(target);
        while (Encoding.UTF8.GetByteCount(stem) > LongestStem)
        {
            stem = stem[..^(char.IsLowSurrogate(stem[^1]) ? 2 : 1)];
        }

        return $".{stem}.";
    }

    /// <summary>Removes what writers of the same file left behind when their process ended; a living writer's file is young or locked.</summary>
    internal static void RemoveOrphans(string target)
    {
        try
        {
            string prefix = Prefix(target);
            foreach (string orphan in Directory.EnumerateFiles(Path.GetDirectoryName(target)!, $"{prefix}*{TemporaryExtension}"))
            {
                ReadOnlySpan<char> name = Path.GetFileName(orphan.AsSpan());
                if (name.Length == prefix.Length + UniqueLength + TemporaryExtension.Length
                    && !name.Slice(prefix.Length, UniqueLength).ContainsAnyExcept(_uniqueCharacters)
                    && File.GetLastWriteTimeUtc(orphan) < DateTime.UtcNow - _orphanAge)
                {
                    new FileStream(orphan, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                    File.Delete(orphan);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A failure to clean up is not reported to the caller.
        }
    }

    /// <summary>Removes a temporary file after a failure, which is the one to report.</summary>
    internal static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
