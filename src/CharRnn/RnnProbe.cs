using System.Collections.ObjectModel;
using System.Globalization;
using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Network;

namespace CharRnn;

/// <summary>
/// Gives access to the inside of a network, one character at a time: hidden states, cell states and gates, and exact products with the Jacobian of a
/// step. Supports every cell and number of layers.
/// </summary>
/// <remarks>
/// <para><see cref="Step"/> computes what <see cref="Rnn{T}.Step"/> computes and keeps the gates. <see cref="Backward"/> takes gradients
/// with respect to the state <em>after</em> that step and returns them with respect to the state <em>before</em> it, and with respect to
/// what the character has added: one step of backpropagation through time. Called for one step after another, from the last to the
/// first, it tells how far a prediction depends on what the network read earlier.</para>
/// <para>Neither method allocates. The weights are copied when the probe is created, so create a new probe after a change of the parameters. Not thread-safe: use one probe per thread.</para>
/// <para>A state is laid out as for <see cref="Rnn{T}.Step"/>: h of the first layer (then its c, for LSTM), h of the second layer, and
/// so on. So h of layer l, counted from 0, is at <c>l·StateSize/LayerCount</c>, and c is m numbers behind it.</para>
/// <para>Equations (9) and (10) of docs/bptt.md; (23) to (37) of docs/cells.md.</para>
/// </remarks>
/// <example>
/// Follows the hidden states and the update gate of a GRU through a text:
/// <code><![CDATA[
/// EncodedText text = TextFile.Read("novel.txt");
/// Trainer<float> trainer = TrialSettings.For(text, hiddenSize: 32, RnnCell.Gru).CreateTrainer<float>(text);
/// trainer.Train(text);
///
/// var probe = new RnnProbe<float>(trainer.Model.Rnn.Parameters);
/// var state = new float[probe.StateSize];
/// var logits = new float[text.Vocabulary.Count];
/// foreach (int character in text.Vocabulary.Encode("the mill"))
/// {
///     probe.Step(character, state, logits);
///     Console.WriteLine($"{text.Vocabulary[character]}: h[0] = {state[0]:F3}, z[0] = {probe.GetGate(RnnGate.Update)[0]:F3}");
/// }
/// ]]></code>
/// </example>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RnnProbe<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Columns that go through <see cref="Backward"/> together; more are taken in turns.</summary>
    private const int ColumnsAtOnce = 32;

    private readonly ReadOnlyCollection<RnnGate> _gates;
    private readonly RnnParameters<T> _parameters;
    private readonly ProbeLayer<T>[] _layers;
    private readonly PackedMatrix<T> _transposedV;
    private readonly AlignedBuffer<T> _outputGradient;
    private readonly AlignedBuffer<T> _hiddenGradient;
    private readonly T[] _sumGradients;
    private bool _hasStepped;

    /// <summary>Creates a probe of a network.</summary>
    /// <param name="parameters">The network's parameters; they must not change while the probe is in use.</param>
    /// <exception cref="ArgumentNullException"><paramref name="parameters"/> is null.</exception>
    public RnnProbe(RnnParameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        RnnArchitecture architecture = parameters.Architecture;
        (int k, int m) = (architecture.VocabularySize, architecture.HiddenSize);
        _gates = CellShape.GatesOf(architecture.Cell);
        _layers = new ProbeLayer<T>[architecture.LayerCount];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new(parameters, layer, ColumnsAtOnce);
        }

        _transposedV = new(m, k);
        _transposedV.PackTransposed(parameters.V.Elements, k, k);
        _outputGradient = new(PackedMatrix<T>.PaddedRows(k));
        _hiddenGradient = new(PackedMatrix<T>.PaddedRows(m));
        _sumGradients = new T[InputGradientSize * ColumnsAtOnce];
    }

    /// <summary>The sizes K and m, the cell and the number of layers.</summary>
    public RnnArchitecture Architecture => _parameters.Architecture;

    /// <summary>The gates of the cell in the order of the rows of U, W and b; empty for tanh, which has no gates besides h.</summary>
    public IReadOnlyList<RnnGate> Gates => _gates;

    /// <summary>Numbers of running state, S·m·layers, as in <see cref="Rnn{T}.StateSize"/>.</summary>
    public int StateSize => Architecture.StateSize;

    /// <summary>G·m: the number of rows of the first layer's U.</summary>
    public int InputGradientSize => CellShape.Of(Architecture.Cell).GateCount * Architecture.HiddenSize;

    /// <summary>Computes one step for one stream. <see cref="GetGate"/> and <see cref="Backward"/> then refer to this step.</summary>
    /// <param name="input">x, 0 to K−1.</param>
    /// <param name="state">StateSize numbers: the state before the step in, after it out.</param>
    /// <param name="logits">K numbers, overwritten with o, the logits of the next character.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="input"/> is not in the vocabulary.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Step(int input, Span<T> state, Span<T> logits)
    {
        RnnArchitecture architecture = Architecture;
        RequireCharacter(input, nameof(input));
        Preconditions.RequireLength(state.Length, architecture.StateSize, "The state", nameof(state));
        Preconditions.RequireLength(logits.Length, architecture.VocabularySize, "The array of logits", nameof(logits));
        int layerState = architecture.StateSize / architecture.LayerCount;
        ReadOnlySpan<T> below = default;
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            Span<T> own = state.Slice(layer * layerState, layerState);
            _layers[layer].Forward(input, below, own);
            below = _layers[layer].Hidden;
        }

        KernelSet<T>.Best.Affine(_parameters.V.Elements, below[..architecture.HiddenSize], _parameters.C.Elements, default, logits);
        _hasStepped = true;
    }

    /// <summary>The values of a gate in the last step, m numbers. A view that the next step overwrites.</summary>
    /// <param name="gate">One of <see cref="Gates"/>.</param>
    /// <param name="layer">0 for the layer that reads characters, up to the number of layers − 1. Default 0.</param>
    /// <returns>One value for each hidden unit, between 0 and 1 or, for <see cref="RnnGate.Candidate"/> and <see cref="RnnGate.Content"/>, −1 and 1.</returns>
    /// <exception cref="ArgumentException">The cell has no such gate.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    /// <exception cref="InvalidOperationException">There has been no step yet.</exception>
    public ReadOnlySpan<T> GetGate(RnnGate gate, int layer = 0)
    {
        RequireStep();
        if ((uint)layer >= (uint)_layers.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"The layers are 0 to {_layers.Length - 1}.");
        }

        int row = _gates.IndexOf(gate);
        return row >= 0 ? _layers[layer].Gates.AsSpan(row * Architecture.HiddenSize, Architecture.HiddenSize)
            : throw new ArgumentException(
                $"The cell {Architecture.Cell} has no gate {gate}; it has {(Gates.Count == 0 ? "none" : string.Join(", ", Gates))}.", nameof(gate));
    }

    /// <summary>∂ ln p[target] / ∂s, where s is the state after a step and p the probabilities that its logits give: Vᵀ (y − p).</summary>
    /// <param name="logits">o of the step, K numbers.</param>
    /// <param name="target">The character whose probability is differentiated, 0 to K−1.</param>
    /// <param name="stateGradient">StateSize numbers, overwritten. Only h of the last layer is an input of V; the other elements are 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="target"/> is not in the vocabulary.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void GetLogProbabilityGradient(ReadOnlySpan<T> logits, int target, Span<T> stateGradient)
    {
        RnnArchitecture architecture = Architecture;
        RequireCharacter(target, nameof(target));
        Preconditions.RequireLength(logits.Length, architecture.VocabularySize, "The array of logits", nameof(logits));
        Preconditions.RequireLength(stateGradient.Length, architecture.StateSize, "The gradient of the state", nameof(stateGradient));
        KernelSet<T> kernels = KernelSet<T>.Best;
        Span<T> output = _outputGradient.Span[..logits.Length], hidden = _hiddenGradient.Span;
        logits.CopyTo(output);
        kernels.Softmax(output, T.One);
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = -output[i];
        }

        output[target] += T.One;
        kernels.Multiply(_transposedV, 0, _transposedV.PanelCount, output, 1, output.Length, hidden, hidden.Length, hidden.Length, 1, accumulate: false);
        stateGradient.Clear();
        int top = (architecture.LayerCount - 1) * (architecture.StateSize / architecture.LayerCount);
        hidden[..architecture.HiddenSize].CopyTo(stateGradient[top..]);
    }

    /// <summary>Products with the transposed Jacobian of the last step: gradients go from the state after it to the state before it.</summary>
    /// <param name="stateGradients">
    /// StateSize × n, column-major, for any n: with respect to the state after the step in, with respect to the state before it out.
    /// </param>
    /// <param name="inputGradients">
    /// G·m × n, overwritten: with respect to <c>U x</c>, the column of U that the character has added to the sums of the first layer.
    /// Empty if it is not needed.
    /// </param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="InvalidOperationException">There has been no step yet.</exception>
    public void Backward(Span<T> stateGradients, Span<T> inputGradients = default)
    {
        RequireStep();
        int stride = Architecture.StateSize, rows = InputGradientSize, count = stateGradients.Length / stride;
        Preconditions.RequireLength(stateGradients.Length, count * stride, "The array of state gradients", nameof(stateGradients));
        if (!inputGradients.IsEmpty)
        {
            Preconditions.RequireLength(inputGradients.Length, count * rows, "The array of input gradients", nameof(inputGradients));
        }

        for (int first = 0; first < count; first += ColumnsAtOnce)
        {
            int columns = Math.Min(ColumnsAtOnce, count - first);
            BackwardColumns(stateGradients.Slice(first * stride, columns * stride), columns);
            if (!inputGradients.IsEmpty)
            {
                _sumGradients.AsSpan(0, columns * rows).CopyTo(inputGradients[(first * rows)..]);
            }
        }
    }

    /// <summary>From the last layer to the first; afterwards the gradients of the sums are those of the first.</summary>
    private void BackwardColumns(Span<T> gradients, int columnCount)
    {
        int stride = Architecture.StateSize, layerState = stride / _layers.Length;
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            _layers[layer].Backward(gradients[(layer * layerState)..], stride, _sumGradients, columnCount);
            if (layer > 0)
            {
                _layers[layer].AddBelow(gradients[((layer - 1) * layerState)..], stride, columnCount);
            }
        }
    }

    private void RequireCharacter(int index, string name)
    {
        int k = Architecture.VocabularySize;
        if ((uint)index >= (uint)k)
        {
            throw new ArgumentOutOfRangeException(name, index, string.Create(CultureInfo.InvariantCulture, $"The vocabulary has the indexes 0 to {k - 1}."));
        }
    }

    private void RequireStep()
    {
        if (!_hasStepped)
        {
            throw new InvalidOperationException("The probe has made no step yet: call Step first.");
        }
    }
}
