using CharRnn.Optimization.Derivatives;

namespace CharRnn.Optimization;

/// <summary>A numerical gradient, in double whatever the network computes in.</summary>
public sealed class NumericalGradientEstimate
{
    internal NumericalGradientEstimate(GradientCoordinates coordinates, RnnParameters<double> gradients, RnnParameters<double>? errors)
    {
        Coordinates = coordinates;
        Gradients = gradients;
        ErrorEstimates = errors;
    }

    /// <summary>∂L/∂θ for the summed loss; NaN at elements that were not asked for.</summary>
    public RnnParameters<double> Gradients { get; }

    /// <summary>
    /// What the method believes the absolute error of each element to be; NaN at elements that were not asked for.
    /// Null unless the method is <see cref="NumericalMethod.Ridders"/>, the only one that has such an estimate.
    /// </summary>
    public RnnParameters<double>? ErrorEstimates { get; }

    /// <summary>Whether every element was computed, and not a random selection.</summary>
    public bool IsComplete => Coordinates.IsComplete;

    /// <summary>Elements that were computed.</summary>
    public long ElementCount => Coordinates.Count;

    internal GradientCoordinates Coordinates { get; }
}
