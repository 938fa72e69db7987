using System.Globalization;

namespace CharRnn.Persistence.PyTorch;

/// <summary>PyTorch's names of the arrays of an <c>nn.RNN</c>, <c>nn.GRU</c> or <c>nn.LSTM</c> and of an <c>nn.Linear</c>.</summary>
/// <param name="Recurrent">The prefix of the recurrent module's names, with a dot at its end.</param>
/// <param name="Linear">The prefix of the linear module's names, with a dot at its end.</param>
internal readonly record struct TensorNames(string Recurrent, string Linear)
{
    /// <summary>The endings of names in the first layer, which every recurrent module has.</summary>
    internal const string FirstInputWeights = "weight_ih_l0";

    /// <summary>The names in the files that this library writes.</summary>
    internal static TensorNames Own { get; } = new("rnn.", "linear.");

    internal string OutputWeights => Linear + "weight";

    internal string OutputBias => Linear + "bias";

    internal string InputWeights(int layer) => Of("weight_ih_l", layer);

    internal string RecurrentWeights(int layer) => Of("weight_hh_l", layer);

    internal string InputBias(int layer) => Of("bias_ih_l", layer);

    internal string RecurrentBias(int layer) => Of("bias_hh_l", layer);

    /// <summary>The four names of a layer.</summary>
    internal string[] OfLayer(int layer) => [InputWeights(layer), RecurrentWeights(layer), InputBias(layer), RecurrentBias(layer)];

    private string Of(string kind, int layer) => Recurrent + kind + layer.ToString(CultureInfo.InvariantCulture);
}
