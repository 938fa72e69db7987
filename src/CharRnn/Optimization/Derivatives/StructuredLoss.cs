using CharRnn.Kernels;
using CharRnn.Network;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The loss as a function of one parameter at a time, recomputing only what the parameter can change.</summary>
/// <remarks>
/// <para>The window is computed once. Then, for an element of</para>
/// <list type="bullet">
/// <item>c or V: the hidden states do not change, nor do the logits except one row;</item>
/// <item>U of the first layer, column k: nothing changes before the first step that reads character k, and nothing at all if no step reads it;</item>
/// <item>W, or U of a layer above, column j: nothing changes in the layers below, nor before the first step at which the input h[j] (of the
/// previous step or of the layer below) is not 0 in some stream;</item>
/// <item>b or d: nothing changes in the layers below.</item>
/// </list>
/// <para>The same kernels recompute the rest in the same order as a whole pass, so the loss has the same bits. Works on its own copy of
/// the parameters.</para>
/// </remarks>
internal sealed class StructuredLoss : PerturbedLoss
{
    private readonly RnnParameters<double> _parameters;
    private readonly RnnWorkspace<double> _workspace;
    private readonly Window<double> _window;
    private readonly OutputLayer<double> _output;
    private readonly PackedMatrix<double> _v;
    private readonly KernelSet<double> _kernels = KernelSet<double>.Best;

    // Results of the unperturbed window. Cells are empty in layers without c.
    private readonly double[][] _hidden;
    private readonly double[][] _cells;
    private readonly double[] _logits;
    private readonly double[] _losses;

    // For each layer, the number of leading steps whose results are those of the unperturbed window.
    private readonly int[] _intactSteps;

    private ParameterBlock<double> _block;
    private int _index;
    private int _row;
    private double _original;
    private int _firstStep;

    internal StructuredLoss(GradientWindow window)
    {
        _parameters = window.Parameters.Clone();
        _workspace = window.CreateWorkspace();
        _block = _parameters.C;
        _losses = window.Losses(_parameters, _workspace, new double[window.State.Length]).ToArray();
        (_window, _output) = (_workspace.Window, _workspace.Output);
        _hidden = [.. _window.Layers.ToArray().Select(static layer => layer.HiddenWithStart.ToArray())];
        _cells = [.. _window.Layers.ToArray().Select(static layer => layer.CellsWithStart.ToArray())];
        _intactSteps = [.. _hidden.Select(_ => _workspace.StepCount)];
        _logits = new double[_output.Stride * _window.ColumnCount];
        for (int n = 0; n < _window.ColumnCount; n++)
        {
            _output.Bias.CopyTo(_logits.AsSpan(n * _output.Stride));
        }

        ParameterBlock<double> v = _parameters.V;
        _v = new(v.RowCount, v.ColumnCount, isHigh: true);
        _v.Pack(v.Elements, v.RowCount, v.ColumnCount);
        MultiplyByV(0, _v.PanelCount, _logits);
    }

    internal override bool IsConstant => _firstStep == _workspace.StepCount;

    internal override int TermCount => _losses.Length;

    internal override double Select(int block, int index)
    {
        _block = _parameters.Blocks[block];
        _index = index;
        _row = index % _block.RowCount;
        _original = _block.Elements[index];
        _firstStep = FirstStep(_block.Entry, index / _block.RowCount);
        return _original;
    }

    internal override void At(double value, Span<double> terms)
    {
        Set(value);
        if (_block.Entry.Role is ParameterRole.OutputWeights or ParameterRole.OutputBias)
        {
            LossesOfNewOutputs(terms);
        }
        else
        {
            LossesOfNewStates(terms);
        }
    }

    internal override void Release() => Set(_original);

