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
/// Threads share the rows of W, and then those of V: each of them finds its part in its own processor's cache, where all of
/// them together may be more than one cache holds. No bit depends on their number.
/// </remarks>
internal sealed class PackedRnn<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>One step of so many is measured.</summary>
    private const int TrialInterval = 16;
    private static readonly Phase _hidden = static (rnn, part, partCount) => ((PackedRnn<T>)rnn).Hidden(part, partCount);
    private static readonly Phase _outputs = static (rnn, part, partCount) => ((PackedRnn<T>)rnn).Outputs(part, partCount);
    private readonly RnnParameters<T> _parameters;
    private readonly ParallelPhases _phases;
    private readonly ThreadTrial? _trial;
    private readonly int[] _inputs;
    private readonly PackedMatrix<T> _packedW;
    private readonly PackedMatrix<T> _packedV;
    private readonly AlignedBuffer<T> _outputBias;
    private readonly AlignedBuffer<T> _logits;
    private readonly int _hiddenStride;
    private readonly int _logitStride;
    private AlignedBuffer<T> _before;
    private AlignedBuffer<T> _after;
    private bool _backwards;

    internal PackedRnn(Rnn<T> rnn, int streamCount, int threadCount)
    {
        _parameters = rnn.Parameters;
        int k = _parameters.Architecture.VocabularySize, m = _parameters.Architecture.HiddenSize;
        _hiddenStride = PackedMatrix<T>.ColumnStride(m);
        _logitStride = PackedMatrix<T>.PaddedRows(k);
        _phases = new ParallelPhases(threadCount > 0 ? threadCount : ThreadChoice.ForCharacter(_parameters.Architecture, streamCount, Environment.ProcessorCount));
        _trial = threadCount == 0 && _phases.ThreadCount > 1 ? new ThreadTrial(_phases, TimeProvider.System, TrialInterval) : null;
        _inputs = new int[streamCount];
        _packedW = new(m, m, forVectors: streamCount == 1, _phases.ThreadCount);
        _packedV = new(k, m, forVectors: streamCount == 1, _phases.ThreadCount);
        _packedW.Pack(_parameters.W.Elements, m, m);
        _packedV.Pack(_parameters.V.Elements, k, m);
        _outputBias = new(_logitStride);
        _parameters.C.Elements.CopyTo(_outputBias.Span);
        _before = new(checked(_hiddenStride * streamCount));
        _after = new(_hiddenStride * streamCount);
        _logits = new(checked(_logitStride * streamCount));
    }

    /// <summary>h of the first stream after the last step.</summary>
    internal Span<T> State => _before.Span[.._parameters.Architecture.HiddenSize];

    /// <summary>The logits of one stream after the last step.</summary>
    internal ReadOnlySpan<T> Logits(int stream)
        => _logits.Span.Slice(stream * _logitStride, _parameters.Architecture.VocabularySize);

    /// <summary>One character in every stream, equations (1) to (3).</summary>
    internal void Step(ReadOnlySpan<int> inputs)
    {
        inputs.CopyTo(_inputs);
        _trial?.Begin();
        _phases.Run(_hidden, this);
        (_before, _after) = (_after, _before);
        _phases.Run(_outputs, this);
        _trial?.End(inputs.Length);
        _backwards = !_backwards;
    }

    private void Hidden(int part, int partCount)
    {
        (int firstPanel, int endPanel) = ParallelPhases.Share(part, partCount, _packedW.PanelCount);
        if (firstPanel == endPanel)
        {
            return;
        }

        KernelSet<T> kernels = KernelSet<T>.Best;
        (int row, int rows) = _packedW.PanelRows(firstPanel, endPanel);
        Span<T> after = _after.Span;
        kernels.Gather(_parameters.U.Elements, _parameters.B.Elements, _inputs, after, _hiddenStride, row, rows);
        Multiply(_packedW, firstPanel, endPanel, _before.Span, after, _hiddenStride);
        for (int i = 0; i < _inputs.Length; i++)
        {
            kernels.Tanh(after.Slice((i * _hiddenStride) + row, rows));
        }
    }

    private void Outputs(int part, int partCount)
    {
        (int firstPanel, int endPanel) = ParallelPhases.Share(part, partCount, _packedV.PanelCount);
        if (firstPanel == endPanel)
        {
            return;
        }

        (int row, int rows) = _packedV.PanelRows(firstPanel, endPanel);
        for (int i = 0; i < _inputs.Length; i++)
        {
            _outputBias.Span.Slice(row, rows).CopyTo(_logits.Span[((i * _logitStride) + row)..]);
        }

        Multiply(_packedV, firstPanel, endPanel, _before.Span, _logits.Span, _logitStride);
    }

    private void Multiply(PackedMatrix<T> matrix, int firstPanel, int endPanel, ReadOnlySpan<T> hidden, Span<T> target, int stride)
    {
        if (_inputs.Length == 1)
        {
            KernelSet<T>.Best.MultiplyVector(matrix, firstPanel, endPanel, hidden, target, _backwards);
        }
        else
        {
            KernelSet<T>.Best.Multiply(matrix, firstPanel, endPanel, hidden, 1, _hiddenStride, target, stride, stride, _inputs.Length, accumulate: true);
        }
    }
}
