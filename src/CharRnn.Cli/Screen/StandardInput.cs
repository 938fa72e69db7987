using CharRnn.Persistence;

namespace CharRnn.Cli.Screen;

/// <summary>The standard input of the process, opened when it is first read; closed or endless input is refused instead of waited for.</summary>
internal sealed class StandardInput(StandardStreams streams) : Stream
{
    private Stream? _inner;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) => (_inner ??= Open()).Read(buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private Stream Open()
    {
        if (!streams.HasInput)
        {
            throw new IOException("It is closed. Name a file, or redirect one into it.");
        }

        if (streams.InputStatus is { Kind: FileKind.Device } && Console.IsInputRedirected)
        {
            // A terminal is the only device that ends; /dev/zero, for example, would fill the memory.
            throw new IOException("It is a device. Redirect a file into it, or pipe a text.");
        }

        return Console.OpenStandardInput();
    }
}
