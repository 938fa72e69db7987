using Microsoft.Win32.SafeHandles;

namespace CharRnn.Persistence;

/// <summary>The file that a path stands for: its kind, its length, and which other paths stand for the same file.</summary>
/// <remarks>
/// <para>On Linux two paths are the same file when device and inode agree, so hard links are recognised. Elsewhere, and for files that
/// do not exist yet, the full path decides, with symbolic links followed; letter case does not count on Windows and macOS.</para>
/// <para>A snapshot: the file may change after it was looked at. Thread-safe.</para>
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

    /// <summary>What is there.</summary>
    public FileKind Kind { get; }

    /// <summary>Bytes of a regular file; 0 for everything else.</summary>
    public long Length { get; }

    /// <summary>Whether the file exists and its permissions or attributes let no user write to it.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Looks at a path.</summary>
    /// <param name="path">A path, which need not exist.</param>
    /// <returns>What it stands for now.</returns>
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

    /// <summary>Looks at an open file, such as a standard stream.</summary>
    /// <param name="handle">An open handle.</param>
    /// <returns>Its status, with an empty path; null where the platform does not tell.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="handle"/> is null.</exception>
    public static FileStatus? Of(SafeFileHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return NativeFileStatus.Find(handle) is { } native ? new FileStatus("", native.Kind, native.Length, native.IsReadOnly, native.Key) : null;
    }

    /// <summary>Whether both are one file.</summary>
    /// <param name="other">Another status.</param>
    /// <returns>True if both stand for one file, or would once it exists.</returns>
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
