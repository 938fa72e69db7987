using CharRnn.Optimization.Derivatives;

namespace CharRnn.Optimization;

/// <summary>A numerical gradient, in double for networks of either type.</summary>
public sealed class NumericalGradientEstimate
{
    internal NumericalGradientEstimate(GradientCoordinates coordinates, RnnParameters<double> gradients, RnnParameters<double>? errors)
    {
        Coordinates = coordinates;
        Gradients = gradients;
        ErrorEstimates = errors;
    }

    /// <summary>∂L/∂θ for the summed loss; NaN for elements that were not computed.</summary>
    public RnnParameters<double> Gradients { get; }

    /// <summary>
    /// The method's estimate of the absolute error of each element; NaN for elements that were not computed.
    /// Null unless the method is <see cref="NumericalMethod.Ridders"/>, the only one that has such an estimate.
    /// </summary>
    public RnnParameters<double>? ErrorEstimates { get; }

    /// <summary>Whether every element was computed, and not a random selection.</summary>
    public bool IsComplete => Coordinates.IsComplete;

    /// <summary>Elements that were computed.</summary>
    public long ElementCount => Coordinates.Count;

    internal GradientCoordinates Coordinates { get; }
}
