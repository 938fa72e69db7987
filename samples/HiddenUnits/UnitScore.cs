namespace HiddenUnits;

/// <summary>How well one unit follows a property of the text.</summary>
/// <param name="Unit">Which one, from 0.</param>
/// <param name="Correlation">Pearson's correlation of its activation with the property, as 1 and 0.</param>
/// <param name="Accuracy">Share of characters at which the activation's sign (turned round for a negative correlation) tells the property.</param>
internal sealed record UnitScore(int Unit, double Correlation, double Accuracy)
{
    internal static UnitScore Of(int unit, float[,] activations, bool[] property)
    {
        int count = property.Length;
        double meanH = 0, meanY = 0;
        for (int t = 0; t < count; t++)
        {
            meanH += activations[unit, t] / count;
            meanY += (property[t] ? 1.0 : 0.0) / count;
        }

        double covariance = 0, varianceH = 0, varianceY = 0;
        for (int t = 0; t < count; t++)
        {
            double h = activations[unit, t] - meanH, y = (property[t] ? 1 : 0) - meanY;
            covariance += h * y;
            varianceH += h * h;
            varianceY += y * y;
        }

        double correlation = covariance / Math.Sqrt(Math.Max(varianceH * varianceY, double.Epsilon));
        int right = Enumerable.Range(0, count).Count(t => (activations[unit, t] * correlation > 0) == property[t]);
        return new UnitScore(unit, correlation, right / (double)count);
    }
}
