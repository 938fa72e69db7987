using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Network;

namespace CharRnn.Writing;

/// <summary>
/// A network for generating text, with its weights packed once and the running states of one or more texts. Every step is a window of one step, and
/// reads the weights once for all texts.
/// </summary>
/// <remarks>
/// Worth it from some ten characters on: against <see cref="Rnn{T}.Step"/>, which reads unpacked parameters, it saves
/// a third of a step at m = 512. Parameters must not change while texts are written.
/// Threads share the rows of the weights: each of them finds its part in its own processor's cache, where all of
/// them together may be more than one cache holds. No bit depends on their number.
/// </remarks>
internal sealed class RunningNetwork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Every n-th step is measured; this is n.</summary>
    private const int TrialInterval = 16;
    private static readonly Phase _hidden = static (network, part, partCount) => ((RunningNetwork<T>)network).Hidden(part, partCount);
    private static readonly Phase _outputs = static (network, part, partCount) => ((RunningNetwork<T>)network).Outputs(part, partCount);
    private readonly ParallelPhases _phases;
    private readonly ThreadTrial? _trial;
    private readonly int[] _characters;
    private readonly LayerBuffers<T>[] _buffers;
    private readonly LayerForward<T>[] _layers;
    private readonly OutputLayer<T> _output;
    private readonly int _k;
    private bool _backwards;

    // The layer of the running phase.
    private int _layer;

    internal RunningNetwork(Rnn<T> rnn, int textCount, int threadCount)
    {
        RnnArchitecture architecture = rnn.Parameters.Architecture;
        _k = architecture.VocabularySize;
        _phases = new ParallelPhases(threadCount > 0 ? threadCount : ThreadChoice.ForCharacter(architecture, textCount, Environment.ProcessorCount));
        _trial = threadCount == 0 && _phases.ThreadCount > 1 ? new ThreadTrial(_phases, TimeProvider.System, TrialInterval) : null;
        _characters = new int[textCount];
        _buffers = new LayerBuffers<T>[architecture.LayerCount];
        _layers = new LayerForward<T>[architecture.LayerCount];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _buffers[layer] = new(architecture, textCount, textCount, forBackward: false);
            _layers[layer] = new(architecture, layer, _buffers[layer], _phases.ThreadCount);
            _layers[layer].Begin(rnn.Parameters.LayerSpan[layer]);
            _layers[layer].Pack(0, 1);
        }

        _output = OutputLayer<T>.ForTexts(architecture, textCount, _phases.ThreadCount);
        _output.Begin(rnn.Parameters);
        _output.Pack(0, 1);
    }

    /// <summary>Makes a state that of the first text, in the order of <see cref="Rnn{T}.StateSize"/>.</summary>
    internal void Load(ReadOnlySpan<T> state)
    {
        int size = state.Length / _buffers.Length;
        for (int layer = 0; layer < _buffers.Length; layer++)
        {
            _buffers[layer].Load(state.Slice(layer * size, size), stream: 0);
        }
    }

    /// <summary>The logits of one text after the last step.</summary>
    internal ReadOnlySpan<T> Logits(int text) => _output.Outputs.Slice(text * _output.Stride, _k);

    /// <summary>One character in every text, equations (1) to (3).</summary>
    internal void Step(ReadOnlySpan<int> characters)
    {
        characters.CopyTo(_characters);
        _trial?.Begin();
        for (_layer = 0; _layer < _layers.Length; _layer++)
        {
            _phases.Run(_hidden, this);
        }

        _phases.Run(_outputs, this);
        foreach (LayerBuffers<T> layer in _buffers)
        {
            layer.Advance(characters.Length);
        }

        _trial?.End(characters.Length);
        _backwards = !_backwards;
    }

    private void Hidden(int part, int partCount)
    {
        LayerForward<T> layer = _layers[_layer];
        (int start, int end) = ParallelPhases.Share(part, partCount, layer.PanelCount);
        if (_layer > 0)
        {
            layer.ReadLayer(_buffers[_layer - 1].Hidden, start, end, 0, _characters.Length, _backwards);
        }

        layer.Run(_layer == 0 ? _characters : default, start, end, 0, _characters.Length, 0, 1, _backwards);
    }

    private void Outputs(int part, int partCount)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, _output.V.PanelCount);
        if (start < end)
        {
            _output.Logits(_buffers[^1].Hidden, _buffers[^1].Stride, start, end, 0, _characters.Length, _backwards);
        }
    }
}
