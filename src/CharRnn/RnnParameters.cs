using System.Numerics;
using CharRnn.Network;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn;

/// <summary>
/// The arrays of a network. One tanh layer has five: U (m×K), W (m×m), V (K×m), b (m), c (K). Also the type of a gradient and
/// of an optimiser's state, which have the same shapes.
/// </summary>
/// <remarks>
/// Each array is column-major, exactly as long as its shape, and seen by MathNet without copying.
/// Reading from several threads is safe; writing is not.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RnnParameters<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ParameterBlock<T>[] _blocks;
    private readonly RnnLayerParameters<T>[] _layers;

    /// <summary>Creates the arrays of an architecture, all zeros.</summary>
    /// <param name="architecture">The sizes K and m, the cell and the number of layers.</param>
    /// <exception cref="ArgumentNullException"><paramref name="architecture"/> is null.</exception>
    /// <exception cref="ArgumentException">An array would have more elements than .NET allows.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither <see cref="float"/> nor <see cref="double"/>.</exception>
    public RnnParameters(RnnArchitecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Preconditions.RequireSupported<T>();
        ParameterEntry[] layout = ParameterLayout.Of(architecture);
        Architecture = architecture;
        _blocks = [.. layout.Select(entry => new ParameterBlock<T>(entry))];
        Blocks = Array.AsReadOnly(_blocks);
        _layers = [.. Enumerable.Range(0, architecture.LayerCount).Select(CreateLayer)];
        Layers = Array.AsReadOnly(_layers);
        V = _blocks.Single(block => block.Entry.Role == ParameterRole.OutputWeights);
        C = _blocks.Single(block => block.Entry.Role == ParameterRole.OutputBias);
        Loop = new BlockLoop<T>(this);
    }

    /// <summary>The sizes, the cell and the number of layers.</summary>
    public RnnArchitecture Architecture { get; }

    /// <summary>U of the first layer, G·m × K: column x is what character x adds to the gates; G = 1 for tanh. A live view.</summary>
    public Matrix<T> InputWeights => U.AsMatrix();

    /// <summary>W of the first layer, G·m × m: from the previous hidden state to the gates. A live view.</summary>
    public Matrix<T> RecurrentWeights => W.AsMatrix();

    /// <summary>V, K×m: from the hidden state of the last layer to the logits. A live view.</summary>
    public Matrix<T> OutputWeights => V.AsMatrix();

    /// <summary>b of the first layer, G·m. A live view.</summary>
    public MathNet.Numerics.LinearAlgebra.Vector<T> HiddenBias => B.AsVector();

    /// <summary>c, K. A live view.</summary>
    public MathNet.Numerics.LinearAlgebra.Vector<T> OutputBias => C.AsVector();

    /// <summary>
    /// The layers, from the first, whose input is the character, to the last, whose output V uses. <see cref="InputWeights"/>,
    /// <see cref="RecurrentWeights"/> and <see cref="HiddenBias"/> are those of the first.
    /// </summary>
    public IReadOnlyList<RnnLayerParameters<T>> Layers { get; }

    /// <summary>All arrays in a fixed order: U, W, V, b, c for one tanh layer; in general U W [U2 W2 …] V b [d] [b2 [d2] …] c.</summary>
    public IReadOnlyList<ParameterBlock<T>> Blocks { get; }

    /// <summary>The same blocks, for loops that run at every update: going through the list would allocate an enumerator.</summary>
    internal ReadOnlySpan<ParameterBlock<T>> BlockSpan => _blocks;

    /// <summary>For a gradient: how clipping and optimisers go through its elements.</summary>
    internal BlockLoop<T> Loop { get; }

    /// <summary>The same layers, without an enumerator.</summary>
    internal ReadOnlySpan<RnnLayerParameters<T>> LayerSpan => _layers;

    /// <summary>U of the first layer.</summary>
    internal ParameterBlock<T> U => _layers[0].U;

    /// <summary>W of the first layer.</summary>
    internal ParameterBlock<T> W => _layers[0].W;

    internal ParameterBlock<T> V { get; }

    /// <summary>b of the first layer.</summary>
    internal ParameterBlock<T> B => _layers[0].B;

    internal ParameterBlock<T> C { get; }

    /// <summary>Fills all weights, in the order of <see cref="Blocks"/>, with independent normal numbers N(0, σ²) and all biases with zeros.</summary>
    /// <param name="random">The source of the numbers; the same seed gives the same network.</param>
    /// <param name="standardDeviation">σ; 0 gives zeros. Default 0.01.</param>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="standardDeviation"/> is negative, NaN or infinite.</exception>
    public void Randomize(Random random, double standardDeviation = 0.01)
    {
        ArgumentNullException.ThrowIfNull(random);
        Preconditions.RequireNonNegative(standardDeviation);
        InitialWeights.Fill(this, random, standardDeviation);
    }

    /// <summary>
    /// Fills the weights with normal numbers scaled by the number of inputs, so that the size of a sum does not depend on its number of terms. The
    /// standard deviation is 1/√(2m) for W and for U of the layers above the first, and 1/√m for V. For U of the first layer, which contributes one
    /// term to a sum, it is 1/√(2K) for tanh, 0.5 for GRU and 2 for LSTM. The biases become zero, except in an LSTM: its forget gates start at 1, so
    /// that a new network remembers (Jozefowicz et al. 2015), and those of every second unit are between 1 and 4.6, with the negative of that as bias
    /// of the input gate, so that some units remember up to 100 steps (after Tallec and Ollivier 2018).
    /// </summary>
    /// <remarks>Measured: docs/cells.md.</remarks>
    /// <param name="random">The source of the numbers; the same seed gives the same network.</param>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    public void RandomizeScaled(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        InitialWeights.FillScaled(this, random);
    }

    /// <summary>Sets every element to zero.</summary>
    public void Clear()
    {
        foreach (ParameterBlock<T> block in BlockSpan)
        {
            block.Clear();
        }
    }

    /// <summary>Copies every element to parameters of the same architecture.</summary>
    /// <param name="destination">Overwritten.</param>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another architecture.</exception>
    public void CopyTo(RnnParameters<T> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Preconditions.RequireSameArchitecture(destination.Architecture, Architecture, nameof(destination));
        for (int i = 0; i < Blocks.Count; i++)
        {
            // Through Values, because it is no longer known which columns of the copy are zero.
            Blocks[i].Elements.CopyTo(destination.Blocks[i].Values);
        }
    }

    /// <summary>A deep copy.</summary>
    /// <returns>New parameters with the same numbers and no shared memory.</returns>
    public RnnParameters<T> Clone()
    {
        var clone = new RnnParameters<T>(Architecture);
        CopyTo(clone);
        return clone;
    }

    private RnnLayerParameters<T> CreateLayer(int layer)
    {
        return new(Find(ParameterRole.InputWeights)!, Find(ParameterRole.RecurrentWeights)!, Find(ParameterRole.Bias)!, Find(ParameterRole.RecurrentBias));

        ParameterBlock<T>? Find(ParameterRole role) => _blocks.SingleOrDefault(block => block.Entry.Role == role && block.Entry.Layer == layer);
    }
}
