using System.Globalization;
using System.Numerics;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>What all implementations of one comparison have in common.</summary>
internal sealed record Setup(int HiddenSize, int VocabularySize, int SequenceLength, int BatchSize = 1)
{
    private const int Seed = 4;

    internal RnnCell Cell { get; init; } = RnnCell.Tanh;

    internal int LayerCount { get; init; } = 1;

    /// <summary>Whether it is a single tanh layer, the network that the other libraries compute too.</summary>
    internal bool IsVanilla => Cell == RnnCell.Tanh && LayerCount == 1;

    /// <summary>η.</summary>
    internal double LearningRate { get; init; } = 0.1;

    /// <summary>ε, inside AdaGrad's root.</summary>
    internal const double Epsilon = 1e-8;

    /// <summary>γ.</summary>
    internal const double GradientLimit = 5;

    internal RnnArchitecture Architecture => new() { HiddenSize = HiddenSize, VocabularySize = VocabularySize, Cell = Cell, LayerCount = LayerCount };

    internal int CharactersPerUpdate => SequenceLength * BatchSize;

    /// <summary>G, gates of the cell.</summary>
    internal int GateCount => Cell switch { RnnCell.Gru => 3, RnnCell.Lstm => 4, _ => 1 };

    /// <summary>
    /// Multiply-adds of the products of an update: W of every layer, U of all but the first and V, each forward, backward and for its gradient.
    /// </summary>
    internal double MultiplyAdds
        => 3.0 * CharactersPerUpdate * HiddenSize * ((GateCount * HiddenSize * ((2.0 * LayerCount) - 1)) + VocabularySize);

    /// <summary>The network in a few words: <c>LSTM 2 × 128</c>.</summary>
    internal string Network
        => string.Create(CultureInfo.InvariantCulture, $"{Cell.ToString().ToUpperInvariant()} {(LayerCount > 1 ? $"{LayerCount} × " : "m ")}{HiddenSize}");

    /// <summary>The same starting point for everyone, rounded to <typeparamref name="T"/>.</summary>
    /// <remarks>
    /// σ = 0.5/√m: with larger recurrent weights a wide network is chaotic from the start, and the rounding of the first window
    /// would decide the loss of the twentieth.
    /// </remarks>
    internal RnnParameters<T> CreateParameters<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(Architecture);
        parameters.Randomize(new Random(Seed), 0.5 / Math.Sqrt(HiddenSize));
        return parameters;
    }

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"m {HiddenSize}, K {VocabularySize}, τ {SequenceLength}, B {BatchSize}{(IsVanilla ? "" : $", {Cell}, {LayerCount} {(LayerCount == 1 ? "layer" : "layers")}")}");
}
