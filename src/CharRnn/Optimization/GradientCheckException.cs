using System.Globalization;

namespace CharRnn.Optimization;

/// <summary>The exception when a gradient differs from its numerical derivative by more than the bound.</summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>Makes an exception without details.</summary>
    public GradientCheckException()
        : this("A gradient does not agree with the numerical one.")
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    /// <param name="message">The error message.</param>
    public GradientCheckException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    /// <param name="message">The error message.</param>
    /// <param name="innerException">Why.</param>
    public GradientCheckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal GradientCheckException(IReadOnlyList<BlockGradientError> wrong, double relative, double absolute)
        : base(string.Join(Environment.NewLine, wrong.Select(block => Describe(block, relative, absolute))))
        => Blocks = new FixedList<BlockGradientError>(wrong);

    /// <summary>The blocks in which an error is too large.</summary>
    public IReadOnlyList<BlockGradientError> Blocks { get; } = [];

    private static string Describe(BlockGradientError block, double relative, double absolute)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"The gradient of {block.Name} is wrong at row {block.WorstRow}, column {block.WorstColumn}: backpropagation gives {block.Worst.Analytic:R}, the numerical derivative is {block.Worst.Numerical:R}. The difference is {block.MaxAbsoluteError:0.00e+00}; allowed is {absolute + (relative * block.LargestMagnitude):0.00e+00}.");
}
