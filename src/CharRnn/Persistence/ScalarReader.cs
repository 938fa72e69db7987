using System.Buffers;
using System.Text;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>Turns the bytes of a text file into Unicode scalar values, a bufferful at a time, and accepts nothing that is not valid.</summary>
internal abstract class ScalarReader
{
    private const int BufferSize = 1 << 16;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    private ScalarReader(Stream stream, int markLength)
    {
        _stream = stream;
        stream.Position = markLength;
        Offset = markLength;
    }

    /// <summary>Bytes decoded so far, from the start of the file.</summary>
    internal long Offset { get; private set; }

    /// <summary>Chooses the encoding by the byte-order mark, which is then skipped; without one it is UTF-8.</summary>
    /// <exception cref="InvalidDataException">The mark is that of UTF-32.</exception>
    internal static ScalarReader Create(Stream stream)
    {
        Span<byte> mark = stackalloc byte[4];
        stream.Position = 0;
        mark = mark[..stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
        Require(
            !mark.SequenceEqual((ReadOnlySpan<byte>)[0xff, 0xfe, 0, 0]) && !mark.SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0xfe, 0xff]),
            $"It is UTF-32; UTF-8 or UTF-16 is needed.");
        return mark switch
        {
            [0xef, 0xbb, 0xbf, ..] => new Utf8(stream, 3),
            [0xff, 0xfe, ..] => new Utf16(stream, isBigEndian: false),
            [0xfe, 0xff, ..] => new Utf16(stream, isBigEndian: true),
            _ => new Utf8(stream, 0),
        };
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
            if (count > 0 || (_isAtEnd && _start == _end))
            {
                return count;
            }

            Refill();
        }
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

    private sealed class Utf8(Stream stream, int markLength) : ScalarReader(stream, markLength)
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

    private sealed class Utf16(Stream stream, bool isBigEndian) : ScalarReader(stream, 2)
    {
        private const int UnitSize = 2;

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
