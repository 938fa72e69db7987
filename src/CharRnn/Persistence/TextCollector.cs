using System.Runtime.InteropServices;
using System.Text;
using static CharRnn.Persistence.FileRule;

namespace CharRnn.Persistence;

/// <summary>Takes a text in one pass, when neither its length nor its characters are known before its end, at one byte a character.</summary>
/// <remarks>
/// Characters are numbered in the order in which they are met, or by a given vocabulary. The numbers are kept in chunks outside the
/// managed heap, each as narrow as its largest number allows, and each is given back to the system as soon as it has been copied
/// into the text: the two are never in memory as a whole.
/// </remarks>
internal sealed unsafe class TextCollector(Vocabulary? vocabulary) : IDisposable
{
    private const int ChunkLength = 1 << 22;
    private const int PageLength = 1 << 8;
    private const int BlockLength = 1 << 14;
    private const int ScalarLimit = 0x110000;
    private readonly List<Chunk> _chunks = [];
    private readonly List<Rune> _characters = [];

    // The number of a character plus 1, in pages; 0 if the character has not occurred.
    private readonly int[]?[] _pages = new int[]?[ScalarLimit / PageLength];
    private Chunk _chunk = new(0, 0, 0);

    /// <summary>Characters so far.</summary>
    internal long Length { get; private set; }

    /// <summary>Appends characters.</summary>
    /// <exception cref="InvalidDataException">The vocabulary lacks one, or the text becomes too long for an array.</exception>
    internal void Append(ReadOnlySpan<int> scalars)
    {
        Require(Length + scalars.Length <= Array.MaxLength, $"It has more than {Array.MaxLength} characters, which do not fit into memory.");
        foreach (int scalar in scalars)
        {
            int[] page = _pages[scalar / PageLength] ??= new int[PageLength];
            int number = page[scalar % PageLength] - 1;
            if (number < 0)
            {
                number = Number(new Rune(scalar));
                page[scalar % PageLength] = number + 1;
            }

            Append(number);
        }
    }

    /// <summary>Makes the text; the collector is empty afterwards.</summary>
    internal EncodedText ToText()
    {
        Vocabulary known = vocabulary ?? Vocabulary.FromCharacters(_characters);
        int[]? indexes = vocabulary is not null ? null : [.. _characters.Select(character => known.TryGetIndex(character, out int index) ? index : -1)];
        var text = new EncodedText(known, (int)Length);
        _chunks.Add(_chunk);
        _chunk = new(0, 0, 0);
        int position = 0;
        var block = new int[BlockLength];
        for (int i = 0; i < _chunks.Count; i++)
        {
            Chunk chunk = _chunks[i];
            for (int start = 0; start < chunk.Count; start += BlockLength)
            {
                Span<int> part = block.AsSpan(0, Math.Min(BlockLength, chunk.Count - start));
                chunk.Read(start, part, indexes);
                text.Write(position, part);
                position += part.Length;
            }

            NativeMemory.Free((void*)chunk.Address);
            _chunks[i] = new(0, 0, 0);
        }

        _chunks.Clear();
        Length = 0;
        return text;
    }

    public void Dispose()
    {
        foreach (Chunk chunk in _chunks.Append(_chunk))
        {
            NativeMemory.Free((void*)chunk.Address);
        }

        _chunks.Clear();
        _chunk = new(0, 0, 0);
    }

    private int Number(Rune character)
    {
        if (vocabulary is null)
        {
            _characters.Add(character);
            return _characters.Count - 1;
        }

        return vocabulary.TryGetIndex(character, out int index) ? index
            : throw Broken($"Its character {Vocabulary.Describe(character)} at position {Length} is not in the vocabulary.{Vocabulary.LineEndHint(character)}");
    }

    private void Append(int number)
    {
        int width = number < 1 << 8 ? sizeof(byte) : number < 1 << 16 ? sizeof(ushort) : sizeof(int);
        if (_chunk.Count == ChunkLength || width > _chunk.Width)
        {
            _chunks.Add(_chunk);
            width = Math.Max(width, _chunk.Width);
            _chunk = new((nint)NativeMemory.Alloc(ChunkLength, (nuint)width), width, 0);
        }

        _chunk.Write(number);
        Length++;
    }

    /// <summary>Numbers of one width.</summary>
    private record struct Chunk(nint Address, int Width, int Count)
    {
        internal void Write(int number)
        {
            switch (Width)
            {
                case sizeof(byte):
                    ((byte*)Address)[Count++] = (byte)number;
                    break;
                case sizeof(ushort):
                    ((ushort*)Address)[Count++] = (ushort)number;
                    break;
                default:
                    ((int*)Address)[Count++] = number;
                    break;
            }
        }

        /// <summary>Reads numbers and translates them into indexes.</summary>
        internal readonly void Read(int start, Span<int> part, int[]? indexes)
        {
            for (int i = 0; i < part.Length; i++)
            {
                int number = Width switch
                {
                    sizeof(byte) => ((byte*)Address)[start + i],
                    sizeof(ushort) => ((ushort*)Address)[start + i],
                    _ => ((int*)Address)[start + i],
                };
                part[i] = indexes is null ? number : indexes[number];
            }
        }
    }
}
