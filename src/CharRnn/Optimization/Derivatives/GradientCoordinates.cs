using System.Numerics;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The elements of each block that a numerical gradient covers, in ascending order.</summary>
internal sealed class GradientCoordinates
{
    private readonly int[][] _indexes;

    private GradientCoordinates(int[][] indexes, bool isComplete)
    {
        _indexes = indexes;
        IsComplete = isComplete;
        Count = indexes.Sum(static block => (long)block.Length);
    }

    internal int BlockCount => _indexes.Length;

    internal bool IsComplete { get; }

    internal long Count { get; }

    internal ReadOnlySpan<int> OfBlock(int block) => _indexes[block];

    /// <summary>All elements of every block.</summary>
    internal static GradientCoordinates All<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new([.. Lengths(parameters).Select(static length => Enumerable.Range(0, length).ToArray())], isComplete: true);

    /// <summary>A number of random elements of each block, or all elements of a block that has no more.</summary>
    internal static GradientCoordinates Sample<T>(RnnParameters<T> parameters, int countPerBlock, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int[] sizes = Lengths(parameters);
        return new GradientCoordinates(
            [.. sizes.Select(length => Draw(length, Math.Min(length, countPerBlock), random))],
            isComplete: Array.TrueForAll(sizes, length => length <= countPerBlock));
    }

    private static int[] Lengths<T>(RnnParameters<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
        => [.. parameters.Blocks.Select(static block => block.Elements.Length)];

    /// <summary>Floyd's algorithm: every subset of this size is equally likely, and memory holds only the subset.</summary>
    private static int[] Draw(int length, int count, Random random)
    {
        var drawn = new HashSet<int>(count);
        for (int last = length - count; last < length; last++)
        {
            if (!drawn.Add(random.Next(last + 1)))
            {
                drawn.Add(last);
            }
        }

        int[] sorted = [.. drawn];
        Array.Sort(sorted);
        return sorted;
    }
}
