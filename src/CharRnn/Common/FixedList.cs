using System.Collections;
using System.Globalization;

namespace CharRnn.Common;

/// <summary>
/// An immutable list, equal to every other one with the same elements in the same order. With it a record that
/// holds lists is equal to another by value, and its text shows the elements.
/// </summary>
internal sealed class FixedList<TItem> : IReadOnlyList<TItem>, IEquatable<FixedList<TItem>>
{
    private readonly TItem[] _items;

    /// <summary>Copies the elements.</summary>
    internal FixedList(IEnumerable<TItem> items) => _items = [.. items];

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public TItem this[int index]
        => (uint)index < (uint)_items.Length ? _items[index]
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"The list has {Quantity.Of(Count, "element")}.");

    /// <inheritdoc/>
    public bool Equals(FixedList<TItem>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items, null);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FixedList<TItem>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (TItem item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>For example <c>[25, 50]</c>.</summary>
    /// <returns>The elements, in the invariant culture.</returns>
    public override string ToString()
        => $"[{string.Join(", ", _items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item}")))}]";

    /// <inheritdoc/>
    public IEnumerator<TItem> GetEnumerator() => ((IEnumerable<TItem>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
