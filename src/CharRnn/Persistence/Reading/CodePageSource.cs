using System.Text;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence.Reading;

/// <summary>Decodes a text in an encoding that .NET knows by its name. Strict: bytes that stand for no character are refused.</summary>
internal sealed class CodePageSource : IScalarSource
{
    private const int BufferSize = 1 << 14;
    private const int ByteOrderMark = 0xfeff;
    private readonly Stream _stream;
    private readonly string _name;
    private readonly bool _keepsByteOrderMarks;
    private readonly Decoder _decoder;
    private readonly byte[] _bytes = new byte[BufferSize];
    private readonly char[] _chars;
    private readonly List<int> _ready = [];
    private long _offset;
    private int _taken;
    private char _high;
    private bool _isAtEnd;

    /// <param name="stream">Read from where it stands.</param>
    /// <param name="encoding">Its name.</param>
    /// <param name="keepsByteOrderMarks">Whether U+FEFF counts as a character, except at the start.</param>
    internal CodePageSource(Stream stream, string encoding, bool keepsByteOrderMarks)
    {
        Encoding strict = TextEncodings.Find(encoding) ?? throw new ArgumentException($"'{encoding}' is not the name of an encoding.", nameof(encoding));
        _stream = stream;
        _name = encoding;
        _keepsByteOrderMarks = keepsByteOrderMarks;
        _decoder = strict.GetDecoder();
        _chars = new char[strict.GetMaxCharCount(BufferSize)];
    }

    public int Read(Span<int> scalars)
    {
        while (_taken == _ready.Count && !_isAtEnd)
        {
            _ready.Clear();
            _taken = 0;
            Refill();
        }

        int taken = Math.Min(scalars.Length, _ready.Count - _taken);
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ready).Slice(_taken, taken).CopyTo(scalars);
        _taken += taken;
        return taken;
    }

    private void Refill()
    {
        int count = _stream.ReadAtLeast(_bytes, _bytes.Length, throwOnEndOfStream: false);
        _isAtEnd = count < _bytes.Length;
        bool isStart = _offset == 0;
        int chars = Decode(_bytes.AsSpan(0, count));
        for (int i = 0; i < chars; i++)
        {
            char unit = _chars[i];
            if (char.IsHighSurrogate(unit))
            {
                _high = unit;
                continue;
            }

            int scalar = char.IsLowSurrogate(unit) ? char.ConvertToUtf32(_high, unit) : unit;
            if (scalar != ByteOrderMark || (_keepsByteOrderMarks && !(isStart && i == 0)))
            {
                _ready.Add(scalar);
            }
        }

        _offset += count;
    }

    private int Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return _decoder.GetChars(bytes, _chars, flush: _isAtEnd);
        }
        catch (DecoderFallbackException failure)
        {
            string invalid = failure.BytesUnknown is { Length: > 0 } unknown ? $" (0x{Convert.ToHexString(unknown)})" : "";
            throw Broken($"Byte {_offset + Math.Max(0, failure.Index)}{invalid} is not valid {_name}. Name the encoding of the text, or save the text as UTF-8.", failure);
        }
    }
}
