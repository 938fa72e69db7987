using MathNet.Numerics.LinearAlgebra;

namespace HiddenUnits;

/// <summary>The weighted sum of units that follows a property best: ridge regression towards +1 and −1.</summary>
internal static class Readout
{
    private const double Ridge = 1;

    /// <summary>Fits the weights to one part of a text and applies them to another.</summary>
    internal static Vector<double> Of(Matrix<double> activations, bool[] property, Matrix<double> others)
    {
        var target = Vector<double>.Build.DenseOfEnumerable(property.Select(holds => holds ? 1.0 : -1.0));
        Matrix<double> normal = activations.TransposeAndMultiply(activations) + (Ridge * Matrix<double>.Build.DenseIdentity(activations.RowCount));
        Vector<double> weights = normal.Cholesky().Solve(activations * target);
        return others.LeftMultiply(weights);
    }
}
