using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>Backpropagation through time over a whole window, equations (6) to (13) of docs/bptt.md: the output layer, then the layers from the last to the first.</summary>
/// <remarks>
/// Only Wᵀ da_{t+1} is computed step by step. For it, threads share the streams or, if there are few streams, the rows of Wᵀ and of dh with
/// a barrier after every step. For the products before it they share the columns, for those after it the rows of the gradients. No sum is split
/// between threads, so the results are bit-identical for any number of threads.
/// </remarks>
internal sealed class BackwardPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Phase _pack = static (pass, part, partCount) => ((BackwardPass<T>)pass).Pack(part, partCount);
    private static readonly Phase _fromAbove = static (pass, part, partCount) => ((BackwardPass<T>)pass).FromAbove(part, partCount);
    private static readonly Phase _streams = static (pass, part, partCount) => ((BackwardPass<T>)pass).Streams(part, partCount);
    private static readonly Steps _rows = static (pass, part, partCount, firstStep, endStep) => ((BackwardPass<T>)pass).Rows(part, partCount, firstStep, endStep);
    private static readonly Phase _weights = static (pass, part, partCount) => ((BackwardPass<T>)pass).Weights(part, partCount);

    private readonly Window<T> _window;
    private readonly WindowThreads _threads;
    private readonly OutputLayer<T> _output;
    private readonly LayerBackward<T>[] _layers;
    private RnnParameters<T>? _gradients;

    // The layer of the running phase.
    private int _layer;

    internal BackwardPass(RnnArchitecture architecture, Window<T> window, OutputLayer<T> output, WindowThreads threads)
    {
        (_window, _output, _threads) = (window, output, threads);
        _layers = new LayerBackward<T>[window.Layers.Length];
        PackedMatrix<T>[] packedBlocks = LayerBackward<T>.CreatePackedBlocks(architecture, window.ColumnCapacity, threads.Phases.ThreadCount);
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new(architecture, layer, window.Layers[layer], packedBlocks, threads.RowShares);
        }
    }

    /// <summary>Overwrites the gradients with those of the window's last forward pass.</summary>
    internal void Run(RnnParameters<T> gradients)
    {
        _gradients = gradients;
        gradients.Loop.Phases = _threads.Phases;
        _output.BeginBackward(_window.Targets);
        ClearInputGradient(gradients.U, _window.Characters);
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer].Begin(_window.Parameters!.LayerSpan[layer], _window.ColumnCount);
        }

        _threads.Phases.Run(_pack, this);
        for (_layer = _layers.Length - 1; _layer >= 0; _layer--)
        {
            if (_layer == _layers.Length - 1 || !_threads.PassesEachStep)
            {
                _threads.Phases.Run(_fromAbove, this);
            }

            _threads.RunRecurrence(_streams, _rows, this, _window.StepCount);
        }

        _threads.Phases.Run(_weights, this);
        _output.EndBackward(_window.Targets);
        _gradients = null;
    }

    /// <summary>Clears dU of the first layer, or only the columns that the previous window has written.</summary>
    private static void ClearInputGradient(ParameterBlock<T> dU, ReadOnlySpan<int> characters)
    {
        if (dU.TouchedColumns is not { } touched)
        {
            dU.Elements.Clear();
            return;
        }

        foreach (int column in touched.Members)
        {
            dU.Elements.Slice(column * dU.RowCount, dU.RowCount).Clear();
        }

        touched.Clear();
        foreach (int character in characters)
        {
            touched.Add(character);
        }
    }

    private void Pack(int part, int partCount)
    {
        foreach (LayerBackward<T> layer in _layers)
        {
            layer.Pack(part, partCount);
        }

        _output.PackTransposed(part, partCount);
    }

    /// <summary>The part of ∂L/∂h of a layer that comes from above: from the output layer or from the next layer.</summary>
    private void FromAbove(int part, int partCount)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, _window.ColumnCount);
        FromAbove(_layer, start, end);
    }

    private void FromAbove(int layer, int firstColumn, int endColumn)
    {
        LayerBuffers<T> buffers = _window.Layers[layer];
        Span<T> gradient = buffers.HiddenGradient[(firstColumn * buffers.Stride)..];
        if (buffers == _window.Top)
        {
            _output.Backward(gradient, buffers.Stride, firstColumn, endColumn - firstColumn);
        }
        else
        {
            _layers[layer + 1].HandDown(gradient, firstColumn, endColumn - firstColumn);
        }

        _window.HandBack(layer, firstColumn, endColumn - firstColumn);
    }

    private void Streams(int part, int partCount)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, _window.BatchSize);
        if (_layer == 0 || !_threads.PassesEachStep)
        {
            _layers[_layer].Run(0, _layers[_layer].PanelCount, start, end - start, 0, _window.StepCount, _window.StepCount);
            return;
        }

        for (int step = 0; step < _window.StepCount; step++)
        {
            int column = (_window.StepCount - 1 - step) * _window.BatchSize;
            _layers[_layer].Run(0, _layers[_layer].PanelCount, start, end - start, step, step + 1, _window.StepCount);
            FromAbove(_layer - 1, column + start, column + end);
        }
    }

    private void Rows(int part, int partCount, int firstStep, int endStep)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, _layers[_layer].PanelCount);
        _layers[_layer].Run(start, end, 0, _window.BatchSize, firstStep, endStep, _window.StepCount);
    }

    private void Weights(int part, int partCount)
    {
        _output.Weights(_gradients!, _window.HandedUp(_layers.Length - 1), _window.Top.Stride, part, partCount);
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer].Weights(
                _gradients!.LayerSpan[layer], layer == 0 ? _window.Characters : default, layer == 0 ? default : _window.HandedUp(layer - 1), part, partCount);
        }
    }
}
