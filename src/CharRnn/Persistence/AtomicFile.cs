namespace CharRnn.Persistence;

/// <summary>Writes files atomically: even after a crash, a file has either its old or its new content, never a mixture.</summary>
/// <remarks>
/// <para>The new content goes to a temporary file in the same folder, is flushed to the disk, and is renamed over the old file.
/// A failure removes the temporary file; only the sudden end of the process can leave one behind, which the next write of the same
/// file removes once it is a minute old.</para>
/// <para>A symbolic link is followed, also to a file that does not exist yet. Devices and pipes are written to as they are; a named
/// pipe waits for its reader. An existing file keeps its permissions, and one that may not be written is refused, although the
/// folder would allow to replace it. Thread-safe.</para>
/// </remarks>
public static class AtomicFile
{
    /// <summary>Writes a file atomically. Devices and pipes are written to directly.</summary>
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

        string temporary = TemporaryFile.NameFor(status.Path);
        try
        {
            using (FileStream stream = TemporaryFile.Create(temporary, status))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, status.Path, overwrite: true);
        }
        catch (Exception failure)
        {
            TemporaryFile.TryDelete(temporary);
            NameFile(failure, path);
            throw;
        }

        TemporaryFile.RemoveOrphans(status.Path);
    }

    /// <summary>
    /// Checks whether <see cref="Write"/> could write a file, so that a long computation does not fail at its end. Leaves no file behind.
    /// </summary>
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

        string probe = TemporaryFile.NameFor(status.Path);
        try
        {
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception failure)
        {
            TemporaryFile.TryDelete(probe);
            NameFile(failure, path);
            throw;
        }
    }

    /// <summary>
    /// Creates a file to append to: its initial content atomically replaces an existing file, and the returned stream continues after it. Until the
    /// stream is disposed, this method and <see cref="Continue"/> refuse the file to other writers.
    /// </summary>
    /// <remarks>
    /// The lock leaves readers alone, except for .NET readers on other systems than Linux and Windows. A device or pipe is opened as
    /// it is and not locked.
    /// </remarks>
    /// <param name="path">The file; where it is a symbolic link, the file behind it.</param>
    /// <param name="write">Writes the initial content.</param>
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
        string temporary = TemporaryFile.NameFor(status.Path);
        FileStream? stream = null;
        try
        {
            stream = TemporaryFile.Create(temporary, status);
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
            TemporaryFile.TryDelete(temporary);
            NameFile(failure, path);
            throw;
        }

        TemporaryFile.RemoveOrphans(status.Path);
        return stream;
    }

    /// <summary>
    /// Opens or creates a file to read it and append to it. Until the stream is disposed, this method and <see cref="Begin"/> refuse the file to
    /// other writers.
    /// </summary>
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

    /// <summary>Whether an exception of <see cref="Begin"/> or <see cref="Continue"/> means that another writer has opened the file.</summary>
    /// <param name="failure">The exception.</param>
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
            // Flushing the buffer may fail again.
            stream.SafeFileHandle.Dispose();
            throw;
        }
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
                throw new UnauthorizedAccessException($"'{path}' is neither a file nor a device nor a pipe.");
            case FileKind.Missing when Path.GetDirectoryName(status.Path) is { } folder && !Directory.Exists(folder):
                throw new DirectoryNotFoundException($"The folder '{folder}' does not exist, so '{path}' cannot be written.");
            case FileKind.Missing:
                return status;
            default:
                return !status.IsReadOnly && NativeFileStatus.MayWrite(path) ? status
                    : throw new UnauthorizedAccessException($"'{path}' cannot be written: its permissions do not allow it.");
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
}
