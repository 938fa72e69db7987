using System.Numerics;

namespace CharRnn.Optimization;

/// <summary>Compares two gradients of one block.</summary>
internal static class BlockComparison
{
    /// <summary>Below this a sum of magnitudes counts as this much, so that 0/0 is 0.</summary>
    private const double SmallestDenominator = 1e-6;

    /// <summary>The smallest element, relative to the block's largest, whose own relative error means something.</summary>
    private const double SmallestElement = 1e-12;

    internal static BlockGradientError Compare<TA, TN>(ParameterBlock<TA> analytic, ParameterBlock<TN> numerical, ReadOnlySpan<int> indexes)
        where TA : unmanaged, IFloatingPointIeee754<TA>
        where TN : unmanaged, IFloatingPointIeee754<TN>
    {
        (double largest, double total) = Magnitudes(analytic.Elements, numerical.Elements, indexes);
        double maxAbsolute = 0, maxRelative = 0, maxElement = 0;
        int worst = indexes.IsEmpty ? 0 : indexes[0], worstElement = worst;
        foreach (int i in indexes)
        {
            (double x, double y) = (double.CreateTruncating(analytic.Elements[i]), double.CreateTruncating(numerical.Elements[i]));
            double difference = Difference(x, y);
            if (difference > maxAbsolute)
            {
                maxAbsolute = difference;
                worst = i;
            }

            maxRelative = Math.Max(maxRelative, Quotient(difference, Math.Max(SmallestDenominator, Math.Abs(x) + Math.Abs(y))));
            double element = difference == 0 ? 0 : Quotient(difference, Math.Max(SmallestElement * largest, Math.Max(Math.Abs(x), Math.Abs(y))));
            if (element > maxElement)
            {
                maxElement = element;
                worstElement = i;
            }
        }

        return new BlockGradientError
        {
            Name = analytic.Name,
            ElementCount = indexes.Length,
            LargestMagnitude = largest,
            MaxAbsoluteError = maxAbsolute,
            MaxRelativeError = maxRelative,
            MaxElementError = maxElement,
            ErrorOverTotal = Quotient(maxAbsolute, Math.Max(SmallestDenominator, total)),
            Worst = ElementAt(analytic, numerical, worst),
            WorstRelative = ElementAt(analytic, numerical, worstElement),
        };
    }

    /// <summary>The largest magnitude of an element of either gradient, and the sum of all magnitudes.</summary>
    private static (double Largest, double Total) Magnitudes<TA, TN>(ReadOnlySpan<TA> analytic, ReadOnlySpan<TN> numerical, ReadOnlySpan<int> indexes)
        where TA : unmanaged, IFloatingPointIeee754<TA>
        where TN : unmanaged, IFloatingPointIeee754<TN>
    {
        double largest = 0, total = 0;
        foreach (int i in indexes)
        {
            (double x, double y) = (Math.Abs(double.CreateTruncating(analytic[i])), Math.Abs(double.CreateTruncating(numerical[i])));
            total += x + y;
            largest = double.MaxNumber(largest, double.MaxNumber(x, y));
        }

        return (largest, total);
    }

    /// <summary>A NaN on either side counts as the largest error, as does infinity, even on both sides.</summary>
    private static double Difference(double x, double y) => double.IsFinite(x - y) ? Math.Abs(x - y) : double.PositiveInfinity;

    private static double Quotient(double difference, double size)
        => double.IsFinite(difference) ? difference / size : double.PositiveInfinity;

    private static GradientElement ElementAt<TA, TN>(ParameterBlock<TA> analytic, ParameterBlock<TN> numerical, int index)
        where TA : unmanaged, IFloatingPointIeee754<TA>
        where TN : unmanaged, IFloatingPointIeee754<TN>
        => new(
            index % analytic.RowCount, index / analytic.RowCount,
            double.CreateTruncating(analytic.Elements[index]), double.CreateTruncating(numerical.Elements[index]));
}
