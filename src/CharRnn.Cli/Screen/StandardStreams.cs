using System.Runtime.InteropServices;
using CharRnn.Persistence;
using Microsoft.Win32.SafeHandles;

namespace CharRnn.Cli.Screen;

/// <summary>The three streams that the process was started with, any of which may have been closed.</summary>
/// <remarks>
/// The system gives the number of a closed stream to the next file that is opened: output would then be written into a model
/// or a text. So a closed stream is found out, its number is taken, and nothing is read from or written to it.
/// </remarks>
internal sealed class StandardStreams
{
    private const int LastStandard = 2;
    private const int GetDescriptorFlags = 1;
    private const int CloseOnExec = 1;
    private const short Readable = 1;
    private readonly bool[] _isOpen = [IsInherited(0), IsInherited(1), IsInherited(2)];

    /// <summary>Keeps the numbers of closed streams taken until the process ends.</summary>
    private readonly List<SafeFileHandle> _placeholders = [];

    internal StandardStreams() => TakeClosedNumbers();

    /// <summary>Whether there is a standard input.</summary>
    internal bool HasInput => _isOpen[0];

    /// <summary>Whether there is a standard output.</summary>
    internal bool HasOutput => _isOpen[1];

    /// <summary>The file behind standard input; null if it is closed or the platform does not tell.</summary>
    internal FileStatus? InputStatus => Status(0);

    /// <summary>Whether a text waits at standard input: a file that is not empty, or a pipe with something in it.</summary>
    internal bool HasPipedText => InputStatus switch
    {
        { Kind: FileKind.File, Length: > 0 } => true,
        { Kind: FileKind.Pipe } => HasBytes(),
        _ => false,
    };

    /// <summary>The files behind standard output and standard error, where they are regular files.</summary>
    internal IEnumerable<(string Role, FileStatus Status)> OutputFiles
    {
        get
        {
            if (Status(1) is { Kind: FileKind.File } output)
            {
                yield return ("standard output", output);
            }

            if (Status(2) is { Kind: FileKind.File } error)
            {
                yield return ("standard error", error);
            }
        }
    }

    internal OutputStream OpenOutput() => Open(1, Console.OpenStandardOutput);

    internal OutputStream OpenError() => Open(2, Console.OpenStandardError);

    private OutputStream Open(int number, Func<Stream> openStandard)
    {
        if (!_isOpen[number])
        {
            return new OutputStream(null);
        }

        Stream standard = openStandard();
        if (OperatingSystem.IsWindows())
        {
            return new OutputStream(standard);
        }

        // The runtime's own stream hides a broken pipe. A file stream does not; but it keeps its own position, which
        // would be wrong for a regular file that several commands append to.
        var handle = new SafeFileHandle(number, ownsHandle: false);
        try
        {
            var pipe = new FileStream(handle, FileAccess.Write, bufferSize: 0);
            return new OutputStream(pipe.CanSeek ? standard : pipe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new OutputStream(standard);
        }
    }

    private FileStatus? Status(int number)
    {
        if (!_isOpen[number])
        {
            return null;
        }

        using var handle = new SafeFileHandle(number, ownsHandle: false);
        return FileStatus.Of(handle);
    }

    /// <summary>
    /// A stream that was passed on to the process does not close when another program is started; files that the runtime has
    /// opened since, possibly under the number of a closed stream, do.
    /// </summary>
    private static bool IsInherited(int number)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            int flags = ControlFile(number, GetDescriptorFlags);
            return flags >= 0 && (flags & CloseOnExec) == 0;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return true;
        }
    }

    private static unsafe bool HasBytes()
    {
        var entry = new PollEntry { Number = 0, Events = Readable };
        return Poll(&entry, 1, 0) > 0 && (entry.Results & Readable) != 0;
    }

    private void TakeClosedNumbers()
    {
        if (OperatingSystem.IsWindows() || _isOpen.All(isOpen => isOpen))
        {
            return;
        }

        while (true)
        {
            SafeFileHandle handle = File.OpenHandle("/dev/null");
            if (handle.DangerousGetHandle() > LastStandard)
            {
                handle.Dispose();
                return;
            }

            _placeholders.Add(handle);
        }
    }

    [DllImport("libc", EntryPoint = "poll", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern unsafe int Poll(PollEntry* entries, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "fcntl", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ControlFile(int number, int command);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        internal int Number;
        internal short Events;
        internal short Results;
    }
}
