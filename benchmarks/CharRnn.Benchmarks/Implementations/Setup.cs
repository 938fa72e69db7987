using System.Globalization;
using System.Numerics;

namespace CharRnn.Benchmarks.Implementations;

/// <summary>The settings that all implementations of one comparison share.</summary>
internal sealed record Setup(int HiddenSize, int VocabularySize, int SequenceLength, int BatchSize = 1)
{
    private const int Seed = 4;

    internal RnnCell Cell { get; init; } = RnnCell.Tanh;

    internal int LayerCount { get; init; } = 1;

    /// <summary>Whether it is a single tanh layer, the network that all implementations have.</summary>
    internal bool IsVanilla => Cell == RnnCell.Tanh && LayerCount == 1;

    /// <summary>η.</summary>
    internal double LearningRate { get; init; } = 0.1;

    /// <summary>ε, inside AdaGrad's root.</summary>
    internal const double Epsilon = 1e-8;

    /// <summary>The limit of clipping, γ.</summary>
    internal const double GradientLimit = 5;

    internal RnnArchitecture Architecture => new() { HiddenSize = HiddenSize, VocabularySize = VocabularySize, Cell = Cell, LayerCount = LayerCount };

    internal int CharactersPerUpdate => SequenceLength * BatchSize;

    /// <summary>G, the number of gates of the cell.</summary>
    internal int GateCount => Cell switch { RnnCell.Gru => 3, RnnCell.Lstm => 4, _ => 1 };

    /// <summary>
    /// The number of multiply-adds in the products of an update: W of every layer, U of all but the first, and V; each forward, backward and for its gradient.
    /// </summary>
    internal double MultiplyAdds
        => 3.0 * CharactersPerUpdate * HiddenSize * ((GateCount * HiddenSize * ((2.0 * LayerCount) - 1)) + VocabularySize);

    /// <summary>A short description of the network: <c>LSTM 2 × 128</c>.</summary>
    internal string Network
        => string.Create(CultureInfo.InvariantCulture, $"{Cell.ToString().ToUpperInvariant()} {(LayerCount > 1 ? $"{LayerCount} × " : "m ")}{HiddenSize}");

    /// <summary>The same initial parameters for all implementations, rounded to <typeparamref name="T"/>.</summary>
    /// <remarks>
    /// σ = 0.5/√m. With larger recurrent weights a wide network is chaotic from the start, and rounding errors of the first window
    /// would determine the loss of the twentieth.
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
