namespace CharRnn.Cli.Screen;

/// <summary>Standard output that notices when its reader has gone, as <c>head</c> does, and then swallows the rest.</summary>
internal sealed class OutputStream(Stream inner) : Stream
{
    /// <summary>EPIPE on Linux and macOS; ERROR_BROKEN_PIPE and ERROR_NO_DATA on Windows.</summary>
    private static readonly int[] _brokenPipe = [32, unchecked((int)0x8007006D), unchecked((int)0x800700E8)];

    /// <summary>Whether nobody reads any more.</summary>
    internal bool IsClosed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The standard output of this process.</summary>
    internal static OutputStream ForProcess()
    {
        Stream standard = Console.OpenStandardOutput();
        if (OperatingSystem.IsWindows())
        {
            return new OutputStream(standard);
        }

        // The runtime's own stream hides a broken pipe. A file stream does not; but it keeps a position of its own, which
        // would be wrong for a regular file that several commands append to.
        var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(1, ownsHandle: false);
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

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsClosed)
        {
            return;
        }

        try
        {
            inner.Write(buffer);
        }
        catch (IOException exception) when (_brokenPipe.Contains(exception.HResult))
        {
            IsClosed = true;
        }
    }

    public override void Flush()
    {
        if (!IsClosed)
        {
            inner.Flush();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
