using System.Diagnostics;
using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn;

/// <summary>Equations (1) to (5) for a whole window. Numbers refer to docs/bptt.md.</summary>
/// <remarks>
/// Only W h_{t−1} runs step by step. Threads share first the streams, then the columns; no sum is split between two of
/// them, so their number does not change a bit of the result.
/// </remarks>
internal static class ForwardPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Action<object, int> _pack = static (state, part) => Pack((RnnWorkspace<T>)state, part);
    private static readonly Action<object, int> _hiddenStates = static (state, part) => HiddenStates((RnnWorkspace<T>)state, part, firstStep: 0);
    private static readonly Action<object, int> _outputs = static (state, part) => Outputs((RnnWorkspace<T>)state, part, firstStep: 0);

    /// <summary>Fills hidden states, probabilities and losses from the inputs, targets and starting state in the workspace.</summary>
    internal static void Run(RnnWorkspace<T> workspace)
    {
        workspace.Parameters!.C.Elements.CopyTo(workspace.OutputBias.Span);
        workspace.PackedW.Reserve(workspace.Architecture.HiddenSize);
        workspace.PackedV.Reserve(workspace.Architecture.HiddenSize);
        workspace.Phases.Run(_pack, workspace);
        workspace.Phases.Run(_hiddenStates, workspace);
        workspace.Phases.Run(_outputs, workspace);
    }

    /// <summary>
    /// Runs again from a step on, with the weights as they are packed: what comes before that step is still in the
    /// workspace. For a workspace of one thread. The bits are those of a whole pass.
    /// </summary>
    internal static void Resume(RnnWorkspace<T> workspace, int firstStep)
    {
        Debug.Assert(workspace.ThreadCount == 1, "Resume does the work of all parts.");
        HiddenStates(workspace, 0, firstStep);
        Outputs(workspace, 0, firstStep);
    }

    private static void Pack(RnnWorkspace<T> workspace, int part)
    {
        RnnParameters<T> parameters = workspace.Parameters!;
        (int start, int end) = workspace.Phases.Share(part, workspace.PackedW.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            workspace.PackedW.PackPanel(parameters.W.Elements, parameters.W.RowCount, panel);
        }

        (start, end) = workspace.Phases.Share(part, workspace.PackedV.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            workspace.PackedV.PackPanel(parameters.V.Elements, parameters.V.RowCount, panel);
        }
    }

    /// <summary>Equations (1) and (2) for the streams of a part.</summary>
    private static void HiddenStates(RnnWorkspace<T> workspace, int part, int firstStep)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        RnnParameters<T> parameters = workspace.Parameters!;
        int stride = workspace.HiddenStride, batch = workspace.BatchSize;
        (int start, int end) = workspace.Phases.Share(part, batch);
        int streams = end - start;
        if (streams == 0)
        {
            return;
        }

        Span<T> hidden = workspace.HiddenBuffer.Span;
        for (int t = firstStep; t < workspace.StepCount; t++)
        {
            int column = (t * batch) + start;
            ReadOnlySpan<T> before = hidden.Slice(column * stride, streams * stride);
            Span<T> after = hidden.Slice((column + batch) * stride, streams * stride);
            kernels.Gather(parameters.U.Elements, parameters.B.Elements, workspace.Inputs.AsSpan(column, streams), after, stride);
            // Not by the streams of this part: the two kernels round differently, and threads must not change a bit.
            if (batch == 1)
            {
                kernels.MultiplyVector(workspace.PackedW, before, after, backwards: (t & 1) != 0);
            }
            else
            {
                MultiplyPanels(kernels, workspace.PackedW, before, after, stride, streams, backwards: (t & 1) != 0);
            }

            kernels.Tanh(after);
        }
    }

    /// <summary>
    /// after += w·before for several streams, panel by panel from first to last or the other way round: W may be larger than
    /// the second-level cache, and a step that begins where the step before has ended finds part of it there. No bit depends on it.
    /// </summary>
    internal static void MultiplyPanels(KernelSet<T> kernels, PackedMatrix<T> w, ReadOnlySpan<T> before, Span<T> after, int stride, int streams, bool backwards)
    {
        for (int p = 0; p < w.PanelCount; p++)
        {
            int panel = backwards ? w.PanelCount - 1 - p : p;
            kernels.Multiply(w, panel, panel + 1, before, 1, stride, after, stride, stride, streams, accumulate: true);
        }
    }

    /// <summary>Equations (14), (4) and (5) for the columns of a part.</summary>
    private static void Outputs(RnnWorkspace<T> workspace, int part, int firstStep)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        int hiddenStride = workspace.HiddenStride, stride = workspace.LogitStride;
        (int start, int end) = workspace.Phases.Share(part, workspace.ColumnCount);
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
