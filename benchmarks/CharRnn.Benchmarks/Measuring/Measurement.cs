namespace CharRnn.Benchmarks.Measuring;

/// <summary>The seconds per operation of one contender, one number for each round, and the bytes allocated by an operation.</summary>
internal sealed record Measurement(string Name, double[] Rounds, double AllocatedBytes)
{
    internal double Seconds => Median(Rounds);

    internal double Microseconds => Seconds * 1e6;

    /// <summary>The factor by which this takes longer than the other one: the median of the rounds' ratios.</summary>
    internal double RatioTo(Measurement other) => Median([.. Rounds.Zip(other.Rounds, (mine, others) => mine / others)]);

    internal static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
