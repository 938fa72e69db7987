using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The products with V and Vᵀ on a single thread: a block of V is packed, multiplied while it is in the second-level cache, and overwritten by the next one.</summary>
/// <remarks>
/// With thousands of characters V is larger than the caches, and its columns lie in different pages of memory. A block therefore takes as many
/// neighbouring rows at once as the second-level cache holds. The results are bit-identical to those with V packed as a whole.
/// </remarks>
internal sealed class OutputWeightBlocks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostBytes = 160 * 1024;
    private const int MostParts = 4;
    private readonly int _k;
    private readonly int _rows;
    private readonly int _depth;
    private readonly int _depthCapacity;
    private readonly PackedMatrix<T> _block;
    private readonly PackedMatrix<T> _lastBlock;
    private readonly PackedMatrix<T> _transposed;

    internal OutputWeightBlocks(RnnArchitecture architecture)
    {
        int m = architecture.HiddenSize;
        _k = architecture.VocabularySize;
        _rows = Math.Min(_k, InCache(PackedMatrix<T>.HighPanelHeight, m));
        _depth = InCache(MatrixProduct.DepthBlock, m);
        _depthCapacity = Math.Min(_k, _depth + MatrixProduct.LongestDepth - MatrixProduct.DepthBlock);
        _block = new(_rows, m, isHigh: true);
        _lastBlock = _k % _rows == 0 ? _block : new(_k % _rows, m, isHigh: true);
        _transposed = new(m, _depthCapacity);
    }

    /// <summary>outputs += V·hidden for some columns.</summary>
    internal void Multiply(ReadOnlySpan<T> v, ReadOnlySpan<T> hidden, int stride, Span<T> outputs, int outputStride, int columnCount)
    {
        for (int row = 0; row < _k; row += _rows)
        {
            PackedMatrix<T> block = _k - row < _rows ? _lastBlock : _block;
            block.Pack(v[row..], _k, block.ColumnCount);
            KernelSet<T>.Best.Multiply(
                block, 0, block.PanelCount, hidden, 1, stride, outputs[row..], outputStride, PackedMatrix<T>.PaddedRows(block.RowCount), columnCount, accumulate: true);
        }
    }

    /// <summary>hiddenGradient = Vᵀ·dO for some columns.</summary>
    internal void MultiplyTransposed(ReadOnlySpan<T> v, ReadOnlySpan<T> dO, int outputStride, Span<T> hiddenGradient, int stride, int columnCount)
    {
        for (int k = 0, depth; k < _k && columnCount > 0; k += depth)
        {
            depth = _k - k <= _depthCapacity ? _k - k : _depth;
            _transposed.PackTransposed(v[k..], _k, depth);
            KernelSet<T>.Best.Multiply(_transposed, 0, _transposed.PanelCount, dO[k..], 1, outputStride, hiddenGradient, stride, stride, columnCount, accumulate: k > 0);
        }
    }

    /// <summary>One to four times the given number of rows, as far as they fit into the cache.</summary>
    private static int InCache(int rows, int m) => rows * (int)Math.Clamp(MostBytes / ((long)rows * m * Unsafe.SizeOf<T>()), 1, MostParts);
}
