using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn;

/// <summary>
/// A network made ready to write: a copy of its weights in the layout that products read, and the running states of one
/// or more texts. Every step reads the weights once for all of them.
/// </summary>
/// <remarks>
/// Worth it from some ten characters on: against <see cref="Rnn{T}.Step"/>, which reads the parameters as they lie, it saves
/// a third of a step at m = 512. The weights are those at construction; a text is not disturbed by training that goes on.
/// </remarks>
internal sealed class PackedRnn<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly RnnParameters<T> _parameters;
    private readonly PackedMatrix<T> _packedW;
    private readonly PackedMatrix<T> _packedV;
    private readonly AlignedBuffer<T> _outputBias;
    private readonly AlignedBuffer<T> _logits;
    private readonly int _hiddenStride;
    private readonly int _logitStride;
    private AlignedBuffer<T> _before;
    private AlignedBuffer<T> _after;
    private bool _backwards;

    internal PackedRnn(Rnn<T> rnn, int streamCount)
    {
        _parameters = rnn.Parameters;
        int k = _parameters.Architecture.VocabularySize, m = _parameters.Architecture.HiddenSize;
        _hiddenStride = PackedMatrix<T>.ColumnStride(m);
        _logitStride = PackedMatrix<T>.PaddedRows(k);
        _packedW = new(m, m, forVectors: streamCount == 1);
        _packedV = new(k, m, forVectors: streamCount == 1);
        _packedW.Pack(_parameters.W.Elements, m, m);
        _packedV.Pack(_parameters.V.Elements, k, m);
        _outputBias = new(_logitStride);
        _parameters.C.Elements.CopyTo(_outputBias.Span);
        _before = new(checked(_hiddenStride * streamCount));
        _after = new(_hiddenStride * streamCount);
        _logits = new(checked(_logitStride * streamCount));
    }

    /// <summary>h of one stream after the last step.</summary>
    internal Span<T> State(int stream) => _before.Span.Slice(stream * _hiddenStride, _parameters.Architecture.HiddenSize);

    /// <summary>The logits of one stream after the last step.</summary>
    internal ReadOnlySpan<T> Logits(int stream)
        => _logits.Span.Slice(stream * _logitStride, _parameters.Architecture.VocabularySize);

    /// <summary>One character in every stream, equations (1) to (3).</summary>
    internal void Step(ReadOnlySpan<int> inputs)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        Span<T> after = _after.Span, logits = _logits.Span;
        kernels.Gather(_parameters.U.Elements, _parameters.B.Elements, inputs, after, _hiddenStride);
        Multiply(_packedW, _before.Span, after, _hiddenStride, inputs.Length);
        kernels.Tanh(after);
        for (int i = 0; i < inputs.Length; i++)
        {
            _outputBias.Span.CopyTo(logits[(i * _logitStride)..]);
        }

        Multiply(_packedV, after, logits, _logitStride, inputs.Length);
        (_before, _after) = (_after, _before);
        _backwards = !_backwards;
    }

    private void Multiply(PackedMatrix<T> matrix, ReadOnlySpan<T> hidden, Span<T> target, int stride, int streamCount)
    {
        if (streamCount == 1)
        {
            KernelSet<T>.Best.MultiplyVector(matrix, hidden, target, _backwards);
        }
        else
        {
            KernelSet<T>.Best.Multiply(matrix, 0, matrix.PanelCount, hidden, 1, _hiddenStride, target, stride, stride, streamCount, accumulate: true);
        }
    }
}
