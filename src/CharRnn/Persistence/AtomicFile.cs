using System.Buffers;
using System.Globalization;

namespace CharRnn.Persistence;

/// <summary>Replaces a file in one piece: whatever happens, its name stands for the old content or the new one.</summary>
/// <remarks>
/// The new content goes to a temporary file in the same folder, is flushed to the disk, and is renamed over the old file.
/// A failure removes the temporary file; only the sudden end of the process can leave one behind. It never has the name of
/// the file itself, and the next write of the same file removes it once it is a minute old.
/// </remarks>
internal static class AtomicFile
{
    private const int BufferSize = 1 << 16;
    private const int UniqueLength = 8;
    private static readonly SearchValues<char> _uniqueCharacters = SearchValues.Create("0123456789abcdef");
    private static readonly TimeSpan _orphanAge = TimeSpan.FromMinutes(1);

    /// <summary>What the name of a temporary file ends with.</summary>
    internal const string TemporaryExtension = ".tmp";

    /// <summary>Writes a file; a device or a pipe is written to as it is.</summary>
    /// <param name="path">The file; where it is a symbolic link, the file behind it.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">The disk is full, or another failure of the disk.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (IsDevice(path))
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(device);
            return;
        }

        string target = FindTarget(path);
        string temporary = TemporaryName(target);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception failure)
        {
            TryDelete(temporary);
            if (failure is UnauthorizedAccessException)
            {
                // The system names the temporary file, which nobody knows.
                throw new UnauthorizedAccessException($"'{path}' cannot be written: its folder does not allow it.", failure);
            }

            throw;
        }

        RemoveOrphans(target);
    }

    /// <summary>Whether the path is a device or a pipe, which a rename would replace by a file: <c>/dev/null</c> for the whole machine.</summary>
    private static bool IsDevice(string path)
    {
        string full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows() || !File.Exists(full))
        {
            return false;
        }

        if (full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            return true;
        }

        // Opening asks for the file's own permission, where a rename would ask for the folder's only. A pipe that is opened for both directions does not wait for the other end.
        using var existing = new FileStream(full, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return !existing.CanSeek;
    }

    private static string FindTarget(string path)
    {
        string target = Path.GetFullPath(path);
        if (File.Exists(target) && File.ResolveLinkTarget(target, returnFinalTarget: true) is { } link)
        {
            target = link.FullName;
        }

        if (Directory.Exists(target))
        {
            throw new UnauthorizedAccessException($"'{path}' is a folder; a file name is needed.");
        }

        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"The folder '{folder}' does not exist, so '{path}' cannot be written.");
        }

        return target;
    }

    private static string TemporaryName(string target)
    {
        string unique = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..UniqueLength];
        return Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{unique}{TemporaryExtension}");
    }

    /// <summary>Removes what writers of the same file left behind when their process ended; a living writer's file is young or locked.</summary>
    private static void RemoveOrphans(string target)
    {
        try
        {
            string prefix = $".{Path.GetFileName(target)}.";
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
            // Tidying up is not what the caller asked for.
        }
    }

    private static void TryDelete(string temporary)
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