    /// <summary>The first step on which an element of a column of an array has an effect.</summary>
    private int FirstStep(ParameterEntry entry, int column)
    {
        switch (entry)
        {
            case { HasColumnPerCharacter: true }:
                int position = _window.Characters.IndexOf(column);
                return position < 0 ? _workspace.StepCount : position / _workspace.BatchSize;
            case { Role: ParameterRole.InputWeights }:
                return FirstStepWith(entry.Layer - 1, column, _workspace.BatchSize);
            case { Role: ParameterRole.RecurrentWeights }:
                return FirstStepWith(entry.Layer, column, 0);
            default:
                return 0;
        }
    }

    /// <summary>The first step at which h[unit] ≠ 0 in some stream of a layer: before the step if the offset is 0, after it if the offset is B.</summary>
    private int FirstStepWith(int layer, int unit, int offset)
    {
        int position = 0, stride = _window.Top.Stride;
        while (position < _window.ColumnCount && _hidden[layer][((position + offset) * stride) + unit] == 0)
        {
            position++;
        }

        return position / _workspace.BatchSize;
    }

    private void Set(double value)
    {
        _block.Elements[_index] = value;
        _workspace.Forward.Repack(_block, _row);
        if (_block.Entry.Role == ParameterRole.OutputWeights)
        {
            _v.PackPanel(_block.Elements, _block.RowCount, _v.PanelOf(_row));
        }
    }

    private void LossesOfNewStates(Span<double> terms)
    {
        int firstLayer = _block.Entry.Layer;
        for (int layer = 0; layer < _intactSteps.Length; layer++)
        {
            // All steps count for the layers below, and the steps before the start of the new pass for the others.
            int end = layer < firstLayer ? _workspace.StepCount : _firstStep;
            Restore(layer, _intactSteps[layer], end);
            _intactSteps[layer] = end;
        }

        _workspace.Forward.Resume(firstLayer, _firstStep);
        int firstColumn = _firstStep * _workspace.BatchSize;
        _losses.AsSpan(0, firstColumn).CopyTo(terms);
        _workspace.Losses[firstColumn..].CopyTo(terms[firstColumn..]);
    }

    /// <summary>Restores the states of some steps of a layer.</summary>
    private void Restore(int layer, int start, int end)
    {
        if (start < end)
        {
            LayerBuffers<double> buffers = _window.Layers[layer];
            int at = (start + 1) * _workspace.BatchSize * buffers.Stride, count = (end - start) * _workspace.BatchSize * buffers.Stride;
            _hidden[layer].AsSpan(at, count).CopyTo(buffers.HiddenWithStart[at..]);
            if (_cells[layer].Length > 0)
            {
                _cells[layer].AsSpan(at, count).CopyTo(buffers.CellsWithStart[at..]);
            }
        }
    }

    private void LossesOfNewOutputs(Span<double> terms)
    {
        int stride = _output.Stride, panel = _v.PanelOf(_row);
        int row = _v.PanelRow(panel), height = _v.PanelHeight(panel);
        Span<double> outputs = _output.Outputs[.._logits.Length];
        _logits.CopyTo(outputs);
        for (int n = 0; n < _window.ColumnCount; n++)
        {
            _output.Bias.Slice(row, height).CopyTo(outputs[((n * stride) + row)..]);
        }

        MultiplyByV(panel, panel + 1, outputs);
        for (int n = 0; n < _window.ColumnCount; n++)
        {
            terms[n] = _kernels.SoftmaxCrossEntropy(outputs.Slice(n * stride, stride), _window.Targets[n]);
        }
    }

    /// <summary>Adds V·H of the unperturbed hidden states of the last layer to the rows of some panels.</summary>
    private void MultiplyByV(int firstPanel, int endPanel, Span<double> outputs)
        => _kernels.Multiply(
            _v, firstPanel, endPanel, _hidden[^1].AsSpan(_workspace.BatchSize * _window.Top.Stride), 1, _window.Top.Stride,
            outputs, _output.Stride, _output.Stride, _window.ColumnCount, accumulate: true);
}
