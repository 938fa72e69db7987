namespace CharRnn.Cli.Explain.Units;

/// <summary>How a property and all numbers of a network vary together over some characters.</summary>
/// <param name="Numbers">The moments of the numbers alone.</param>
/// <param name="Mean">f̄ of the property.</param>
/// <param name="Deviation">Σ (f − f̄)².</param>
/// <param name="Products">Σ (x − x̄)(f − f̄) of each number.</param>
internal sealed record Comovement(Moments Numbers, double Mean, double Deviation, double[] Products)
{
    /// <summary>Pearson's r of every number with the property; 0 where either never changes.</summary>
    internal double[] Correlations() => [.. Products.Select((product, i) => Correlation(product, Numbers.Deviations[i], Deviation))];

    /// <summary>Pearson's r over the characters of both.</summary>
    internal double[] CorrelationsWith(Comovement other)
    {
        // The merged co-moment is the sum of both plus a term for the distance of their means.
        double weight = (double)Numbers.Count * other.Numbers.Count / (Numbers.Count + other.Numbers.Count), distance = other.Mean - Mean;
        double deviation = Deviation + other.Deviation + (weight * distance * distance);
        return
        [
            .. Products.Select((product, i) =>
            {
                double apart = other.Numbers.Means[i] - Numbers.Means[i];
                return Correlation(
                    product + other.Products[i] + (weight * apart * distance), Numbers.Deviations[i] + other.Numbers.Deviations[i] + (weight * apart * apart), deviation);
            }),
        ];
    }

    private static double Correlation(double product, double deviation, double otherDeviation)
        => deviation > 0 && otherDeviation > 0 ? Math.Clamp(product / Math.Sqrt(deviation * otherDeviation), -1, 1) : 0;
}
