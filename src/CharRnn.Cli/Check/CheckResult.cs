using CharRnn.Optimization;

namespace CharRnn.Cli.Check;

/// <summary>The results of a gradient check.</summary>
internal sealed record CheckResult
{
    internal required CheckSettings Settings { get; init; }

    internal required string TextName { get; init; }

    internal required RnnArchitecture Architecture { get; init; }

    /// <summary>Rows and columns of each block.</summary>
    internal required IReadOnlyDictionary<string, (int Rows, int Columns)> Shapes { get; init; }

    internal required IReadOnlyList<LengthCheck> Lengths { get; init; }

    internal required TimeSpan Elapsed { get; init; }

    internal IEnumerable<string> BlockNames => Lengths[0].ComplexStep.Blocks.Select(block => block.Name);

    /// <summary>The block with the largest error against the complex step, relative to its bound.</summary>
    internal (LengthCheck Length, BlockGradientError Block) Worst
        => Lengths.SelectMany(length => length.ComplexStep.Blocks.Select(block => (length, block))).MaxBy(pair => pair.block.ScaledError);

    /// <summary>One sentence for each error that is larger than its bound.</summary>
    internal IEnumerable<string> Failures => Lengths.SelectMany(length => length.Failures(Settings));
}

/// <summary>One length of window, checked against both numerical gradients.</summary>
/// <param name="Length">τ.</param>
/// <param name="Difference">Against the central difference.</param>
/// <param name="ComplexStep">Against the complex step.</param>
internal sealed record LengthCheck(int Length, GradientCheckReport Difference, GradientCheckReport ComplexStep)
{
    /// <summary>ε of double, 2⁻⁵².</summary>
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>
    /// The bound of |a − n| for the central difference: ten times its rounding error ε·L/s, plus 100 s² for the terms of the series that it leaves
    /// out, plus the rounding error of backpropagation itself. The last two are relative to the block's largest element.
    /// </summary>
    internal double DifferenceBound(BlockGradientError block, CheckSettings settings)
        => (10 * Epsilon * Difference.Loss / settings.Step)
            + (Math.Max(1, block.LargestMagnitude) * ((100 * settings.Step * settings.Step) + settings.ComplexStepBound));

    internal IEnumerable<string> Failures(CheckSettings settings)
    {
        foreach (BlockGradientError block in ComplexStep.Blocks.Where(block => !(block.ScaledError <= settings.ComplexStepBound)))
        {
            yield return Describe(block, "complex step", settings.ComplexStepBound * block.LargestMagnitude);
        }

        foreach (BlockGradientError block in Difference.Blocks.Where(block => !(block.MaxAbsoluteError <= DifferenceBound(block, settings))))
        {
            yield return Describe(block, "central difference", DifferenceBound(block, settings));
        }
    }

    private string Describe(BlockGradientError block, string method, double bound)
        => $"{block.Name} at length {Length}, row {block.WorstRow}, column {block.WorstColumn}: backpropagation gives {block.Worst.Analytic:R}, the {method} {block.Worst.Numerical:R}; they differ by {block.MaxAbsoluteError:0.00e+00}; the bound is {bound:0.00e+00}.";
}
