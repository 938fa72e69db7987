using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn;

/// <summary>Equations (1) to (5) for a whole window. Numbers refer to docs/bptt.md.</summary>
/// <remarks>
/// Only W h_{t−1} runs step by step. There threads share the streams; when these are few, the rows of W and of the states, and
/// meet after every step. The rest they share by columns. No sum is split between two of them, so their number does not change
/// a bit of the result.
/// </remarks>
internal static class ForwardPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Phase _pack = static (state, part, partCount) => Pack((RnnWorkspace<T>)state, part, partCount);
    private static readonly Phase _streams = static (state, part, partCount) => Streams((RnnWorkspace<T>)state, part, partCount);
    private static readonly Steps _rows = static (state, part, partCount, firstStep, endStep)
        => Rows((RnnWorkspace<T>)state, part, partCount, firstStep, endStep);

    private static readonly Phase _outputs = static (state, part, partCount) => Outputs((RnnWorkspace<T>)state, part, partCount, firstStep: 0);

    /// <summary>Fills hidden states, probabilities and losses from the inputs, targets and starting state in the workspace.</summary>
    internal static void Run(RnnWorkspace<T> workspace)
    {
        workspace.Trial?.Begin();
        workspace.Parameters!.C.Elements.CopyTo(workspace.OutputBias.Span);
        workspace.PackedW.Reserve(workspace.Architecture.HiddenSize);
        workspace.PackedV.Reserve(workspace.Architecture.HiddenSize);
        workspace.Phases.Run(_pack, workspace);
        workspace.RunRecurrence(_streams, _rows);
        workspace.Phases.Run(_outputs, workspace);
        workspace.Trial?.End(workspace.ColumnCount);
    }

    /// <summary>
    /// Runs again from a step on, with the weights as they are packed: what comes before that step is still in the
    /// workspace. On the caller's thread. The bits are those of a whole pass.
    /// </summary>
    internal static void Resume(RnnWorkspace<T> workspace, int firstStep)
    {
        Rows(workspace, 0, 1, firstStep, workspace.StepCount);
        Outputs(workspace, 0, 1, firstStep);
    }

    private static void Pack(RnnWorkspace<T> workspace, int part, int partCount)
    {
        RnnParameters<T> parameters = workspace.Parameters!;
        (int start, int end) = ParallelPhases.Share(part, partCount, workspace.PackedW.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            workspace.PackedW.PackPanel(parameters.W.Elements, parameters.W.RowCount, panel);
        }

        (start, end) = ParallelPhases.Share(part, partCount, workspace.PackedV.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            workspace.PackedV.PackPanel(parameters.V.Elements, parameters.V.RowCount, panel);
        }
    }

    private static void Streams(RnnWorkspace<T> workspace, int part, int partCount)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, workspace.BatchSize);
        HiddenStates(workspace, 0, workspace.PackedW.PanelCount, start, end - start, 0, workspace.StepCount);
    }

    private static void Rows(RnnWorkspace<T> workspace, int part, int partCount, int firstStep, int endStep)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, workspace.PackedW.PanelCount);
        HiddenStates(workspace, start, end, 0, workspace.BatchSize, firstStep, endStep);
    }

    /// <summary>Equations (1) and (2) for the rows of some panels of W, some streams and some steps.</summary>
    private static void HiddenStates(
        RnnWorkspace<T> workspace, int firstPanel, int endPanel, int firstStream, int streams, int firstStep, int endStep)
    {
        if (firstPanel == endPanel || streams == 0)
        {
            return;
        }

        KernelSet<T> kernels = KernelSet<T>.Best;
        RnnParameters<T> parameters = workspace.Parameters!;
        int stride = workspace.HiddenStride, batch = workspace.BatchSize;
        (int row, int rows) = workspace.PackedW.PanelRows(firstPanel, endPanel);
        Span<T> hidden = workspace.HiddenBuffer.Span;
        for (int t = firstStep; t < endStep; t++)
        {
            int column = (t * batch) + firstStream;
            ReadOnlySpan<T> before = hidden.Slice(column * stride, streams * stride);
            Span<T> after = hidden.Slice((column + batch) * stride, streams * stride);
            kernels.Gather(parameters.U.Elements, parameters.B.Elements, workspace.Inputs.AsSpan(column, streams), after, stride, row, rows);
            workspace.MultiplyAdd(workspace.PackedW, firstPanel, endPanel, before, after, streams, backwards: (t & 1) != 0);
            for (int i = 0; i < streams; i++)
            {
                kernels.Tanh(after.Slice((i * stride) + row, rows));
            }
        }
    }

    /// <summary>Equations (14), (4) and (5) for the columns of a part.</summary>
    private static void Outputs(RnnWorkspace<T> workspace, int part, int partCount, int firstStep)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        int hiddenStride = workspace.HiddenStride, stride = workspace.LogitStride;
        (int start, int end) = ParallelPhases.Share(part, partCount, workspace.ColumnCount);
        start = Math.Max(start, firstStep * workspace.BatchSize);
        int columns = end - start;
        if (columns <= 0)
        {
            return;
        }

        ReadOnlySpan<T> hidden = workspace.HiddenBuffer.Span.Slice((start + workspace.BatchSize) * hiddenStride, columns * hiddenStride);
        Span<T> outputs = workspace.ProbabilityBuffer.Span.Slice(start * stride, columns * stride);
        ReadOnlySpan<T> bias = workspace.OutputBias.Span;
        for (int n = 0; n < columns; n++)
        {
            bias.CopyTo(outputs[(n * stride)..]);
        }

        kernels.Multiply(workspace.PackedV, 0, workspace.PackedV.PanelCount, hidden, 1, hiddenStride, outputs, stride, stride, columns, accumulate: true);
        ReadOnlySpan<int> targets = workspace.Targets.AsSpan(start, columns);
        kernels.SoftmaxCrossEntropy(outputs, stride, targets, workspace.LossValues.AsSpan(start, columns));
        for (int n = 0; n < columns; n++)
        {
            workspace.TargetProbabilities[start + n] = outputs[(n * stride) + targets[n]];
        }
    }
}
