using System.Buffers;
using System.Globalization;
using System.Text;

namespace CharRnn.Persistence;

/// <summary>Replaces a file in one piece: whatever happens, its name stands for the old content or the new one.</summary>
/// <remarks>
/// <para>The new content goes to a temporary file in the same folder, is flushed to the disk, and is renamed over the old file.
/// A failure removes the temporary file; only the sudden end of the process can leave one behind. It never has the name of
/// the file itself, and the next write of the same file removes it once it is a minute old.</para>
/// <para>A symbolic link is followed, also to a file that does not exist yet. Devices and pipes are written to as they are; a named
/// pipe waits for its reader. An existing file keeps its permissions, and one that may not be written is refused, although the
/// folder would allow to replace it. Thread-safe.</para>
/// </remarks>
public static class AtomicFile
{
    private const int BufferSize = 1 << 16;
    private const int UniqueLength = 8;

    /// <summary>Bytes of a file's name that the names of its temporary files repeat; 255 in all is what most file systems allow.</summary>
    private const int LongestStem = 200;
    private static readonly SearchValues<char> _uniqueCharacters = SearchValues.Create("0123456789abcdef");
    private static readonly TimeSpan _orphanAge = TimeSpan.FromMinutes(1);

    /// <summary>What the name of a temporary file ends with.</summary>
    internal const string TemporaryExtension = ".tmp";

    /// <summary>Writes a file; a device or a pipe is written to as it is.</summary>
    /// <param name="path">The file; where it is a symbolic link, the file behind it.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="ArgumentNullException"><paramref name="write"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">The disk is full, or another failure of the disk.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        FileStatus status = FindTarget(path);
        if (status.Kind is FileKind.Device or FileKind.Pipe)
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(device);
            return;
        }

        string temporary = TemporaryName(status.Path);
        try
        {
            using (FileStream stream = Create(temporary, status))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, status.Path, overwrite: true);
        }
        catch (Exception failure)
        {
            TryDelete(temporary);
            NameFile(failure, path);
            throw;
        }

        RemoveOrphans(status.Path);
    }

    /// <summary>Finds out before the work whether <see cref="Write"/> could write a file after it; leaves nothing behind.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">The file system is read-only, or another failure of the disk.</exception>
    public static void RequireWritable(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStatus status = FindTarget(path);
        if (status.Kind is FileKind.Device or FileKind.Pipe)
        {
            return;
        }

        string probe = TemporaryName(status.Path);
        try
        {
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception failure)
        {
            TryDelete(probe);
            NameFile(failure, path);
            throw;
        }
    }

    /// <summary>
    /// Begins a file that is then appended to: its first content replaces an older file in one piece, and the stream that is
    /// returned goes on behind it. No other writer that uses this method can have the file until the stream is disposed.
    /// </summary>
    /// <remarks>
    /// The lock leaves readers alone, except for .NET readers on other systems than Linux and Windows. A device or pipe is opened as
    /// it is and not locked.
    /// </remarks>
    /// <param name="path">The file; where it is a symbolic link, the file behind it.</param>
    /// <param name="write">Writes the first content.</param>
    /// <returns>The open file, which the caller disposes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="write"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">Another writer has the file, the disk is full, or another failure of the disk.</exception>
    public static FileStream Begin(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        FileStatus status = FindTarget(path);
        if (status.Kind is FileKind.Device or FileKind.Pipe)
        {
            return Start(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), write);
        }

        // The lock of the old file is held until the new one, which is locked from its creation, has the name.
        using FileStream? old = status.Kind == FileKind.File ? OpenLocked(status, path, FileMode.Open, FileAccess.Write) : null;
        string temporary = TemporaryName(status.Path);
        FileStream? stream = null;
        try
        {
            stream = Create(temporary, status);
            WriterLock.Take(stream, path);
            Start(stream, write);
            if (OperatingSystem.IsWindows())
            {
                old?.Dispose();
            }

            File.Move(temporary, status.Path, overwrite: true);
        }
        catch (Exception failure)
        {
            stream?.Dispose();
            TryDelete(temporary);
            NameFile(failure, path);
            throw;
        }

        RemoveOrphans(status.Path);
        return stream;
    }

    /// <summary>Opens or creates a file to read it and append to it; no other writer that uses this class can have it meanwhile.</summary>
    /// <param name="path">The file; where it is a symbolic link, the file behind it.</param>
    /// <returns>The open file at its start, which the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder, or the file or folder may not be written.</exception>
    /// <exception cref="IOException">It is a device or a pipe, another writer has it, or another failure of the disk.</exception>
    public static FileStream Continue(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStatus status = FindTarget(path);
        return status.Kind is FileKind.File or FileKind.Missing ? OpenLocked(status, path, FileMode.OpenOrCreate, FileAccess.ReadWrite)
            : throw new IOException($"'{path}' is a device or a pipe; a regular file is needed.");
    }

    /// <summary>Whether a failure of <see cref="Begin"/> or <see cref="Continue"/> means that another writer has the file.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <returns>True if the file is locked.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is null.</exception>
    public static bool IsInUse(IOException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return WriterLock.IsInUse(failure);
    }

    private static FileStream OpenLocked(FileStatus status, string path, FileMode mode, FileAccess access)
    {
        var stream = new FileStream(status.Path, mode, access, WriterLock.Share, bufferSize: 0);
        try
        {
            WriterLock.Take(stream, path);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static FileStream Start(FileStream stream, Action<Stream> write)
    {
        try
        {
            write(stream);
            stream.Flush();
            return stream;
        }
        catch
        {
            // What is buffered may fail once more.
            stream.SafeFileHandle.Dispose();
            throw;
        }
    }

    /// <summary>The temporary file gets the permissions of the file that it replaces before it has any content.</summary>
    private static FileStream Create(string temporary, FileStatus replaced)
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

    /// <summary>The file that a path stands for, if it may be written.</summary>
    private static FileStatus FindTarget(string path)
    {
        FileStatus status = FileStatus.Of(path);
        switch (status.Kind)
        {
            case FileKind.Folder:
                throw new UnauthorizedAccessException($"'{path}' is a folder; a file name is needed.");
            case FileKind.Other:
                throw new UnauthorizedAccessException($"'{path}' is neither a file nor a device nor a pipe, so it cannot be written.");
            case FileKind.Missing when Path.GetDirectoryName(status.Path) is { } folder && !Directory.Exists(folder):
                throw new DirectoryNotFoundException($"The folder '{folder}' does not exist, so '{path}' cannot be written.");
            case FileKind.Missing:
                return status;
            default:
                return !status.IsReadOnly && NativeFileStatus.MayWrite(path) ? status
                    : throw new UnauthorizedAccessException($"'{path}' may not be written: its permissions do not allow it.");
        }
    }

    /// <summary>The system names the temporary file, which the user does not know.</summary>
    private static void NameFile(Exception failure, string path)
    {
        if (failure is UnauthorizedAccessException)
        {
            throw new UnauthorizedAccessException($"'{path}' cannot be written: its folder does not allow it.", failure);
        }
    }

    private static string TemporaryName(string target)
    {
        string unique = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..UniqueLength];
        return Path.Combine(Path.GetDirectoryName(target)!, $"{Prefix(target)}{unique}{TemporaryExtension}");
    }

    /// <summary>How the names of a file's temporary files begin.</summary>
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
    private static void RemoveOrphans(string target)
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
