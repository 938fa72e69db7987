using System.Numerics;

namespace CharRnn.Cli.Explain.Reading;

/// <summary>One quantity of one layer: m numbers at every character.</summary>
/// <param name="Quantity">Its symbol: h, c or a gate's letter.</param>
/// <param name="Name">Its name, such as <em>forget gate</em>.</param>
/// <param name="Layer">The number of the layer, from 1.</param>
/// <param name="First">The index of its first number among those of a character.</param>
internal sealed record TraceGroup(string Quantity, string Name, int Layer, int First)
{
    /// <summary>The quantities of a network in the order in which they are recorded: h, c and the gates of each layer.</summary>
    internal static IReadOnlyList<TraceGroup> Of<T>(RnnProbe<T> probe)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        RnnArchitecture architecture = probe.Architecture;
        var groups = new List<TraceGroup>();
        for (int layer = 1; layer <= architecture.LayerCount; layer++)
        {
            Add("h", "hidden state");
            if (probe.StateSize > architecture.HiddenSize * architecture.LayerCount)
            {
                Add("c", "cell state");
            }

            foreach (RnnGate gate in probe.Gates)
            {
                Add(Symbol(gate), Describe(gate));
            }

            void Add(string quantity, string name) => groups.Add(new(quantity, name, layer, groups.Count * architecture.HiddenSize));
        }

        return groups;
    }

    private static string Symbol(RnnGate gate) => gate switch
    {
        RnnGate.Reset => "r",
        RnnGate.Update => "z",
        RnnGate.Candidate => "n",
        RnnGate.Input => "i",
        RnnGate.Forget => "f",
        RnnGate.Content => "g",
        _ => "o",
    };

    private static string Describe(RnnGate gate) => gate switch
    {
        RnnGate.Candidate => "candidate",
        RnnGate.Content => "new content",
        _ => $"{gate.ToString().ToLowerInvariant()} gate",
    };
}
