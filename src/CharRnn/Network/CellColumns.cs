using System.Numerics;
using System.Runtime.CompilerServices;

namespace CharRnn.Network;

/// <summary>The operands of the elementwise part of a step: a range of hidden units, in whole units of 64 bytes, in all columns of a layer.</summary>
/// <remarks>Column n is stream i at step t, n = t·B + i. A cell of one gate stores its sums in the array of h and needs no other.</remarks>
internal readonly ref struct CellColumns<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The first hidden unit.</summary>
    internal int Row { get; init; }

    /// <summary>The number of hidden units.</summary>
    internal int RowCount { get; init; }

    /// <summary>The distance between columns of h, c and their gradients.</summary>
    internal int Stride { get; init; }

    /// <summary>The distance between columns of sums.</summary>
    internal int SumStride { get; init; }

    /// <summary>The number of values for each hidden unit in a column of sums.</summary>
    internal int PartCount { get; init; }

    /// <summary>B.</summary>
    internal int BatchSize { get; init; }

    /// <summary>For each column, whether its stream restarts from the zero state there; empty if none does.</summary>
    internal ReadOnlySpan<bool> Restarts { get; init; }

    /// <summary>The sums of the gates, replaced by the gates in the forward pass and by the gradients of the sums in the backward pass; interleaved.</summary>
    internal Span<T> Sums { get; init; }

    internal ReadOnlySpan<T> HiddenBefore { get; init; }

    internal Span<T> Hidden { get; init; }

    /// <summary>c of the previous step; this and the next two are empty for cells without c.</summary>
    internal ReadOnlySpan<T> CellsBefore { get; init; }

    internal Span<T> Cells { get; init; }

    /// <summary>tanh(c), for the backward pass; the same array as h if none follows.</summary>
    internal Span<T> TanhCells { get; init; }

    /// <summary>∂L/∂h.</summary>
    internal Span<T> HiddenGradient { get; init; }

    /// <summary>∂L/∂c of one step, B columns.</summary>
    internal Span<T> CellGradient { get; init; }

    /// <summary>The range of hidden units in one column of h, c or a gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> At(Span<T> columns, int column) => columns.Slice((column * Stride) + Row, RowCount);

    /// <summary>The range of hidden units in one column of h or c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<T> At(ReadOnlySpan<T> columns, int column) => columns.Slice((column * Stride) + Row, RowCount);

    /// <summary>The range of hidden units in one column of sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> SumsAt(int column) => Sums.Slice((column * SumStride) + (Row * PartCount), RowCount * PartCount);
}
