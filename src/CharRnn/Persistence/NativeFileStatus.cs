using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CharRnn.Persistence;

/// <summary>Gets the kind and the identity of a file on Linux, which .NET does not provide.</summary>
/// <remarks><c>statx</c> is the one call whose structure is the same on every processor and in every C library.</remarks>
internal static unsafe class NativeFileStatus
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicFields = 0x7ff;
    private const int BufferSize = 256;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int LengthOffset = 40;
    private const int DeviceOffset = 136;
    private const int TypeMask = 0xf000;
    private const int WriteMask = 0x92;
    private const int WriteAccess = 2;

    /// <summary>Whether this platform has the call.</summary>
    internal static bool IsAvailable { get; } = OperatingSystem.IsLinux() && Call(CurrentFolder, "/", 0) is not null;

    /// <summary>The file at a path, links followed; null if there is none.</summary>
    internal static (FileKind Kind, long Length, bool IsReadOnly, string Key)? Find(string path)
        => IsAvailable ? Call(CurrentFolder, path, 0) : null;

    /// <summary>An open file.</summary>
    internal static (FileKind Kind, long Length, bool IsReadOnly, string Key)? Find(SafeFileHandle handle)
        => IsAvailable && !handle.IsInvalid ? Call((int)handle.DangerousGetHandle(), "", EmptyPath) : null;

    /// <summary>Whether this process may write to an existing file; true where the platform does not tell.</summary>
    internal static bool MayWrite(string path)
    {
        if (!IsAvailable)
        {
            return true;
        }

        fixed (byte* name = Bytes(path))
        {
            return Access(name, WriteAccess) == 0;
        }
    }

    private static (FileKind Kind, long Length, bool IsReadOnly, string Key)? Call(int folder, string path, int flags)
    {
        byte* buffer = stackalloc byte[BufferSize];
        try
        {
            fixed (byte* name = Bytes(path))
            {
                if (Statx(folder, name, flags, BasicFields, buffer) != 0)
                {
                    return null;
                }
            }
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }

        ushort mode = *(ushort*)(buffer + ModeOffset);
        FileKind kind = KindOf(mode);
        string key = string.Create(CultureInfo.InvariantCulture, $"{*(uint*)(buffer + DeviceOffset)}:{*(uint*)(buffer + DeviceOffset + 4)}:{*(ulong*)(buffer + InodeOffset)}");
        return (kind, kind == FileKind.File ? *(long*)(buffer + LengthOffset) : 0, kind == FileKind.File && (mode & WriteMask) == 0, key);
    }

    private static FileKind KindOf(int mode) => (mode & TypeMask) switch
    {
        0x8000 => FileKind.File,
        0x4000 => FileKind.Folder,
        0x2000 or 0x6000 => FileKind.Device,
        0x1000 => FileKind.Pipe,
        _ => FileKind.Other,
    };

    private static byte[] Bytes(string path) => [.. System.Text.Encoding.UTF8.GetBytes(path), 0];

    [DllImport("libc", EntryPoint = "statx", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte* path, int flags, uint mask, byte* buffer);

    [DllImport("libc", EntryPoint = "access", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access(byte* path, int mode);
}
