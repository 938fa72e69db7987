using System.Globalization;
using System.Numerics;
using CharRnn.Network;

namespace CharRnn;

/// <summary>
/// A recurrent network over characters: one or more layers of <see cref="RnnCell"/>, then p_t = softmax(V h_t + c). One tanh layer is
/// h_t = tanh(W h_{t−1} + U x_t + b).
/// </summary>
/// <remarks>
/// The network keeps no state: the running state and the activations belong to the caller. So one network may serve many threads
/// at once, each with its own state and workspace, as long as the parameters do not change.
/// Equations: docs/bptt.md and, for gated cells, docs/cells.md.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Rnn<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Creates a network that uses the given parameters without copying them.</summary>
    /// <param name="parameters">The arrays of any architecture.</param>
    /// <exception cref="ArgumentNullException"><paramref name="parameters"/> is null.</exception>
    public Rnn(RnnParameters<T> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
    }

    /// <summary>The arrays of the network: live, changed by training.</summary>
    public RnnParameters<T> Parameters { get; }

    /// <summary>
    /// Numbers of running state per stream, S·m·layers: h of the first layer (then its c, for LSTM), h of the second layer, and so on.
    /// </summary>
    public int StateSize => Parameters.Architecture.StateSize;

    /// <summary>Runs the network over a window and sums the loss, equations (1) to (5).</summary>
    /// <param name="inputs">x, steps·B indexes: t·B + i is stream i at step t. At most τ steps of the workspace.</param>
    /// <param name="targets">y, as many: the character that follows each input.</param>
    /// <param name="state">StateSize × B, column-major: the state before the window in, the state after it out.</param>
    /// <param name="workspace">Keeps the activations for <see cref="Backward"/>; allocated once, used again and again.</param>
    /// <returns>L in nats, summed over steps and streams.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="workspace"/> is null.</exception>
    /// <exception cref="ArgumentException">A length does not fit, or the workspace is for another architecture.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    public T Forward(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, Span<T> state, RnnWorkspace<T> workspace)
        => ForwardInTraining(inputs, targets, restarts: default, state, workspace, dropout: default);

    /// <summary>
    /// As <see cref="Forward"/>, with two additions for training: streams can restart inside the window, and masks are applied to the
    /// output of each layer. <see cref="Backward"/> does not propagate back beyond a restart, and uses the same masks.
    /// </summary>
    /// <param name="inputs">x, steps·B indexes.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="restarts">Empty, or as many: whether the state is zero before the step. Not for the first step: the caller clears its state.</param>
    /// <param name="state">StateSize × B.</param>
    /// <param name="workspace">Keeps the activations.</param>
    /// <param name="dropout">The masks of this update.</param>
    internal T ForwardInTraining(
        ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ReadOnlySpan<bool> restarts, Span<T> state, RnnWorkspace<T> workspace, Dropout dropout)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        Preconditions.RequireSameArchitecture(workspace.Architecture, Parameters.Architecture, nameof(workspace));
        int batch = workspace.BatchSize;
        if (inputs.Length == 0 || inputs.Length % batch != 0 || inputs.Length > workspace.SequenceLength * batch)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A window has {Quantity.Of(inputs.Length, "character")}; this workspace takes {batch} to {workspace.SequenceLength * batch}, in steps of its {Quantity.Of(batch, "stream")}."),
                nameof(inputs));
        }

        Preconditions.RequireLength(targets.Length, inputs.Length, "A window's targets", nameof(targets));
        Preconditions.RequireLength(state.Length, StateSize * batch, "The state", nameof(state));
        RequireIndexes(inputs, nameof(inputs));
        RequireIndexes(targets, nameof(targets));

        workspace.Window.Load(Parameters, inputs, targets, restarts, state, dropout);
        workspace.Forward.Run();
        workspace.Window.Save(state);
        double loss = 0;
        foreach (T value in workspace.Losses)
        {
            loss += double.CreateTruncating(value);
        }

        return T.CreateTruncating(loss);
    }

    /// <summary>
    /// The gradient of the loss that <see cref="Forward"/> has just returned, by backpropagation through time: equations
    /// (6) to (13). It stops at the window's start. Not clipped.
    /// </summary>
    /// <param name="workspace">Filled by <see cref="Forward"/>; the parameters must not have changed since.</param>
    /// <param name="gradients">Overwritten with ∂L/∂θ.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The gradients have another architecture.</exception>
    /// <exception cref="InvalidOperationException">The workspace has not been filled by this network's <see cref="Forward"/>.</exception>
    public void Backward(RnnWorkspace<T> workspace, RnnParameters<T> gradients)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(gradients);
        Preconditions.RequireSameArchitecture(gradients.Architecture, Parameters.Architecture, nameof(gradients));
        if (!ReferenceEquals(workspace.Window.Parameters, Parameters))
        {
            throw new InvalidOperationException("Backward needs a workspace that Forward of the same network has filled.");
        }

        if (ReferenceEquals(gradients, Parameters))
        {
            throw new ArgumentException("The gradients would overwrite the parameters they belong to.", nameof(gradients));
        }

        workspace.Backward.Run(gradients);
    }

    /// <summary>Computes one step for one stream: from a character and the state to the next state and the logits. Equations (1) to (3).</summary>
    /// <param name="input">x, 0 to K−1.</param>
    /// <param name="state">StateSize numbers: the state before the step in, the state after it out.</param>
    /// <param name="logits">K numbers, overwritten with o.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="input"/> is not in the vocabulary.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Step(int input, Span<T> state, Span<T> logits)
    {
        int k = Parameters.Architecture.VocabularySize;
        if ((uint)input >= (uint)k)
        {
            throw new ArgumentOutOfRangeException(nameof(input), input, $"The vocabulary has the indexes 0 to {k - 1}.");
        }

        Preconditions.RequireLength(state.Length, StateSize, "The state", nameof(state));
        Preconditions.RequireLength(logits.Length, k, "The array of logits", nameof(logits));
        SingleStep<T>.Run(Parameters, input, state, logits);
    }

    private void RequireIndexes(ReadOnlySpan<int> indexes, string name)
    {
        int k = Parameters.Architecture.VocabularySize;
        for (int n = 0; n < indexes.Length; n++)
        {
            if ((uint)indexes[n] >= (uint)k)
            {
                throw new ArgumentOutOfRangeException(
                    name, indexes[n], string.Create(CultureInfo.InvariantCulture, $"The index at position {n} is not in the vocabulary, which has the indexes 0 to {k - 1}."));
            }
        }
    }
}
