using System.Globalization;

namespace CharRnn;

/// <summary>The score of a text: the network's loss over all its characters, in the usual units.</summary>
/// <remarks>The network reads the first character without predicting it, so a text of N characters has N − 1 predictions.</remarks>
public sealed record TextScore
{
    private readonly long _predictionCount;

    /// <summary>Number of predicted characters, N − 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public required long PredictionCount
    {
        get => _predictionCount;
        init => _predictionCount = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(PredictionCount), value, "Must be at least 1.");
    }

    /// <summary>L: the sum of −ln p over the predicted characters, in nats. NaN if the network's output is NaN.</summary>
    public required double TotalLoss { get; init; }

    /// <summary>L / (N − 1), in nats.</summary>
    public double NatsPerCharacter => TotalLoss / PredictionCount;

    /// <summary>L / ((N − 1)·ln 2), in bits.</summary>
    public double BitsPerCharacter => NatsPerCharacter / Math.Log(2);

    /// <summary>
    /// e to the power of the nats per character: the network is on average as uncertain as if it had to choose among this many equally likely
    /// characters.
    /// </summary>
    public double Perplexity => Math.Exp(NatsPerCharacter);

    /// <summary>For example <c>1.956 nats/char (2.822 bits/char, perplexity 7.071)</c>.</summary>
    /// <returns>The three figures, in the invariant culture.</returns>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{NatsPerCharacter:F3} nats/char ({BitsPerCharacter:F3} bits/char, perplexity {Perplexity:F3})");
}
