using System.Globalization;
using System.Numerics;
using CharRnn.Network;

namespace CharRnn.Persistence.Onnx;

/// <summary>One step of a network as ONNX nodes: rows are streams, so that h₋ Wᵀ stands for W h₋.</summary>
/// <remarks>
/// The state of a stream is a row: layer 1 (h, then c if there is one), layer 2, …, as in <see cref="Rnn{T}"/>. Equation numbers are
/// those of docs/bptt.md and docs/cells.md.
/// </remarks>
internal sealed class OnnxStep<T>(OnnxGraph graph, RnnParameters<T> parameters)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnArchitecture _architecture = parameters.Architecture;
    private readonly CellShape _shape = CellShape.Of(parameters.Architecture.Cell);

    /// <summary>Writes the graph.</summary>
    internal void Write()
    {
        bool isOneState = _architecture.LayerCount * _shape.StateCount == 1;
        string[] before = isOneState ? [OnnxFile.State] : graph.Split(OnnxFile.State, StateNames("before"), _architecture.HiddenSize);
        List<string> after = [];
        string below = OnnxFile.Character;
        for (int layer = 0; layer < _architecture.LayerCount; layer++)
        {
            string[] state = before[(layer * _shape.StateCount)..((layer + 1) * _shape.StateCount)];
            string h = isOneState ? OnnxFile.NextState : Named("h", layer);
            after.AddRange(Layer(layer, below, state, h));
            below = h;
        }

        if (!isOneState)
        {
            graph.Concatenate(OnnxFile.NextState, after);
        }

        graph.Node("MatMul", "logits_without_bias", below, "V_transposed");
        graph.Node("Add", OnnxFile.Logits, "logits_without_bias", "c");
        graph.Initializer("V_transposed", parameters.V);
        graph.Initializer("c", parameters.C);
        graph.Name("character_rnn_step");
        graph.IndexInput(OnnxFile.Character, "Index of the character that each stream reads.");
        graph.Input<T>(OnnxFile.State, _architecture.StateSize, "Running state before the step; zeros at the start of a text.");
        graph.Output<T>(OnnxFile.Logits, _architecture.VocabularySize, "Scores of the next character; softmax makes them probabilities.");
        graph.Output<T>(OnnxFile.NextState, _architecture.StateSize, "Running state after the step: the state of the next one.");
    }

    private string[] StateNames(string when)
        => [.. from layer in Enumerable.Range(0, _architecture.LayerCount)
               from state in _shape.StateCount == 1 ? (string[])["h"] : ["h", "c"]
               select Named($"{state}_{when}", layer)];

    /// <summary>Layers above the first have their number in every name.</summary>
    private static string Named(string name, int layer)
        => layer == 0 ? name : name + "_" + (layer + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Equation (1) or (22), and then the cell.</summary>
    /// <returns>The new state: h, then c if there is one.</returns>
    private string[] Layer(int layer, string below, string[] state, string h)
    {
        RnnLayerParameters<T> arrays = parameters.Layers[layer];
        string u = graph.Initializer(Named("U_transposed", layer), arrays.U), w = graph.Initializer(Named("W_transposed", layer), arrays.W);
        string b = graph.Initializer(Named("b", layer), arrays.B);
        string input = layer == 0 ? graph.Node("Gather", "input_column", u, below) : graph.Node("MatMul", Named("input", layer), below, u);
        string recurrent = graph.Node("MatMul", Named("recurrent", layer), state[0], w);
        switch (_architecture.Cell)
        {
            case RnnCell.Tanh:
                graph.Node("Tanh", h, Sums(layer, input, recurrent, b));
                return [h];
            case RnnCell.Gru:
                Gru(layer, graph.Node("Add", Named("read", layer), input, b), recurrent, state[0], h);
                return [h];
            case RnnCell.Lstm:
                return Lstm(layer, Sums(layer, input, recurrent, b), state[1], h);
            default:
                throw new InvalidOperationException($"The cell {_architecture.Cell} has no ONNX nodes.");
        }
    }

    private string Sums(int layer, string input, string recurrent, string b)
        => graph.Node("Add", Named("activation", layer), graph.Node("Add", Named("without_bias", layer), input, recurrent), b);

    /// <summary>Equations (29) to (32).</summary>
    private void Gru(int layer, string read, string recurrent, string before, string h)
    {
        int m = _architecture.HiddenSize;
        string[] fromBelow = graph.Split(read, [Named("read_r", layer), Named("read_z", layer), Named("read_n", layer)], m);
        string[] recalled = graph.Split(recurrent, [Named("recalled_r", layer), Named("recalled_z", layer), Named("recalled_n", layer)], m);
        string d = graph.Initializer(Named("d", layer), parameters.Layers[layer].D!);
        string r = graph.Node("Sigmoid", Named("r", layer), graph.Node("Add", Named("sum_r", layer), fromBelow[0], recalled[0]));
        string z = graph.Node("Sigmoid", Named("z", layer), graph.Node("Add", Named("sum_z", layer), fromBelow[1], recalled[1]));
        string q = graph.Node("Add", Named("q", layer), recalled[2], d);
        string sum = graph.Node("Add", Named("sum_n", layer), fromBelow[2], graph.Node("Mul", Named("reset", layer), r, q));
        string n = graph.Node("Tanh", Named("n", layer), sum);

        // (1 − z) ∘ n + z ∘ h₋ without the 1.
        string difference = graph.Node("Sub", Named("difference", layer), before, n);
        graph.Node("Add", h, n, graph.Node("Mul", Named("kept", layer), z, difference));
    }

    /// <summary>Equations (23) to (25).</summary>
    private string[] Lstm(int layer, string sums, string before, string h)
    {
        string[] gates = graph.Split(
            sums, [Named("sum_i", layer), Named("sum_f", layer), Named("sum_g", layer), Named("sum_o", layer)], _architecture.HiddenSize);
        string i = graph.Node("Sigmoid", Named("i", layer), gates[0]), f = graph.Node("Sigmoid", Named("f", layer), gates[1]);
        string g = graph.Node("Tanh", Named("g", layer), gates[2]), o = graph.Node("Sigmoid", Named("o", layer), gates[3]);
        string kept = graph.Node("Mul", Named("kept", layer), f, before), added = graph.Node("Mul", Named("added", layer), i, g);
        string c = graph.Node("Add", Named("cell", layer), kept, added);
        graph.Node("Mul", h, o, graph.Node("Tanh", Named("tanh_cell", layer), c));
        return [h, c];
    }
}
