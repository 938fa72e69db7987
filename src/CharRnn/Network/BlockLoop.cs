using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>An action on a range of elements of a block; start counts from the first element of the block.</summary>
internal delegate void ElementAction<T>(object state, T argument, int block, int start, int count);

/// <summary>Runs an action over all elements of a gradient, or of arrays of the same shape, on the threads that computed the gradient.</summary>
/// <remarks>
/// Each part has one range of every block, in whole pairs of cache lines, and keeps it from update to update, so that the gradient, the
/// parameters and the optimiser's state stay in the caches of one processor. Elements are independent, so the result is bit-identical for any number of parts.
/// </remarks>
internal sealed class BlockLoop<T>(RnnParameters<T> gradients)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Phase _part = static (loop, part, partCount) => ((BlockLoop<T>)loop).RunPart(part, partCount);
    private ElementAction<T>? _action;
    private object? _state;
    private T _argument;
    private bool _withZeros;

    /// <summary>The threads of the last backward pass; null before the first.</summary>
    internal ParallelPhases? Phases { get; set; }

    /// <summary>Runs an action on all elements, one range at a time. Allocates nothing.</summary>
    /// <param name="action">Called from several threads.</param>
    /// <param name="state">Passed to the action.</param>
    /// <param name="argument">Passed to the action.</param>
    /// <param name="withZeros">Whether to include the columns of U whose gradient is known to be zero.</param>
    internal void Run(ElementAction<T> action, object state, T argument, bool withZeros)
    {
        (_action, _state, _argument, _withZeros) = (action, state, argument, withZeros);
        if (Phases is null)
        {
            RunPart(0, 1);
        }
        else
        {
            Phases.Run(_part, this);
        }

        (_action, _state) = (null, null);
    }

    private void RunPart(int part, int partCount)
    {
        ReadOnlySpan<ParameterBlock<T>> blocks = gradients.BlockSpan;
        for (int i = 0; i < blocks.Length; i++)
        {
            ParameterBlock<T> block = blocks[i];
            if (!_withZeros && block.TouchedColumns is { } touched)
            {
                (int first, int last) = ParallelPhases.Share(part, partCount, touched.Members.Length);
                foreach (int column in touched.Members[first..last])
                {
                    _action!(_state!, _argument, i, column * block.RowCount, block.RowCount);
                }

                continue;
            }

            (int start, int end) = Share(part, partCount, block.Elements.Length);
            if (start < end)
            {
                _action!(_state!, _argument, i, start, end - start);
            }
        }
    }

    /// <summary>The range of a part, in whole pairs of cache lines, because optimisers process two vectors in two different ways.</summary>
    private static (int Start, int End) Share(int part, int partCount, int count)
    {
        int pair = 2 * AlignedArray.Alignment / Unsafe.SizeOf<T>();
        (int start, int end) = ParallelPhases.Share(part, partCount, (count + pair - 1) / pair);
        return (Math.Min(start * pair, count), Math.Min(end * pair, count));
    }
}
