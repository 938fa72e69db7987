using System.Buffers;
using System.Text;
using CharRnn.Persistence.Reading;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>Turns the bytes of a text file into Unicode scalar values, a bufferful at a time, and accepts nothing that is not valid.</summary>
internal abstract class ScalarReader : IScalarSource
{
    private const int BufferSize = 1 << 16;
    private const int ByteOrderMark = 0xfeff;
    private readonly Stream _stream;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;
    private bool _isAtEnd;

    private ScalarReader(Stream stream, byte[] buffer, int start, int end)
    {
        _stream = stream;
        _buffer = buffer;
        _start = start;
        _end = end;
        Offset = start;
    }

    /// <summary>Bytes decoded so far, from the start of the file.</summary>
    internal long Offset { get; private set; }

    /// <summary>
    /// Whether U+FEFF counts as a character. As a byte-order mark it stands at the start of a file, and in the middle where files
    /// with a mark were joined.
    /// </summary>
    internal bool KeepsByteOrderMarks { get; init; }

    /// <summary>Chooses the encoding by the byte-order mark, which is then skipped; without one it is UTF-8.</summary>
    /// <param name="stream">Read from where it stands.</param>
    /// <param name="keepsByteOrderMarks"><see cref="KeepsByteOrderMarks"/>; the mark at the start is never a character.</param>
    /// <exception cref="InvalidDataException">It is UTF-32, or UTF-16 without a mark.</exception>
    internal static ScalarReader Create(Stream stream, bool keepsByteOrderMarks)
    {
        var buffer = new byte[BufferSize];
        int end = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> bytes = buffer.AsSpan(0, end);
        Require(
            !bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe, 0, 0]) && !bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xfe, 0xff]),
            $"It is UTF-32; UTF-8 or UTF-16 is needed.");
        switch (bytes)
        {
            case [0xef, 0xbb, 0xbf, ..]:
                return new Utf8(stream, buffer, 3, end) { KeepsByteOrderMarks = keepsByteOrderMarks };
            case [0xff, 0xfe, ..]:
                return new Utf16(stream, buffer, end, isBigEndian: false) { KeepsByteOrderMarks = keepsByteOrderMarks };
            case [0xfe, 0xff, ..]:
                return new Utf16(stream, buffer, end, isBigEndian: true) { KeepsByteOrderMarks = keepsByteOrderMarks };
            default:
                UnmarkedEncoding.Refuse(bytes);
                return new Utf8(stream, buffer, 0, end) { KeepsByteOrderMarks = keepsByteOrderMarks };
        }
    }

    /// <summary>Decodes the next scalar values.</summary>
    /// <param name="scalars">Filled from its start.</param>
    /// <returns>How many; 0 at the end of the text.</returns>
    /// <exception cref="InvalidDataException">A byte is not valid in the encoding; the message gives its offset.</exception>
    internal int Read(Span<int> scalars)
    {
        while (true)
        {
            int consumed = Decode(_buffer.AsSpan(_start, _end - _start), scalars, _isAtEnd, out int count);
            _start += consumed;
            Offset += consumed;
            int kept = KeepsByteOrderMarks ? count : DropByteOrderMarks(scalars[..count]);
            if (kept > 0 || (count == 0 && _isAtEnd && _start == _end))
            {
                return kept;
            }

            if (count == 0)
            {
                Refill();
            }
        }
    }

    int IScalarSource.Read(Span<int> scalars) => Read(scalars);

    private static int DropByteOrderMarks(Span<int> scalars)
    {
        int kept = scalars.IndexOf(ByteOrderMark);
        if (kept < 0)
        {
            return scalars.Length;
        }

        foreach (int scalar in scalars[kept..])
        {
            if (scalar != ByteOrderMark)
            {
                scalars[kept++] = scalar;
            }
        }

        return kept;
    }

    /// <summary>Decodes whole characters until the bytes or the room run out.</summary>
    /// <returns>Bytes decoded.</returns>
    protected abstract int Decode(ReadOnlySpan<byte> bytes, Span<int> scalars, bool isLast, out int count);

    protected InvalidDataException Invalid(int at, string encoding, ReadOnlySpan<byte> bytes)
        => Broken($"Byte {Offset + at} (0x{bytes[at]:X2}) is not valid {encoding}. Save the text as UTF-8.");

    private void Refill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int read = _stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _isAtEnd = read == 0;
    }

    private sealed class Utf8(Stream stream, byte[] buffer, int start, int end) : ScalarReader(stream, buffer, start, end)
    {
        protected override int Decode(ReadOnlySpan<byte> bytes, Span<int> scalars, bool isLast, out int count)
        {
            int at = 0;
            for (count = 0; count < scalars.Length && at < bytes.Length; count++)
            {
                if (bytes[at] < 0x80)
                {
                    scalars[count] = bytes[at++];
                    continue;
                }

                OperationStatus status = Rune.DecodeFromUtf8(bytes[at..], out Rune rune, out int length);
                if (status == OperationStatus.NeedMoreData && !isLast)
                {
                    break;
                }

                if (status != OperationStatus.Done)
                {
                    throw Invalid(at, "UTF-8", bytes);
                }

                scalars[count] = rune.Value;
                at += length;
            }

            return at;
        }
    }

    private sealed class Utf16(Stream stream, byte[] buffer, int end, bool isBigEndian) : ScalarReader(stream, buffer, UnitSize, end)
    {
        private const int UnitSize = 2;

        /// <summary>A byte-order mark read in the wrong order, which is no character.</summary>
        private const char SwappedMark = '\uFFFE';

        protected override int Decode(ReadOnlySpan<byte> bytes, Span<int> scalars, bool isLast, out int count)
        {
            int at = 0;
            for (count = 0; count < scalars.Length && at < bytes.Length; count++)
            {
                if (at + UnitSize > bytes.Length || (char.IsHighSurrogate(Unit(bytes, at)) && at + (2 * UnitSize) > bytes.Length))
                {
                    if (isLast)
                    {
                        throw Invalid(at, "UTF-16", bytes);
                    }

                    break;
                }

                char first = Unit(bytes, at);
                if (first == SwappedMark)
                {
                    throw Broken($"Byte {Offset + at} begins a part in the other byte order: two UTF-16 files were joined. Save each as UTF-8 first.");
                }

                char second = char.IsHighSurrogate(first) ? Unit(bytes, at + UnitSize) : '\0';
                bool isPair = char.IsSurrogatePair(first, second);
                if (char.IsSurrogate(first) && !isPair)
                {
                    throw Invalid(at, "UTF-16", bytes);
                }

                scalars[count] = isPair ? char.ConvertToUtf32(first, second) : first;
                at += isPair ? 2 * UnitSize : UnitSize;
            }

            return at;
        }

        private char Unit(ReadOnlySpan<byte> bytes, int at)
            => (char)(isBigEndian ? (bytes[at] << 8) | bytes[at + 1] : bytes[at] | (bytes[at + 1] << 8));
    }
}
