namespace CharRnn.Common;

/// <summary>A text as indexes of one, two or four bytes, which training reads without copying.</summary>
internal readonly ref struct IndexSpan
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<ushort> _shorts;
    private readonly ReadOnlySpan<int> _ints;

    internal IndexSpan(ReadOnlySpan<byte> indexes) => _bytes = indexes;

    internal IndexSpan(ReadOnlySpan<ushort> indexes) => _shorts = indexes;

    internal IndexSpan(ReadOnlySpan<int> indexes) => _ints = indexes;

    /// <summary>N; two of the three spans are empty.</summary>
    internal int Length => _bytes.Length + _shorts.Length + _ints.Length;

    internal int this[int position] => !_bytes.IsEmpty ? _bytes[position] : !_shorts.IsEmpty ? _shorts[position] : _ints[position];

    /// <summary>Copies as many indexes as the buffer has room for.</summary>
    /// <returns>The buffer, filled.</returns>
    internal ReadOnlySpan<int> Read(int position, Span<int> buffer)
    {
        if (!_bytes.IsEmpty)
        {
            Widen(_bytes.Slice(position, buffer.Length), buffer);
        }
        else if (!_shorts.IsEmpty)
        {
            Widen(_shorts.Slice(position, buffer.Length), buffer);
        }
        else
        {
            _ints.Slice(position, buffer.Length).CopyTo(buffer);
        }

        return buffer;
    }

    /// <summary>The first position of an index within [start, end), or −1.</summary>
    internal int IndexOf(int index, int start, int end)
    {
        int distance = !_bytes.IsEmpty ? _bytes[start..end].IndexOf((byte)index)
            : !_shorts.IsEmpty ? _shorts[start..end].IndexOf((ushort)index)
            : _ints[start..end].IndexOf(index);
        return distance < 0 ? -1 : start + distance;
    }

    private static void Widen(ReadOnlySpan<byte> source, Span<int> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = source[i];
        }
    }

    private static void Widen(ReadOnlySpan<ushort> source, Span<int> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = source[i];
        }
    }
}
