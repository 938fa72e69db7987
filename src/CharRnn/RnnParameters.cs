using System.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn;

/// <summary>
/// The five arrays of a vanilla RNN: U (m×K), W (m×m), V (K×m), b (m), c (K). Also the type of a gradient and of an
/// optimiser's state, which have the same five shapes.
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

    /// <summary>Creates the arrays of an architecture, all zeros.</summary>
    /// <param name="architecture">The sizes K and m.</param>
    /// <exception cref="ArgumentNullException"><paramref name="architecture"/> is null.</exception>
    /// <exception cref="ArgumentException">An array would have more elements than .NET allows.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither <see cref="float"/> nor <see cref="double"/>.</exception>
    public RnnParameters(RnnArchitecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Preconditions.RequireSupported<T>();
        int k = architecture.VocabularySize, m = architecture.HiddenSize;
        if ((long)m * Math.Max(k, m) > Array.MaxLength)
        {
            throw new ArgumentException($"The architecture ({architecture}) needs an array of more than {Array.MaxLength} elements.", nameof(architecture));
        }

        Architecture = architecture;
        U = new("U", m, k, trackColumns: true);
        W = new("W", m, m);
        V = new("V", k, m);
        B = new("b", m, 1);
        C = new("c", k, 1);
        _blocks = [U, W, V, B, C];
        Blocks = Array.AsReadOnly(_blocks);
        Loop = new GradientLoop<T>(this);
    }

    /// <summary>The sizes K and m.</summary>
    public RnnArchitecture Architecture { get; }

    /// <summary>U, m×K: column x is what character x adds to the hidden units. A live view.</summary>
    public Matrix<T> InputWeights => U.AsMatrix();

    /// <summary>W, m×m: from the hidden state before a step to the one after it. A live view.</summary>
    public Matrix<T> RecurrentWeights => W.AsMatrix();

    /// <summary>V, K×m: from the hidden state to the logits. A live view.</summary>
    public Matrix<T> OutputWeights => V.AsMatrix();

    /// <summary>b, m. A live view.</summary>
    public MathNet.Numerics.LinearAlgebra.Vector<T> HiddenBias => B.AsVector();

    /// <summary>c, K. A live view.</summary>
    public MathNet.Numerics.LinearAlgebra.Vector<T> OutputBias => C.AsVector();

    /// <summary>The blocks U, W, V, b, c, in this order.</summary>
    public IReadOnlyList<ParameterBlock<T>> Blocks { get; }

    /// <summary>The same blocks, for loops that run at every update: going through the list would allocate an enumerator.</summary>
    internal ReadOnlySpan<ParameterBlock<T>> BlockSpan => _blocks;

    /// <summary>For a gradient: how clipping and optimisers go through its elements.</summary>
    internal GradientLoop<T> Loop { get; }

    internal ParameterBlock<T> U { get; }

    internal ParameterBlock<T> W { get; }

    internal ParameterBlock<T> V { get; }

    internal ParameterBlock<T> B { get; }

    internal ParameterBlock<T> C { get; }

    /// <summary>Fills U, W, V with independent normal numbers N(0, σ²) and b, c with zeros.</summary>
    /// <param name="random">Where the numbers come from; a seeded one makes the network repeatable.</param>
    /// <param name="standardDeviation">σ; 0 gives zeros.</param>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="standardDeviation"/> is negative, NaN or infinite.</exception>
    public void Randomize(Random random, double standardDeviation = 0.01)
    {
        ArgumentNullException.ThrowIfNull(random);
        Preconditions.RequireNonNegative(standardDeviation);
        Randomize(random, standardDeviation, standardDeviation, standardDeviation);
    }

    /// <summary>
    /// Fills U, W, V with normal numbers scaled by their inputs: standard deviation 1/√(2K) for U, 1/√(2m) for W and
    /// 1/√m for V; b and c with zeros. It keeps the size of a sum independent of how many terms it has.
    /// </summary>
    /// <param name="random">Where the numbers come from; a seeded one makes the network repeatable.</param>
    /// <exception cref="ArgumentNullException"><paramref name="random"/> is null.</exception>
    public void RandomizeScaled(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double k = Architecture.VocabularySize, m = Architecture.HiddenSize;
        Randomize(random, 1 / Math.Sqrt(2 * k), 1 / Math.Sqrt(2 * m), 1 / Math.Sqrt(m));
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
            // Through Values: what the copy holds is no longer known to be zero anywhere.
            Blocks[i].Elements.CopyTo(destination.Blocks[i].Values);
        }
    }

    /// <summary>A deep copy.</summary>
    /// <returns>New parameters with the same numbers and no memory in common.</returns>
    public RnnParameters<T> Clone()
    {
        var clone = new RnnParameters<T>(Architecture);
        CopyTo(clone);
        return clone;
    }

    private static void FillNormal(Span<T> values, Random random, double standardDeviation)
    {
        for (int i = 0; i < values.Length; i += 2)
        {
            // Box–Muller: two independent normal numbers from two uniform ones.
            double radius = standardDeviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            values[i] = T.CreateSaturating(radius * cos);
            if (i + 1 < values.Length)
            {
                values[i + 1] = T.CreateSaturating(radius * sin);
            }
        }
    }

    private void Randomize(Random random, double deviationU, double deviationW, double deviationV)
    {
        FillNormal(U.Values, random, deviationU);
        FillNormal(W.Values, random, deviationW);
        FillNormal(V.Values, random, deviationV);
        B.Clear();
        C.Clear();
    }
}
