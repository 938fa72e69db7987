using System.Numerics;
using CharRnn.Network;
using CharRnn.Optimization;
using CharRnn.Training;

namespace CharRnn.Tests.Optimization;

/// <summary>A network and a window on which its gradient is checked, described in words.</summary>
/// <param name="K">Characters in the vocabulary.</param>
/// <param name="M">Hidden units.</param>
/// <param name="Tau">Steps.</param>
/// <param name="Batch">Streams.</param>
/// <param name="Text">Which characters occur.</param>
public sealed record CheckCase(int K, int M, int Tau, int Batch, WindowText Text)
{
    /// <summary>The cell of every layer.</summary>
    public RnnCell Cell { get; init; }

    /// <summary>Number of layers.</summary>
    public int LayerCount { get; init; } = 1;

    /// <summary>Standard deviation of the weights.</summary>
    public double Deviation { get; init; } = 0.3;

    /// <summary>Whether the window starts from a random state instead of zero.</summary>
    public bool HasState { get; init; }

    /// <summary>Whether some gates of some units are closed, open or nearly so: 40 and 15 are added to, or taken from, some of the biases.</summary>
    public bool IsSaturated { get; init; }

    /// <summary>Updates before the check.</summary>
    public int Updates { get; init; }

    internal RnnArchitecture Architecture => Networks.Architecture(K, M, Cell, LayerCount);

    internal int Seed => K + (7 * M) + (31 * Tau) + (97 * Batch);

    internal int[] Inputs => Characters(new Random(Seed + 1), Tau * Batch);

    internal int[] Targets => Characters(new Random(Seed + 2), Tau * Batch);

    public override string ToString()
        => $"{Cell} × {LayerCount}, K {K}, m {M}, τ {Tau}, B {Batch}, {Text}, σ {Deviation}{(HasState ? ", state" : "")}{(IsSaturated ? ", saturated" : "")}{(Updates > 0 ? $", {Updates} updates" : "")}";

    internal T[] State<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(Seed + 3);
        return Numbers.To<T>([.. Enumerable.Range(0, Architecture.StateSize * Batch).Select(_ => HasState ? (2 * random.NextDouble()) - 1 : 0)]);
    }

    internal Rnn<T> Network<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var parameters = new RnnParameters<T>(Architecture);
        parameters.Randomize(new Random(Seed), Deviation);
        var random = new Random(Seed + 4);
        foreach (ParameterBlock<T> bias in parameters.Blocks.Where(block => block.Entry.IsVector))
        {
            foreach (ref T value in bias.Values)
            {
                value = T.CreateTruncating(Deviation * ((2 * random.NextDouble()) - 1));
            }
        }

        if (IsSaturated)
        {
            foreach (ParameterBlock<T> bias in parameters.Blocks.Where(block => block.Entry.Role == ParameterRole.Bias))
            {
                for (int i = 0; i < bias.RowCount; i++)
                {
                    bias.Values[i] += T.CreateTruncating((i % 5) switch { 0 => 40, 1 => -40, 2 => 15, 3 => -15, _ => 0 });
                }
            }
        }

        var rnn = new Rnn<T>(parameters);
        Train(rnn);
        return rnn;
    }

    /// <summary>On a text in which some characters follow others, so that there is something to learn.</summary>
    private void Train<T>(Rnn<T> rnn)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Updates == 0)
        {
            return;
        }

        var random = new Random(Seed + 5);
        int[] text = [.. Enumerable.Range(0, 2000).Select(i => ((i * i) + random.Next(2)) % K)];
        var vocabulary = Vocabulary.FromText(string.Concat(Enumerable.Range('A', K).Select(c => (char)c)));
        var trainer = new Trainer<T>(
            new RnnModel<T>(vocabulary, rnn.Parameters), new AdaGrad<T>(rnn.Parameters.Architecture), new TrainingOptions { SequenceLength = Tau, BatchSize = Batch, MaxUpdates = Updates });
        trainer.Train(text);
    }

    private int[] Characters(Random random, int count) => Text switch
    {
        WindowText.OneCharacter => [.. Enumerable.Repeat(K - 1, count)],
        WindowText.SomeAbsent => [.. Enumerable.Range(0, count).Select(_ => random.Next(Math.Max(1, K - 3)))],
        _ => [.. Enumerable.Range(0, count).Select(_ => random.Next(K))],
    };
}

/// <summary>Which characters a window holds.</summary>
public enum WindowText
{
    /// <summary>Any.</summary>
    Mixed,

    /// <summary>The last three of the vocabulary neither as input nor as target.</summary>
    SomeAbsent,

    /// <summary>The last one at every place.</summary>
    OneCharacter,
}
