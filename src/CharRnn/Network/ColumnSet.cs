namespace CharRnn.Network;

/// <summary>A set of column numbers that is filled and emptied without allocating.</summary>
internal sealed class ColumnSet(int columnCount)
{
    private readonly int[] _members = new int[columnCount];
    private readonly bool[] _contains = new bool[columnCount];
    private int _count;

    /// <summary>The members in the order in which they were added.</summary>
    internal ReadOnlySpan<int> Members => _members.AsSpan(0, _count);

    internal void Add(int column)
    {
        if (!_contains[column])
        {
            _contains[column] = true;
            _members[_count++] = column;
        }
    }

    internal void Clear()
    {
        foreach (int column in Members)
        {
            _contains[column] = false;
        }

        _count = 0;
    }
}
