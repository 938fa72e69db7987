using System.Numerics;

namespace CharRnn.Optimization;

/// <summary>Compares two gradients element by element, block by block.</summary>
public static class GradientCheck
{
    /// <summary>Below this a sum of magnitudes counts as this much, so that 0/0 is 0.</summary>
    private const double SmallestDenominator = 1e-6;

    /// <summary>Compares an analytic gradient a with a numerical one n.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="analytic">a, not clipped.</param>
    /// <param name="numerical">n, of the same architecture.</param>
    /// <returns>The errors of every block.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The architectures differ.</exception>
    public static GradientCheckReport Compare<T>(RnnParameters<T> analytic, RnnParameters<T> numerical)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(analytic);
        ArgumentNullException.ThrowIfNull(numerical);
        Preconditions.RequireSameArchitecture(numerical.Architecture, analytic.Architecture, nameof(numerical));
        return new GradientCheckReport
        {
            Blocks = [.. analytic.Blocks.Zip(numerical.Blocks, CompareBlock)],
        };
    }

    private static BlockGradientError CompareBlock<T>(ParameterBlock<T> analytic, ParameterBlock<T> numerical)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> a = analytic.Elements, n = numerical.Elements;
        double maxAbsolute = 0, maxRelative = 0, total = 0;
        int worst = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double x = double.CreateTruncating(a[i]), y = double.CreateTruncating(n[i]);
            double size = Math.Abs(x) + Math.Abs(y);

            // A NaN on either side is the largest error of all.
            double difference = double.IsNaN(x - y) ? double.PositiveInfinity : Math.Abs(x - y);
            total += size;
            if (difference > maxAbsolute)
            {
                maxAbsolute = difference;
                worst = i;
            }

            maxRelative = Math.Max(maxRelative, Relative(difference, size));
        }

        return new BlockGradientError
        {
            Name = analytic.Name,
            MaxAbsoluteError = maxAbsolute,
            MaxRelativeError = maxRelative,
            ErrorOverTotal = Relative(maxAbsolute, total),
            WorstRow = worst % analytic.RowCount,
            WorstColumn = worst / analytic.RowCount,
        };
    }

    private static double Relative(double difference, double size)
        => double.IsFinite(difference) ? difference / Math.Max(SmallestDenominator, size) : double.PositiveInfinity;
}
