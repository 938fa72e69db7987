using Microsoft.Win32.SafeHandles;

namespace CharRnn.Persistence;

/// <summary>Kind, length and identity of the file that a path refers to.</summary>
/// <remarks>
/// <para>On Linux two paths are the same file when device and inode agree, so hard links are recognised. Elsewhere, and for files that
/// do not exist yet, the full path decides, with symbolic links followed; letter case does not count on Windows and macOS.</para>
/// <para>This is a snapshot: the file may change afterwards. Thread-safe.</para>
/// </remarks>
public sealed class FileStatus
{
    private readonly string _key;

    private FileStatus(string path, FileKind kind, long length, bool isReadOnly, string key)
    {
        Path = path;
        Kind = kind;
        Length = length;
        IsReadOnly = isReadOnly;
        _key = key;
    }

    /// <summary>The full path with symbolic links of the last part followed; that of a device or pipe is the path as it was given.</summary>
    public string Path { get; }

    /// <summary>The kind of the file.</summary>
    public FileKind Kind { get; }

    /// <summary>Length of a regular file in bytes; 0 for every other kind.</summary>
    public long Length { get; }

    /// <summary>Whether the file exists and is read-only for all users, by its permissions or attributes.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Gets the status of a path.</summary>
    /// <param name="path">A path, which need not exist.</param>
    /// <returns>The current status.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">Symbolic links point to each other in a circle.</exception>
    public static FileStatus Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = System.IO.Path.GetFullPath(path);
        if (NativeFileStatus.Find(full) is not { } native)
        {
            return OfMissingOrForeign(full);
        }

        return new FileStatus(native.Kind is FileKind.File or FileKind.Folder ? Resolve(full) : full, native.Kind, native.Length, native.IsReadOnly, native.Key);
    }

    /// <summary>Gets the status of an open file, such as a standard stream.</summary>
    /// <param name="handle">An open handle.</param>
    /// <returns>Its status, with an empty path; null if the platform does not provide it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    public static FileStatus? Of(SafeFileHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return NativeFileStatus.Find(handle) is { } native ? new FileStatus("", native.Kind, native.Length, native.IsReadOnly, native.Key) : null;
    }

    /// <summary>Whether both paths refer to the same file.</summary>
    /// <param name="other">Another status.</param>
    /// <returns>True if both paths refer to the same file, even if it does not exist yet.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public bool IsSameFileAs(FileStatus other)
    {
        ArgumentNullException.ThrowIfNull(other);
        bool ignoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
        return string.Equals(_key, other._key, ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    /// <summary>A path that does not exist yet, or any path where the system's own identity of files is not available.</summary>
    private static FileStatus OfMissingOrForeign(string full)
    {
        string path = Resolve(full);
        if (path != full && NativeFileStatus.Find(path) is { } behind)
        {
            return new FileStatus(path, behind.Kind, behind.Length, behind.IsReadOnly, behind.Key);
        }

        string? folder = System.IO.Path.GetDirectoryName(path);
        string key = folder is not null && NativeFileStatus.Find(folder) is { } parent
            ? System.IO.Path.Combine(parent.Key, System.IO.Path.GetFileName(path)) : path;
        if (NativeFileStatus.IsAvailable)
        {
            return new FileStatus(path, FileKind.Missing, 0, isReadOnly: false, key);
        }

        bool isDevice = !OperatingSystem.IsWindows() && full.StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(full);
        FileKind kind = isDevice ? FileKind.Device : Directory.Exists(path) ? FileKind.Folder : File.Exists(path) ? FileKind.File : FileKind.Missing;
        var file = new FileInfo(path);
        return new FileStatus(isDevice ? full : path, kind, kind == FileKind.File ? file.Length : 0, kind == FileKind.File && file.IsReadOnly, key);
    }

    private static string Resolve(string full)
        => new FileInfo(full).LinkTarget is not null && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? target.FullName : full;
}
