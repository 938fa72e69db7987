namespace CharRnn.Cli.Screen;

/// <summary>
/// A stream for standard output or error that never throws: output that cannot be written is dropped, and the reason is kept. So a command continues
/// when its reader has closed the pipe, as <c>head</c> does, when the disk is full, and when the stream was closed from the start.
/// </summary>
/// <param name="inner">The stream of the process; null if it was closed before the process started.</param>
internal sealed class OutputStream(Stream? inner) : Stream
{
    /// <summary>EPIPE on Linux and macOS; ERROR_BROKEN_PIPE and ERROR_NO_DATA on Windows.</summary>
    private static readonly int[] _brokenPipe = [32, unchecked((int)0x8007006D), unchecked((int)0x800700E8)];

    /// <summary>Whether the reader has gone.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>The reason why something could not be written, except that the reader has ended; null if everything was written.</summary>
    internal string? Failure { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsClosed || buffer.IsEmpty)
        {
            return;
        }

        if (inner is null)
        {
            Failure = "it is closed.";
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException or NotSupportedException)
        {
            Failure = exception.Message;
        }
    }

    /// <summary>Nothing is buffered.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
