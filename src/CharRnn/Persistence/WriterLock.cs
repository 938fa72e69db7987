using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CharRnn.Persistence;

/// <summary>Keeps a second writer from a file that is appended to, and leaves readers alone.</summary>
/// <remarks>
/// <see cref="FileShare"/> cannot say that on Unix: what excludes writers there excludes .NET readers too, and what admits
/// readers admits writers. Linux has locks that belong to an open file and that only other takers of such locks meet.
/// Windows excludes writers by <see cref="FileShare.Read"/>; on other systems the file is closed to .NET readers as well.
/// </remarks>
internal static class WriterLock
{
    private const int SetLock = 37;
    private const short WriteLock = 1;
    private const int WouldBlockOnLinux = 11;
    private const int NoAccess = 13;
    private const int WouldBlockOnMacOS = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    private static bool HasOwnLocks => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>How a writer opens the file.</summary>
    internal static FileShare Share
        => HasOwnLocks ? FileShare.ReadWrite | FileShare.Delete : OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete : FileShare.None;

    /// <summary>Locks an open file until it is closed.</summary>
    /// <exception cref="IOException">Another writer has it; <see cref="IsInUse"/> says so.</exception>
    internal static void Take(FileStream stream, string path)
    {
        if (!HasOwnLocks)
        {
            return;
        }

        // Locks from the start to the end, however long the file becomes.
        var request = new LockRequest { Type = WriteLock };
        if (Control(stream.SafeFileHandle, SetLock, ref request) != 0 && Marshal.GetLastPInvokeError() is WouldBlockOnLinux or NoAccess)
        {
            throw new IOException($"'{path}' is being written by another program.", WouldBlockOnLinux);
        }
    }

    /// <summary>Whether opening or locking failed because another writer has the file.</summary>
    internal static bool IsInUse(IOException failure) => failure.HResult is WouldBlockOnLinux or WouldBlockOnMacOS or SharingViolation;

    [DllImport("libc", EntryPoint = "fcntl", ExactSpelling = true, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle file, int command, ref LockRequest request);

    /// <summary><c>struct flock</c> of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LockRequest
    {
        internal short Type;
        internal short Whence;
        internal long Start;
        internal long Length;
        internal int Process;
    }
}
