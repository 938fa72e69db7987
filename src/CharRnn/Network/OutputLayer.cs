using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>
/// Computes logits, probabilities and losses from h of the last layer, and the backward pass: equations (3) to (8), (14) and (15) of docs/bptt.md.
/// It is the same for every cell.
/// </summary>
/// <remarks>Threads share columns or the panels of V, and the rows of the gradients. No sum is split.</remarks>
internal sealed class OutputLayer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _k;
    private readonly bool _forVectors;
    private readonly T[] _losses;
    private readonly T[] _targetProbabilities;
    private readonly AlignedBuffer<T> _outputs;
    private readonly AlignedBuffer<T> _bias;
    private readonly PackedMatrix<T>? _v;
    private readonly PackedMatrix<T>? _transposedV;
    private readonly OutputWeightBlocks<T>? _blocks;
    private readonly PackedMatrix<T>? _packedGradient;
    private RnnParameters<T>? _parameters;

    private OutputLayer(RnnArchitecture architecture, int columnCapacity, bool forVectors, int shares, bool forBackward, bool inBlocks)
    {
        int k = architecture.VocabularySize, m = architecture.HiddenSize;
        _k = k;
        _forVectors = forVectors;
        Stride = PackedMatrix<T>.PaddedRows(k);
        _losses = new T[columnCapacity];
        _targetProbabilities = new T[columnCapacity];
        _outputs = new(checked(Stride * columnCapacity));
        _bias = new(Stride);
        _bias.Span[k..].Fill(T.NegativeInfinity);
        if (inBlocks)
        {
            _blocks = new(architecture);
        }
        else
        {
            _v = new(k, m, forVectors, shares, isHigh: true);
            _transposedV = forBackward ? new(m, k) : null;
        }

        _packedGradient = forBackward ? new(k, columnCapacity, isHigh: true) : null;
    }

    /// <summary>The distance between columns of logits and probabilities.</summary>
    internal int Stride { get; }

    /// <summary>o, then p of every column; ∂L/∂o during a backward pass.</summary>
    internal Span<T> Outputs => _outputs.Span;

    /// <summary>−ln p of the target of every column.</summary>
    internal Span<T> Losses => _losses;

    /// <summary>c, with −∞ in the padding, where the probability is therefore 0.</summary>
    internal Span<T> Bias => _bias.Span;

    /// <summary>V, packed as a whole; not for windows with one thread.</summary>
    internal PackedMatrix<T> V => _v ?? throw new InvalidOperationException("V is not packed as a whole.");

    /// <summary>
    /// For windows, which have many columns. Several threads pack V together first, because each of them needs all of it. A single thread packs it
    /// block by block (<see cref="OutputWeightBlocks{T}"/>).
    /// </summary>
    internal static OutputLayer<T> ForWindows(RnnArchitecture architecture, int columnCapacity, int threadCount)
        => new(architecture, columnCapacity, forVectors: false, shares: 1, forBackward: true, inBlocks: threadCount == 1);

    /// <summary>For text generation: one column for each text, and logits only.</summary>
    internal static OutputLayer<T> ForTexts(RnnArchitecture architecture, int textCount, int shares)
        => new(architecture, textCount, forVectors: textCount == 1, shares, forBackward: false, inBlocks: false);

    /// <summary>Sets the parameters of the next pass; call <see cref="Pack"/> afterwards.</summary>
    internal void Begin(RnnParameters<T> parameters)
    {
        _parameters = parameters;
        parameters.C.Elements.CopyTo(_bias.Span);
    }

    /// <summary>Packs one part's share of V.</summary>
    internal void Pack(int part, int partCount)
    {
        if (_v is null)
        {
            return;
        }

        (int start, int end) = ParallelPhases.Share(part, partCount, _v.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            _v.PackPanel(_parameters!.V.Elements, _k, panel);
        }
    }

    /// <summary>Copies an element of c again after it has changed. V is not packed again: a structured difference, which changes single elements, has its own copy.</summary>
    internal void Repack(ParameterBlock<T> block, int row)
    {
        if (block.Entry.IsVector)
        {
            _bias.Span[row] = block.Elements[row];
        }
    }

    /// <summary>Packs one part's share of Vᵀ.</summary>
    internal void PackTransposed(int part, int partCount)
    {
        if (_transposedV is null)
        {
            return;
        }

        (int start, int end) = ParallelPhases.Share(part, partCount, _transposedV.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            _transposedV.PackPanelTransposed(_parameters!.V.Elements, _k, panel);
        }
    }

    /// <summary>Equation (14), o = V h + c, for some columns and the rows of some panels of V.</summary>
    /// <param name="hidden">h of the last layer, starting with the first of the columns.</param>
    /// <param name="stride">The distance between its columns.</param>
    /// <param name="firstPanel">The first panel.</param>
    /// <param name="endPanel">The panel after the last one.</param>
    /// <param name="firstColumn">The first column.</param>
    /// <param name="columnCount">The number of columns.</param>
    /// <param name="backwards">Whether V is read from its end, if it is multiplied by a vector.</param>
    internal void Logits(ReadOnlySpan<T> hidden, int stride, int firstPanel, int endPanel, int firstColumn, int columnCount, bool backwards = false)
    {
        (int row, int rows) = V.PanelRows(firstPanel, endPanel);
        Span<T> outputs = BeginLogits(row, rows, firstColumn, columnCount);
        if (_forVectors)
        {
            KernelSet<T>.Best.MultiplyVector(V, firstPanel, endPanel, hidden, outputs, backwards);
        }
        else
        {
            KernelSet<T>.Best.Multiply(V, firstPanel, endPanel, hidden, 1, stride, outputs, Stride, Stride, columnCount, accumulate: true);
        }
    }

    /// <summary>Equations (14), (4) and (5) for some columns: probabilities and losses.</summary>
    internal void Forward(ReadOnlySpan<T> hidden, int stride, ReadOnlySpan<int> targets, int firstColumn)
    {
        AllLogits(hidden, stride, firstColumn, targets.Length);
        Span<T> outputs = _outputs.Span.Slice(firstColumn * Stride, targets.Length * Stride);
        KernelSet<T>.Best.SoftmaxCrossEntropy(outputs, Stride, targets, _losses.AsSpan(firstColumn, targets.Length));
        for (int n = 0; n < targets.Length; n++)
        {
            _targetProbabilities[firstColumn + n] = outputs[(n * Stride) + targets[n]];
        }
    }

    /// <summary>Equation (6): replaces the probabilities of all columns by ∂L/∂o = p − y.</summary>
    internal void BeginBackward(ReadOnlySpan<int> targets)
    {
        _packedGradient!.Reserve(targets.Length);
        for (int n = 0; n < targets.Length; n++)
        {
            _outputs.Span[(n * Stride) + targets[n]] = _targetProbabilities[n] - T.One;
        }
    }

    /// <summary>Restores the probabilities.</summary>
    internal void EndBackward(ReadOnlySpan<int> targets)
    {
        for (int n = 0; n < targets.Length; n++)
        {
            _outputs.Span[(n * Stride) + targets[n]] = _targetProbabilities[n];
        }
    }

    /// <summary>Equation (15): ∂L/∂h of the last layer, without the contribution of the next step, for some columns.</summary>
    internal void Backward(Span<T> hiddenGradient, int stride, int firstColumn, int columnCount)
    {
        ReadOnlySpan<T> dO = _outputs.Span[(firstColumn * Stride)..];
        if (_blocks is not null)
        {
            _blocks.MultiplyTransposed(_parameters!.V.Elements, dO, Stride, hiddenGradient, stride, columnCount);
        }
        else if (columnCount > 0)
        {
            KernelSet<T>.Best.Multiply(_transposedV!, 0, _transposedV!.PanelCount, dO, 1, Stride, hiddenGradient, stride, stride, columnCount, accumulate: false);
        }
    }

    /// <summary>Equations (7) and (8): the gradients of one part's share of the rows of c and V.</summary>
    internal void Weights(RnnParameters<T> gradients, ReadOnlySpan<T> hidden, int stride, int part, int partCount)
    {
        PackedMatrix<T> packed = _packedGradient!;
        ReadOnlySpan<T> dO = _outputs.Span;
        int m = gradients.Architecture.HiddenSize;
        (int start, int end) = ParallelPhases.Share(part, partCount, packed.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            int row = packed.PanelRow(panel), rows = Math.Min(packed.PanelHeight(panel), _k - row);
            packed.PackPanel(dO, Stride, panel);
            KernelSet<T>.Best.SumColumns(dO[row..], Stride, packed.ColumnCount, gradients.C.Elements.Slice(row, rows), accumulate: false);
            KernelSet<T>.Best.Multiply(packed, panel, panel + 1, hidden, stride, 1, gradients.V.Elements, _k, _k, m, accumulate: false);
        }
    }

    private void AllLogits(ReadOnlySpan<T> hidden, int stride, int firstColumn, int columnCount)
    {
        if (_blocks is null)
        {
            Logits(hidden, stride, 0, V.PanelCount, firstColumn, columnCount);
        }
        else
        {
            _blocks.Multiply(_parameters!.V.Elements, hidden, stride, BeginLogits(0, Stride, firstColumn, columnCount), Stride, columnCount);
        }
    }

    /// <summary>Sets some rows of some columns to c, and returns all rows of these columns.</summary>
    private Span<T> BeginLogits(int row, int rows, int firstColumn, int columnCount)
    {
        Span<T> outputs = _outputs.Span.Slice(firstColumn * Stride, columnCount * Stride);
        for (int n = 0; n < columnCount; n++)
        {
            _bias.Span.Slice(row, rows).CopyTo(outputs[((n * Stride) + row)..]);
        }

        return outputs;
    }
}
