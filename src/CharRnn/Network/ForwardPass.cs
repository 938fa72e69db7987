using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn.Network;

/// <summary>The forward pass over a whole window, equations (1) to (5) of docs/bptt.md: one layer after another, each over all steps, then the output layer.</summary>
/// <remarks>
/// Only W h_{t−1} is computed step by step. For it, threads share the streams or, if there are few streams, the rows of W and of the states with
/// a barrier after every step. For all other products they share the columns. No sum is split between threads, so the results are bit-identical
/// for any number of threads.
/// </remarks>
internal sealed class ForwardPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Phase _pack = static (pass, part, partCount) => ((ForwardPass<T>)pass).Pack(part, partCount);
    private static readonly Phase _inputs = static (pass, part, partCount) => ((ForwardPass<T>)pass).Inputs(part, partCount);
    private static readonly Phase _streams = static (pass, part, partCount) => ((ForwardPass<T>)pass).Streams(part, partCount);
    private static readonly Steps _rows = static (pass, part, partCount, firstStep, endStep) => ((ForwardPass<T>)pass).Rows(part, partCount, firstStep, endStep);
    private static readonly Phase _outputs = static (pass, part, partCount) => ((ForwardPass<T>)pass).Outputs(part, partCount, firstColumn: 0);

    private readonly Window<T> _window;
    private readonly WindowThreads _threads;
    private readonly OutputLayer<T> _output;
    private readonly LayerForward<T>[] _layers;

    // The layer of the running phase.
    private int _layer;

    internal ForwardPass(RnnArchitecture architecture, Window<T> window, OutputLayer<T> output, WindowThreads threads)
    {
        (_window, _output, _threads) = (window, output, threads);
        _layers = new LayerForward<T>[window.Layers.Length];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new(architecture, layer, window.Layers[layer], threads.RowShares);
        }
    }

    /// <summary>Computes the activations, probabilities and losses of the window.</summary>
    internal void Run()
    {
        RnnParameters<T> parameters = _window.Parameters!;
        _threads.Begin();
        _output.Begin(parameters);
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer].Begin(parameters.LayerSpan[layer]);
        }

        _threads.Phases.Run(_pack, this);
        for (_layer = 0; _layer < _layers.Length; _layer++)
        {
            if (_layer > 0 && !_threads.PassesEachStep)
            {
                _threads.Phases.Run(_inputs, this);
            }

            _threads.RunRecurrence(_streams, _rows, this, _window.StepCount);
        }

        _threads.Phases.Run(_outputs, this);
        _threads.End(_window.ColumnCount);
    }

    /// <summary>
    /// Repeats the pass from a given layer and step on, with the weights as packed; earlier results are still in the window. Runs on the
    /// caller's thread. The bits are those of a whole pass.
    /// </summary>
    internal void Resume(int firstLayer, int firstStep)
    {
        int firstColumn = firstStep * _window.BatchSize;
        for (_layer = firstLayer; _layer < _layers.Length; _layer++)
        {
            InputsOf(firstColumn, _window.ColumnCount);
            Rows(0, 1, firstStep, _window.StepCount);
        }

        Outputs(0, 1, firstColumn);
    }

    /// <summary>Packs one row of a block again after one of its elements has changed.</summary>
    internal void Repack(ParameterBlock<T> block, int row)
    {
        switch (block.Entry.Role)
        {
            case ParameterRole.OutputWeights or ParameterRole.OutputBias:
                _output.Repack(block, row);
                break;
            default:
                _layers[block.Entry.Layer].Repack(block, row);
                break;
        }
    }

    private void Pack(int part, int partCount)
    {
        foreach (LayerForward<T> layer in _layers)
        {
            layer.Pack(part, partCount);
        }

        _output.Pack(part, partCount);
    }

    private void Inputs(int part, int partCount)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, _window.ColumnCount);
        InputsOf(start, end);
    }

    /// <summary>Computes U x + b for some columns. A layer that reads characters adds it step by step instead.</summary>
    private void InputsOf(int firstColumn, int endColumn)
    {
        int columns = endColumn - firstColumn;
        if (_layer > 0 && columns > 0)
        {
            _layers[_layer].ReadLayer(_window.HandUp(_layer - 1, firstColumn, columns), 0, _layers[_layer].InputPanelCount, firstColumn, columns, backwards: false);
        }
    }

    private void Streams(int part, int partCount)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, _window.BatchSize);
        if (_layer == 0 || !_threads.PassesEachStep)
        {
            Run(0, _layers[_layer].PanelCount, start, end - start, 0, _window.StepCount);
            return;
        }

        for (int t = 0; t < _window.StepCount; t++)
        {
            InputsOf((t * _window.BatchSize) + start, (t * _window.BatchSize) + end);
            Run(0, _layers[_layer].PanelCount, start, end - start, t, t + 1);
        }
    }

    private void Rows(int part, int partCount, int firstStep, int endStep)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, _layers[_layer].PanelCount);
        Run(start, end, 0, _window.BatchSize, firstStep, endStep);
    }

    private void Run(int firstPanel, int endPanel, int firstStream, int streams, int firstStep, int endStep)
        => _layers[_layer].Run(
            _layer == 0 ? _window.Characters : default, firstPanel, endPanel, firstStream, streams, firstStep, endStep, backwards: (firstStep & 1) != 0);

    private void Outputs(int part, int partCount, int firstColumn)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, _window.ColumnCount);
        start = Math.Max(start, firstColumn);
        if (start < end)
        {
            _output.Forward(_window.HandUp(_layers.Length - 1, start, end - start), _window.Top.Stride, _window.Targets[start..end], start);
        }
    }
}
