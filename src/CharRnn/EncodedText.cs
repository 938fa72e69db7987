using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CharRnn;

/// <summary>A text stored as the indexes of its characters: one byte per character for K ≤ 256, two for K ≤ 65,536, otherwise four.</summary>
/// <remarks>
/// An array of <see cref="int"/> takes four bytes per character for any vocabulary, which matters for a text of a gigabyte. Immutable,
/// so safe to share between threads. <c>TextFile</c> makes one from a file without holding the text a second time.
/// </remarks>
public sealed class EncodedText
{
    private const int ByteLimit = 1 << 8;
    private const int ShortLimit = 1 << 16;
    private const int ChunkLength = 1 << 14;
    private readonly byte[] _bytes = [];
    private readonly ushort[] _shorts = [];
    private readonly int[] _ints = [];
    private string? _fingerprint;

    /// <summary>Makes room for a text whose indexes are then written.</summary>
    internal EncodedText(Vocabulary vocabulary, int length)
    {
        Vocabulary = vocabulary;
        Length = length;
        if (vocabulary.Count <= ByteLimit)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(length);
        }
        else if (vocabulary.Count <= ShortLimit)
        {
            _shorts = GC.AllocateUninitializedArray<ushort>(length);
        }
        else
        {
            _ints = GC.AllocateUninitializedArray<int>(length);
        }
    }

    /// <summary>The vocabulary to which the indexes refer.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Number of characters (Unicode scalar values), <em>N</em>.</summary>
    public int Length { get; }

    /// <summary>Bytes per character: 1, 2 or 4.</summary>
    public int BytesPerCharacter => _bytes.Length > 0 ? sizeof(byte) : _shorts.Length > 0 ? sizeof(ushort) : sizeof(int);

    /// <summary>The vocabulary index of the character at a position.</summary>
    /// <param name="position">0 to <see cref="Length"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is outside the text.</exception>
    public int this[int position]
        => (uint)position < (uint)Length ? Indexes[position]
            : throw new ArgumentOutOfRangeException(nameof(position), position, $"The text has the positions 0 to {Length - 1}.");

    /// <summary>
    /// SHA-256 of the vocabulary and the indexes, in hexadecimal: two texts have the same fingerprint exactly if text and vocabulary are the same.
    /// Computed on first access and then cached.
    /// </summary>
    public string Fingerprint => _fingerprint ??= ComputeFingerprint(Vocabulary, Indexes);

    internal IndexSpan Indexes
        => _bytes.Length > 0 ? new(_bytes.AsSpan()) : _shorts.Length > 0 ? new(_shorts.AsSpan()) : new(_ints.AsSpan());

    /// <summary>Encodes a text that is already in memory.</summary>
    /// <param name="text">At least one character; a byte-order mark at its start does not count.</param>
    /// <param name="vocabulary">The vocabulary to use; when null, it is made from the characters of the text.</param>
    /// <returns>The text as indexes.</returns>
    /// <exception cref="ArgumentException">
    /// The text is empty, has a lone surrogate, or has a character that the vocabulary lacks: the message gives it and its
    /// position.
    /// </exception>
    public static EncodedText FromText(ReadOnlySpan<char> text, Vocabulary? vocabulary = null)
    {
        vocabulary ??= Vocabulary.FromText(text);
        int[] indexes = vocabulary.Encode(text);
        if (indexes.Length == 0)
        {
            throw new ArgumentException("The text is empty.", nameof(text));
        }

        var encoded = new EncodedText(vocabulary, indexes.Length);
        encoded.Write(0, indexes);
        return encoded;
    }

    /// <summary>Creates a text from the indexes of its characters.</summary>
    /// <param name="indexes">At least one index, each from 0 to K − 1.</param>
    /// <param name="vocabulary">The vocabulary to which the indexes refer.</param>
    /// <returns>A copy of the text with the smallest possible number of bytes per character.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="vocabulary"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no index.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    public static EncodedText FromIndexes(ReadOnlySpan<int> indexes, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (indexes.IsEmpty)
        {
            throw new ArgumentException("The text is empty.", nameof(indexes));
        }

        foreach (int index in indexes)
        {
            if ((uint)index >= (uint)vocabulary.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(indexes), index, $"The vocabulary has the indexes 0 to {vocabulary.Count - 1}.");
            }
        }

        var encoded = new EncodedText(vocabulary, indexes.Length);
        encoded.Write(0, indexes);
        return encoded;
    }

    /// <summary>Encodes the same text with another vocabulary, for example with that of a model that is to be trained on it.</summary>
    /// <param name="vocabulary">A vocabulary that has all characters of this text's vocabulary.</param>
    /// <returns>A copy, or this instance if the vocabulary is the same.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="vocabulary"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="vocabulary"/> lacks a character of the text's vocabulary.</exception>
    public EncodedText WithVocabulary(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        if (vocabulary.Equals(Vocabulary))
        {
            return this;
        }

        int[] indexes = vocabulary.Encode(Vocabulary.ToString(), nameof(vocabulary));
        var text = new EncodedText(vocabulary, Length);
        var chunk = new int[ChunkLength];
        for (int position = 0; position < Length; position += ChunkLength)
        {
            Span<int> part = chunk.AsSpan(0, Math.Min(ChunkLength, Length - position));
            Indexes.Read(position, part);
            foreach (ref int index in part)
            {
                index = indexes[index];
            }

            text.Write(position, part);
        }

        return text;
    }

    /// <summary>Copies the indexes of a part of the text.</summary>
    /// <param name="position">Position of the first character to copy.</param>
    /// <param name="destination">Filled with indexes; its length is the number of characters to copy.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part reaches beyond the end of the text.</exception>
    public void CopyTo(int position, Span<int> destination)
    {
        if (position < 0 || position > Length - destination.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(position), position, $"{Quantity.Of(destination.Length, "character")} from there reach beyond the text, which has {Length}.");
        }

        Indexes.Read(position, destination);
    }

    /// <summary>Writes indexes, each of which the vocabulary has.</summary>
    internal void Write(int position, ReadOnlySpan<int> indexes)
    {
        for (int i = 0; i < indexes.Length; i++)
        {
            if (_bytes.Length > 0)
            {
                _bytes[position + i] = (byte)indexes[i];
            }
            else if (_shorts.Length > 0)
            {
                _shorts[position + i] = (ushort)indexes[i];
            }
            else
            {
                _ints[position + i] = indexes[i];
            }
        }
    }

    /// <summary>The fingerprint of a text in whichever width its indexes are kept.</summary>
    internal static string ComputeFingerprint(Vocabulary vocabulary, IndexSpan indexes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(vocabulary.ToString()));
        // This byte never occurs in UTF-8, so it can separate the characters from the indexes.
        hash.AppendData([0xff]);
        var wide = new int[ChunkLength];
        var chunk = new EncodedText(vocabulary, ChunkLength);
        Span<byte> bytes = chunk._bytes.Length > 0 ? chunk._bytes : chunk._shorts.Length > 0 ? MemoryMarshal.AsBytes(chunk._shorts.AsSpan()) : MemoryMarshal.AsBytes(chunk._ints.AsSpan());
        for (int position = 0; position < indexes.Length; position += ChunkLength)
        {
            int length = Math.Min(ChunkLength, indexes.Length - position);
            chunk.Write(0, indexes.Read(position, wide.AsSpan(0, length)));
            hash.AppendData(bytes[..(length * chunk.BytesPerCharacter)]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
