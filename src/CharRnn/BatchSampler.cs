using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn;

/// <summary>Many texts being written at once: every step reads the weights once for all of them.</summary>
internal sealed class BatchSampler<T>
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

    internal BatchSampler(Rnn<T> rnn, int streamCount)
    {
        _parameters = rnn.Parameters;
        int k = _parameters.Architecture.VocabularySize, m = _parameters.Architecture.HiddenSize;
        _hiddenStride = PackedMatrix<T>.PaddedRows(m);
        _logitStride = PackedMatrix<T>.PaddedRows(k);
        _packedW = new(m, m);
        _packedV = new(k, m);
        _packedW.Pack(_parameters.W.Elements, m, m);
        _packedV.Pack(_parameters.V.Elements, k, m);
        _outputBias = new(_logitStride);
        _parameters.C.Elements.CopyTo(_outputBias.Span);
        _before = new(checked(_hiddenStride * streamCount));
        _after = new(_hiddenStride * streamCount);
        _logits = new(checked(_logitStride * streamCount));
    }

    /// <summary>The logits of one stream after the last step.</summary>
    internal ReadOnlySpan<T> Logits(int stream)
        => _logits.Span.Slice(stream * _logitStride, _parameters.Architecture.VocabularySize);

    /// <summary>One character in every stream, equations (1) to (3).</summary>
    internal void Step(ReadOnlySpan<int> inputs)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        Span<T> after = _after.Span, logits = _logits.Span;
        kernels.Gather(_parameters.U.Elements, _parameters.B.Elements, inputs, after, _hiddenStride);
        kernels.Multiply(_packedW, 0, _packedW.PanelCount, _before.Span, 1, _hiddenStride, after, _hiddenStride, _hiddenStride, inputs.Length, accumulate: true);
        kernels.Tanh(after);
        for (int i = 0; i < inputs.Length; i++)
        {
            _outputBias.Span.CopyTo(logits[(i * _logitStride)..]);
        }

        kernels.Multiply(_packedV, 0, _packedV.PanelCount, after, 1, _hiddenStride, logits, _logitStride, _logitStride, inputs.Length, accumulate: true);
        (_before, _after) = (_after, _before);
    }
}
