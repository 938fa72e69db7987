using System.Globalization;
using System.Text;

namespace CharRnn.Optimization;

/// <summary>Derivatives along random directions, by backpropagation and numerically.</summary>
public sealed record DirectionalCheckReport
{
    private readonly FixedList<DirectionalDerivativePair> _derivatives = new([]);

    /// <summary>Both derivatives along every direction.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required IReadOnlyList<DirectionalDerivativePair> Derivatives
    {
        get => _derivatives;
        init => _derivatives = new(Preconditions.RequireNotNull(value, nameof(Derivatives)));
    }

    /// <summary>‖a‖, the length of the analytic gradient of all blocks as one vector.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>
    /// √(mean (a·v − n·v)²) / ‖a‖. For directions v with independent components N(0, 1) the mean of the squares
    /// estimates ‖a − n‖², so this estimates the relative error ‖a − n‖ / ‖a‖ of the whole gradient.
    /// </summary>
    public double RelativeError
    {
        get
        {
            double meanSquare = Derivatives.Average(static pair => (pair.Analytic - pair.Numerical) * (pair.Analytic - pair.Numerical));
            return meanSquare == 0 ? 0 : Math.Sqrt(meanSquare) / GradientNorm;
        }
    }

    /// <summary>Throws unless <see cref="RelativeError"/> is at most a limit.</summary>
    /// <param name="relative">The limit.</param>
    /// <exception cref="GradientCheckException">The error is larger, or is NaN; the message shows the worst direction.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="relative"/> is negative, NaN or infinite.</exception>
    public void EnsureWithin(double relative)
    {
        Preconditions.RequireNonNegative(relative);
        if (!(RelativeError <= relative))
        {
            DirectionalDerivativePair worst = Derivatives.MaxBy(static pair => Math.Abs(pair.Analytic - pair.Numerical));
            throw new GradientCheckException(string.Create(
                CultureInfo.InvariantCulture,
                $"The gradient is wrong: its relative error is about {RelativeError:0.00e+00}; allowed is {relative:0.00e+00}. Along the worst of {Derivatives.Count} directions backpropagation gives {worst.Analytic:R}, the numerical derivative is {worst.Numerical:R}."));
        }
    }

    /// <summary>A table: a line per direction.</summary>
    /// <returns>Lines separated by <see cref="Environment.NewLine"/>, in the invariant culture.</returns>
    public override string ToString()
    {
        var table = new StringBuilder();
        table.AppendLine("direction  analytic               numerical              difference");
        for (int n = 0; n < Derivatives.Count; n++)
        {
            (double analytic, double numerical) = Derivatives[n];
            table.AppendLine(CultureInfo.InvariantCulture, $"{n + 1,9}  {analytic,-21:R}  {numerical,-21:R}  {analytic - numerical:0.00e+00}");
        }

        table.AppendLine(CultureInfo.InvariantCulture, $"relative error of the gradient about {RelativeError:0.00e+00}");
        return table.ToString();
    }
}

/// <summary>The derivative along one direction.</summary>
/// <param name="Analytic">The inner product of the gradient by backpropagation and the direction.</param>
/// <param name="Numerical">The numerical derivative.</param>
public readonly record struct DirectionalDerivativePair(double Analytic, double Numerical);
