using System.Globalization;
using System.Text;

namespace CharRnn.Optimization;

/// <summary>The differences between two gradients, block by block.</summary>
public sealed record GradientCheckReport
{
    private readonly FixedList<BlockGradientError> _blocks = new([]);

    /// <summary>One entry per block, in the order of <see cref="RnnParameters{T}.Blocks"/>: U, W, V, b, c for one tanh layer.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required IReadOnlyList<BlockGradientError> Blocks
    {
        get => _blocks;
        init => _blocks = new(Preconditions.RequireNotNull(value, nameof(Blocks)));
    }

    /// <summary>L of the window in nats, summed; NaN when the report does not come from <c>Run</c>.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>How the numerical gradient was computed; null when the report does not come from <c>Run</c>.</summary>
    public NumericalMethod? Method { get; init; }

    /// <summary>s, the step; null when the report does not come from <c>Run</c>.</summary>
    public double? Step { get; init; }

    /// <summary>The entry of a block.</summary>
    /// <param name="blockName">The name of a block: U, W, V, b or c, and in other networks also d, U2, ….</param>
    /// <exception cref="ArgumentNullException"><paramref name="blockName"/> is null.</exception>
    /// <exception cref="KeyNotFoundException">There is no such block.</exception>
    public BlockGradientError this[string blockName]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(blockName);
            return Blocks.FirstOrDefault(block => block.Name == blockName)
                ?? throw new KeyNotFoundException($"There is no block {blockName}; there are {string.Join(", ", Blocks.Select(static block => block.Name))}.");
        }
    }

    /// <summary>
    /// The largest error of all, as a fraction of its block's largest element: max |a − n| / <see cref="BlockGradientError.LargestMagnitude"/>.
    /// </summary>
    public double MaxScaledError => Blocks.Max(static block => block.ScaledError);

    /// <summary>Throws unless every element has |a − n| ≤ absolute + relative · (the largest element of its block).</summary>
    /// <remarks>
    /// The scale is the block's and not the element's: an element that cancels to nearly 0 carries the rounding
    /// errors of the large terms it is the sum of. With the complex step, 1e-12 is right for a network in double
    /// and 1e-4 for one in float, the rounding of whose own backward pass it then shows.
    /// </remarks>
    /// <param name="relative">Relative to the largest magnitude in the block, of both gradients.</param>
    /// <param name="absolute">An additional allowance; for differences, the rounding error ε·L/s belongs here.</param>
    /// <exception cref="GradientCheckException">An error is larger, or an element is NaN or infinite: the message names block, row, column and both values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, NaN or infinite.</exception>
    public void EnsureWithin(double relative, double absolute = 0)
    {
        Preconditions.RequireNonNegative(relative);
        Preconditions.RequireNonNegative(absolute);
        BlockGradientError[] wrong = [.. Blocks.Where(block => !(double.IsFinite(block.MaxAbsoluteError) && block.MaxAbsoluteError <= absolute + (relative * block.LargestMagnitude)))];
        if (wrong.Length > 0)
        {
            throw new GradientCheckException(wrong, relative, absolute);
        }
    }

    /// <summary>A table: a line per block with its errors and the place of the largest.</summary>
    /// <returns>Lines separated by <see cref="Environment.NewLine"/>, in the invariant culture.</returns>
    public override string ToString()
    {
        var table = new StringBuilder();
        if (Method is { } method)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"{method}, step {Step:0.#e-0}, loss {Loss:0.0000} nats");
        }

        table.AppendLine("block  elements  max|a-n|   /max|a,n|  element-wise  over total  worst at     analytic               numerical");
        foreach (BlockGradientError block in Blocks)
        {
            table.AppendLine(
                CultureInfo.InvariantCulture,
                $"{block.Name,-5}  {block.ElementCount,8}  {block.MaxAbsoluteError,-9:0.00e+00}  {block.ScaledError,-9:0.00e+00}  {block.MaxElementError,-12:0.00e+00}  {block.ErrorOverTotal,-10:0.00e+00}  {$"({block.WorstRow}, {block.WorstColumn})",-11}  {block.Worst.Analytic,-21:R}  {block.Worst.Numerical:R}");
        }

        return table.ToString();
    }
}

/// <summary>One element of two gradients.</summary>
/// <param name="Row">Its row, from 0.</param>
/// <param name="Column">Its column, from 0.</param>
/// <param name="Analytic">a, by backpropagation.</param>
/// <param name="Numerical">n.</param>
public readonly record struct GradientElement(int Row, int Column, double Analytic, double Numerical);

/// <summary>How far two gradients of one block are apart: a by backpropagation, n numerical.</summary>
public sealed record BlockGradientError
{
    /// <summary>The block's symbol.</summary>
    public required string Name { get; init; }

    /// <summary>Elements that were compared.</summary>
    public int ElementCount { get; init; }

    /// <summary>The largest |a| or |n|.</summary>
    public double LargestMagnitude { get; init; }

    /// <summary>The largest |a − n|. Infinite if an element is NaN or infinite.</summary>
    public double MaxAbsoluteError { get; init; }

    /// <summary>The largest |a − n| / max(1e-6, |a| + |n|).</summary>
    public double MaxRelativeError { get; init; }

    /// <summary>
    /// The largest |a − n| / max(|a|, |n|, 1e-12 · <see cref="LargestMagnitude"/>): element by element, without the
    /// generous floor of <see cref="MaxRelativeError"/>.
    /// </summary>
    public double MaxElementError { get; init; }

    /// <summary>max|a − n| / max(1e-6, Σ(|a| + |n|)) over the whole block: what published tables call the relative error.</summary>
    public double ErrorOverTotal { get; init; }

    /// <summary>max|a − n| / <see cref="LargestMagnitude"/>: 0 if a and n are equal, even if all are 0.</summary>
    public double ScaledError => MaxAbsoluteError == 0 ? 0 : double.IsFinite(MaxAbsoluteError) ? MaxAbsoluteError / LargestMagnitude : double.PositiveInfinity;

    /// <summary>The element with the largest |a − n|.</summary>
    public GradientElement Worst { get; init; }

    /// <summary>The element with the largest relative error, as <see cref="MaxElementError"/> counts it.</summary>
    public GradientElement WorstRelative { get; init; }

    /// <summary>Row of the element with the largest |a − n|.</summary>
    public int WorstRow
    {
        get => Worst.Row;
        init => Worst = Worst with { Row = value };
    }

    /// <summary>Column of the element with the largest |a − n|.</summary>
    public int WorstColumn
    {
        get => Worst.Column;
        init => Worst = Worst with { Column = value };
    }
}
