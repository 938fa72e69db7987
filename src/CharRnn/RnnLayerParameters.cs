using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn;

/// <summary>The parameters of one layer, or their gradient, as live MathNet views. A cell of G gates has G·m rows, ordered by gate.</summary>
/// <remarks>The order of gates is PyTorch's: GRU r, z, n; LSTM i, f, g, o.</remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RnnLayerParameters<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal RnnLayerParameters(ParameterBlock<T> u, ParameterBlock<T> w, ParameterBlock<T> b, ParameterBlock<T>? d)
        => (U, W, B, D) = (u, w, b, d);

    /// <summary>U, G·m × K in the first layer, G·m × m above: from the character, or from the layer below, to the gates. A live view.</summary>
    public Matrix<T> InputWeights => U.AsMatrix();

    /// <summary>W, G·m × m: from the previous hidden state to the gates. A live view.</summary>
    public Matrix<T> RecurrentWeights => W.AsMatrix();

    /// <summary>b, G·m. A live view.</summary>
    public MathNet.Numerics.LinearAlgebra.Vector<T> Bias => B.AsVector();

    /// <summary>d, m: the bias of a GRU that is added to W_n h, inside the reset gate. A live view; null for the other cells.</summary>
    public MathNet.Numerics.LinearAlgebra.Vector<T>? RecurrentBias => D?.AsVector();

    internal ParameterBlock<T> U { get; }

    internal ParameterBlock<T> W { get; }

    internal ParameterBlock<T> B { get; }

    internal ParameterBlock<T>? D { get; }
}
