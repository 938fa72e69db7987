namespace CharRnn.Persistence.Reading;

/// <summary>A source that changes what another one reads: more or fewer scalar values may come out than go in.</summary>
internal abstract class ChangedSource(IScalarSource source) : IScalarSource
{
    private const int ChunkLength = 1 << 14;
    private readonly int[] _chunk = new int[ChunkLength];
    private readonly List<int> _ready = new(ChunkLength);
    private int _taken;
    private bool _isAtEnd;

    public int Read(Span<int> scalars)
    {
        while (_taken == _ready.Count && !_isAtEnd)
        {
            _ready.Clear();
            _taken = 0;
            int count = source.Read(_chunk);
            _isAtEnd = count == 0;
            if (_isAtEnd)
            {
                End(_ready);
            }
            else
            {
                Change(_chunk.AsSpan(0, count), _ready);
            }
        }

        int taken = Math.Min(scalars.Length, _ready.Count - _taken);
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ready).Slice(_taken, taken).CopyTo(scalars);
        _taken += taken;
        return taken;
    }

    /// <summary>Changes the next part of the text.</summary>
    protected abstract void Change(ReadOnlySpan<int> scalars, List<int> output);

    /// <summary>Adds the characters that have been held back, at the end of the text.</summary>
    protected abstract void End(List<int> output);
}
