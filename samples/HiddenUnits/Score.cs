using MathNet.Numerics.LinearAlgebra;

namespace HiddenUnits;

/// <summary>How well a signal follows a property of the text.</summary>
/// <param name="Correlation">Pearson's correlation with the property as 1 and 0.</param>
/// <param name="Accuracy">Share of characters at which the signal is positive where the property holds, and only there.</param>
internal readonly record struct Score(double Correlation, double Accuracy)
{
    internal static Score Of(Vector<double> signal, bool[] property)
        => new(
            Correlation: MathNet.Numerics.Statistics.Correlation.Pearson(signal, property.Select(holds => holds ? 1.0 : 0.0)),
            Accuracy: signal.Zip(property).Count(pair => pair.First > 0 == pair.Second) / (double)property.Length);
}
