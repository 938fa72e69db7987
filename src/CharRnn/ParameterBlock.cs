using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Network;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn;

/// <summary>One named array of a network: a weight matrix or a bias, column-major and exactly rows × columns long.</summary>
/// <remarks>
/// Optimisers, gradient checks and files work on blocks and never ask which weight they hold.
/// Reading from several threads is safe; writing is not.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class ParameterBlock<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _values;
    private readonly ColumnSet? _touched;
    private bool _shared;

    internal ParameterBlock(ParameterEntry entry)
    {
        Entry = entry;
        _values = AlignedArray.Allocate<T>((int)entry.Length);
        _touched = entry.HasColumnPerCharacter ? new ColumnSet(entry.ColumnCount) : null;
    }

    /// <summary>
    /// The symbol of the array in equations, tables and files: U, W, V, b, d or c, followed by the layer's number from the second layer on, such as
    /// U2.
    /// </summary>
    public string Name => Entry.Name;

    /// <summary>Number of rows.</summary>
    public int RowCount => Entry.RowCount;

    /// <summary>Number of columns; 1 for a bias.</summary>
    public int ColumnCount => Entry.ColumnCount;

    /// <summary>The role of the array in the network.</summary>
    internal ParameterEntry Entry { get; }

    /// <summary>The elements, column-major: element (i, j) is at <c>i + j·RowCount</c>. A live view: writing changes the block.</summary>
    public Span<T> Values
    {
        get
        {
            _shared = true;
            return _values;
        }
    }

    /// <summary>A MathNet matrix over the same memory (RowCount × ColumnCount). A live view, never a copy.</summary>
    /// <returns>The matrix; writing to it changes the block, and vice versa.</returns>
    public Matrix<T> AsMatrix()
    {
        _shared = true;
        return Matrix<T>.Build.Dense(RowCount, ColumnCount, _values);
    }

    internal MathNet.Numerics.LinearAlgebra.Vector<T> AsVector()
    {
        _shared = true;
        return MathNet.Numerics.LinearAlgebra.Vector<T>.Build.Dense(_values);
    }

    /// <summary>The elements, for the library's own reading and for writing that keeps <see cref="TouchedColumns"/> true.</summary>
    internal Span<T> Elements => _values;

    /// <summary>
    /// When not null: every column outside this set is exactly zero. Only the backward pass fills it, for the input
    /// weights, whose gradient is zero for characters absent from the window. It is given up for good as soon as the
    /// array has been handed out, since any element may have been written from then on.
    /// </summary>
    internal ColumnSet? TouchedColumns => _shared ? null : _touched;

    internal void Clear()
    {
        _values.AsSpan().Clear();
        _touched?.Clear();
    }
}
