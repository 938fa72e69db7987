using System.Numerics;

namespace CharRnn.Network;

/// <summary>
/// What the elementwise part of a step works on: some hidden units of one stream at one step. A cell of one gate has its sum in
/// <see cref="Hidden"/>, and the rest is empty.
/// </summary>
internal readonly ref struct CellColumn<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The sums of the gates, interleaved.</summary>
    internal Span<T> Sums { get; init; }

    internal ReadOnlySpan<T> HiddenBefore { get; init; }

    internal Span<T> Hidden { get; init; }

    /// <summary>c of the step before; this and the next two are empty for cells without c.</summary>
    internal ReadOnlySpan<T> CellsBefore { get; init; }

    internal Span<T> Cells { get; init; }

    /// <summary>tanh(c), for the way back; the place of h if there is none.</summary>
    internal Span<T> TanhCells { get; init; }
}
