namespace CharRnn;

/// <summary>
/// The kind of a recurrent cell: how hidden units compute their next state from their input and the previous state. Equations: docs/bptt.md and
/// docs/cells.md.
/// </summary>
public enum RnnCell
{
    /// <summary>The vanilla cell: h_t = tanh(W h_{t−1} + U x_t + b).</summary>
    Tanh,

    /// <summary>
    /// The gated recurrent unit (Cho et al., 2014) with the reset gate after the product, as in PyTorch and cuDNN:
    /// n = tanh(U_n x + b_n + r ∘ (W_n h_{t−1} + d)), h = (1 − z) ∘ n + z ∘ h_{t−1}. Gates r, z, n.
    /// </summary>
    Gru,

    /// <summary>
    /// Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate of Gers et al., 2000):
    /// c = f ∘ c_{t−1} + i ∘ g, h = o ∘ tanh(c). Gates i, f, g, o.
    /// </summary>
    Lstm,
}
