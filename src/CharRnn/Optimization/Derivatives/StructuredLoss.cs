using CharRnn.Kernels;

namespace CharRnn.Optimization.Derivatives;

/// <summary>The loss as a function of one parameter at a time, without the work that cannot change it.</summary>
/// <remarks>
/// <para>The window is computed once. Then, for an element of</para>
/// <list type="bullet">
/// <item>c or V: hidden states stay as they are, and so do all logits but one row;</item>
/// <item>U, column k: nothing changes before the first step that reads character k, and nothing at all if none does;</item>
/// <item>W, column j: nothing changes before the first step that some stream enters with h[j] ≠ 0;</item>
/// <item>b: everything changes.</item>
/// </list>
/// <para>Whatever is computed again is computed by the same kernels in the same order as in a whole pass, so the loss has
/// the same bits. Works on its own copy of the parameters.</para>
/// </remarks>
internal sealed class StructuredLoss : PerturbedLoss
{
    private readonly RnnParameters<double> _parameters;
    private readonly RnnWorkspace<double> _workspace;
    private readonly KernelSet<double> _kernels = KernelSet<double>.Best;

    // Of the unperturbed window.
    private readonly double[] _hidden;
    private readonly double[] _logits;
    private readonly double[] _losses;

    private ParameterBlock<double> _block;
    private int _index;
    private int _row;
    private double _original;
    private int _firstStep;

    // The steps before this one are still those of the unperturbed window.
    private int _intactSteps;

    internal StructuredLoss(GradientWindow window)
    {
        _parameters = window.Parameters.Clone();
        _workspace = window.CreateWorkspace();
        _block = _parameters.C;
        window.Losses(_parameters, _workspace, new double[window.State.Length]);
        _hidden = _workspace.Window.Top.HiddenWithStart.ToArray();
        _losses = _workspace.Losses.ToArray();
        _logits = new double[_workspace.Output.Stride * _workspace.Window.ColumnCount];
        for (int n = 0; n < _workspace.Window.ColumnCount; n++)
        {
            _workspace.Output.Bias.CopyTo(_logits.AsSpan(n * _workspace.Output.Stride));
        }

        MultiplyByV(0, _workspace.Output.V.PanelCount, _logits);
        _intactSteps = _workspace.StepCount;
    }

    internal override bool IsConstant => _firstStep == _workspace.StepCount;

    private bool IsOutput => _block == _parameters.V || _block == _parameters.C;

    internal override double Select(int block, int index)
    {
        _block = _parameters.Blocks[block];
        _index = index;
        _row = index % _block.RowCount;
        _original = _block.Elements[index];
        _firstStep = FirstStep(index / _block.RowCount);
        return _original;
    }

    internal override int TermCount => _losses.Length;

    internal override void At(double value, Span<double> terms)
    {
        Set(value);
        if (IsOutput)
        {
            LossesOfNewOutputs(terms);
        }
        else
        {
            LossesOfNewStates(terms);
        }
    }

    internal override void Release() => Set(_original);

    /// <summary>The first step that an element of a column of the chosen block acts on.</summary>
    private int FirstStep(int column)
    {
        if (_block == _parameters.U)
        {
            int position = _workspace.Window.Characters.IndexOf(column);
            return position < 0 ? _workspace.StepCount : position / _workspace.BatchSize;
        }

        if (_block == _parameters.W)
        {
            // Column n of the buffer is the state that position n starts from.
            int position = 0;
            while (position < _workspace.Window.ColumnCount && _hidden[(position * _workspace.Window.Top.Stride) + column] == 0)
            {
                position++;
            }

            return position / _workspace.BatchSize;
        }

        return 0;
    }

    private void Set(double value)
    {
        _block.Elements[_index] = value;
        _workspace.Forward.Repack(_block, _row);
    }

    private void LossesOfNewStates(Span<double> terms)
    {
        if (_firstStep > _intactSteps)
        {
            RestoreSteps(_intactSteps, _firstStep);
        }

        _intactSteps = _firstStep;
        _workspace.Forward.Resume(firstLayer: 0, _firstStep);
        _workspace.Losses.CopyTo(terms);
    }

    private void RestoreSteps(int start, int end)
    {
        int first = start * _workspace.BatchSize, count = (end - start) * _workspace.BatchSize;
        int at = (first + _workspace.BatchSize) * _workspace.Window.Top.Stride;
        _hidden.AsSpan(at, count * _workspace.Window.Top.Stride).CopyTo(_workspace.Window.Top.HiddenWithStart[at..]);
        _losses.AsSpan(first, count).CopyTo(_workspace.Output.Losses[first..]);
    }

    private void LossesOfNewOutputs(Span<double> terms)
    {
        int stride = _workspace.Output.Stride, panel = _workspace.Output.V.PanelOf(_row);
        int row = _workspace.Output.V.PanelRow(panel), height = _workspace.Output.V.PanelHeight(panel);
        Span<double> outputs = _workspace.Output.Outputs[.._logits.Length];
        _logits.CopyTo(outputs);
        for (int n = 0; n < _workspace.Window.ColumnCount; n++)
        {
            _workspace.Output.Bias.Slice(row, height).CopyTo(outputs[((n * stride) + row)..]);
        }

        MultiplyByV(panel, panel + 1, outputs);
        for (int n = 0; n < _workspace.Window.ColumnCount; n++)
        {
            terms[n] = _kernels.SoftmaxCrossEntropy(outputs.Slice(n * stride, stride), _workspace.Window.Targets[n]);
        }
    }

    /// <summary>Adds V·H of the unperturbed hidden states to the rows of some panels.</summary>
    private void MultiplyByV(int firstPanel, int endPanel, Span<double> outputs)
        => _kernels.Multiply(
            _workspace.Output.V, firstPanel, endPanel, _hidden.AsSpan(_workspace.BatchSize * _workspace.Window.Top.Stride), 1, _workspace.Window.Top.Stride,
            outputs, _workspace.Output.Stride, _workspace.Output.Stride, _workspace.Window.ColumnCount, accumulate: true);
}
