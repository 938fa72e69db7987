using System.Numerics;
using CharRnn.Kernels;

namespace CharRnn;

/// <summary>Equations (6) to (13) for a whole window: backpropagation through time. Numbers refer to docs/bptt.md.</summary>
/// <remarks>
/// Only Wᵀ da_{t+1} runs step by step. There threads share the streams; when these are few, the rows of Wᵀ and of dh, and meet
/// after every step. Before it they share the columns, after it the rows of the gradients. No sum is split between two of them,
/// so their number does not change a bit of the result.
/// </remarks>
internal static class BackwardPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly Phase _pack = static (state, part, partCount) => Pack((RnnWorkspace<T>)state, part, partCount);
    private static readonly Phase _outputs = static (state, part, partCount) => Outputs((RnnWorkspace<T>)state, part, partCount);
    private static readonly Phase _streams = static (state, part, partCount) => Streams((RnnWorkspace<T>)state, part, partCount);
    private static readonly Steps _rows = static (state, part, partCount, firstStep, endStep)
        => Rows((RnnWorkspace<T>)state, part, partCount, firstStep, endStep);

    private static readonly Phase _weights = static (state, part, partCount) => Weights((RnnWorkspace<T>)state, part, partCount);

    /// <summary>Overwrites the gradients of the workspace with those of its last forward pass.</summary>
    internal static void Run(RnnWorkspace<T> workspace)
    {
        int m = workspace.Architecture.HiddenSize, k = workspace.Architecture.VocabularySize, columns = workspace.ColumnCount;
        SubtractTargets(workspace);
        workspace.Gradients!.Loop.Phases = workspace.Phases;
        ClearInputGradient(workspace.Gradients.U, workspace.Inputs.AsSpan(0, columns));
        workspace.PackedTransposedW.Reserve(m);
        workspace.PackedTransposedV.Reserve(k);
        workspace.PackedOutputGradient.Reserve(columns);
        workspace.PackedHiddenGradient.Reserve(columns);
        workspace.Phases.Run(_pack, workspace);
        workspace.Phases.Run(_outputs, workspace);
        workspace.RunRecurrence(_streams, _rows);
        workspace.Phases.Run(_weights, workspace);
        RestoreProbabilities(workspace);
    }

    /// <summary>Equation (6), in the place of the probabilities.</summary>
    private static void SubtractTargets(RnnWorkspace<T> workspace)
    {
        Span<T> outputs = workspace.ProbabilityBuffer.Span;
        for (int n = 0; n < workspace.ColumnCount; n++)
        {
            outputs[(n * workspace.LogitStride) + workspace.Targets[n]] = workspace.TargetProbabilities[n] - T.One;
        }
    }

    private static void RestoreProbabilities(RnnWorkspace<T> workspace)
    {
        Span<T> outputs = workspace.ProbabilityBuffer.Span;
        for (int n = 0; n < workspace.ColumnCount; n++)
        {
            outputs[(n * workspace.LogitStride) + workspace.Targets[n]] = workspace.TargetProbabilities[n];
        }
    }

    /// <summary>Clears dU, or only the columns that the window before has left in it.</summary>
    private static void ClearInputGradient(ParameterBlock<T> dU, ReadOnlySpan<int> inputs)
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
        foreach (int input in inputs)
        {
            touched.Add(input);
        }
    }

    private static void Pack(RnnWorkspace<T> workspace, int part, int partCount)
    {
        RnnParameters<T> parameters = workspace.Parameters!;
        (int start, int end) = ParallelPhases.Share(part, partCount, workspace.PackedTransposedW.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            workspace.PackedTransposedW.PackPanelTransposed(parameters.W.Elements, parameters.W.RowCount, panel);
        }

        (start, end) = ParallelPhases.Share(part, partCount, workspace.PackedTransposedV.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            workspace.PackedTransposedV.PackPanelTransposed(parameters.V.Elements, parameters.V.RowCount, panel);
        }
    }

    /// <summary>Equation (15), the part of (9) that does not depend on time, for the columns of a part.</summary>
    private static void Outputs(RnnWorkspace<T> workspace, int part, int partCount)
    {
        int stride = workspace.HiddenStride, logitStride = workspace.LogitStride;
        (int start, int end) = ParallelPhases.Share(part, partCount, workspace.ColumnCount);
        int columns = end - start;
        if (columns > 0)
        {
            KernelSet<T>.Best.Multiply(
                workspace.PackedTransposedV, 0, workspace.PackedTransposedV.PanelCount,
                workspace.ProbabilityBuffer.Span[(start * logitStride)..], 1, logitStride,
                workspace.GradientBuffer.Span[(start * stride)..], stride, stride, columns, accumulate: false);
        }
    }

    private static void Streams(RnnWorkspace<T> workspace, int part, int partCount)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, workspace.BatchSize);
        HiddenStates(workspace, 0, workspace.PackedTransposedW.PanelCount, start, end - start, 0, workspace.StepCount);
    }

    private static void Rows(RnnWorkspace<T> workspace, int part, int partCount, int firstStep, int endStep)
    {
        (int start, int end) = ParallelPhases.Share(part, partCount, workspace.PackedTransposedW.PanelCount);
        HiddenStates(workspace, start, end, 0, workspace.BatchSize, firstStep, endStep);
    }

    /// <summary>
    /// The rest of equation (9), and (10), for the rows of some panels of Wᵀ, some streams and some steps. Step 0 is the window's last.
    /// </summary>
    private static void HiddenStates(
        RnnWorkspace<T> workspace, int firstPanel, int endPanel, int firstStream, int streams, int firstStep, int endStep)
    {
        if (firstPanel == endPanel || streams == 0)
        {
            return;
        }

        KernelSet<T> kernels = KernelSet<T>.Best;
        int stride = workspace.HiddenStride, batch = workspace.BatchSize;
        (int row, int rows) = workspace.PackedTransposedW.PanelRows(firstPanel, endPanel);
        Span<T> gradients = workspace.GradientBuffer.Span;
        ReadOnlySpan<T> hidden = workspace.HiddenBuffer.Span;
        for (int step = firstStep; step < endStep; step++)
        {
            int t = workspace.StepCount - 1 - step, column = (t * batch) + firstStream;
            Span<T> current = gradients.Slice(column * stride, streams * stride);
            if (step > 0)
            {
                ReadOnlySpan<T> next = gradients.Slice((column + batch) * stride, streams * stride);
                workspace.MultiplyAdd(workspace.PackedTransposedW, firstPanel, endPanel, next, current, streams, backwards: (t & 1) != 0);
            }

            for (int i = 0; i < streams; i++)
            {
                kernels.TanhBackward(hidden.Slice(((column + batch + i) * stride) + row, rows), current.Slice((i * stride) + row, rows));
            }
        }
    }

    /// <summary>Equations (7), (8), (11), (12) and (13) for the rows of a part.</summary>
    private static void Weights(RnnWorkspace<T> workspace, int part, int partCount)
    {
        KernelSet<T> kernels = KernelSet<T>.Best;
        RnnParameters<T> gradients = workspace.Gradients!;
        int m = workspace.Architecture.HiddenSize, k = workspace.Architecture.VocabularySize, columns = workspace.ColumnCount;
        int stride = workspace.HiddenStride, logitStride = workspace.LogitStride;
        ReadOnlySpan<T> hidden = workspace.HiddenBuffer.Span;
        ReadOnlySpan<T> dO = workspace.ProbabilityBuffer.Span, dA = workspace.GradientBuffer.Span;
        PackedMatrix<T> packed = workspace.PackedOutputGradient;
        (int start, int end) = ParallelPhases.Share(part, partCount, packed.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            int row = packed.PanelRow(panel), rows = Math.Min(packed.PanelHeight(panel), k - row);
            packed.PackPanel(dO, logitStride, panel);
            kernels.SumColumns(dO[row..], logitStride, columns, gradients.C.Elements.Slice(row, rows));
            kernels.Multiply(packed, panel, panel + 1, hidden[(workspace.BatchSize * stride)..], stride, 1, gradients.V.Elements, k, k, m, accumulate: false);
        }

        packed = workspace.PackedHiddenGradient;
        (start, end) = ParallelPhases.Share(part, partCount, packed.PanelCount);
        for (int panel = start; panel < end; panel++)
        {
            int row = packed.PanelRow(panel), rows = Math.Min(packed.PanelHeight(panel), m - row);
            packed.PackPanel(dA, stride, panel);
            kernels.SumColumns(dA[row..], stride, columns, gradients.B.Elements.Slice(row, rows));
            kernels.ScatterAdd(dA, stride, workspace.Inputs.AsSpan(0, columns), gradients.U.Elements, m, row, rows);
            kernels.Multiply(packed, panel, panel + 1, hidden, stride, 1, gradients.W.Elements, m, m, m, accumulate: false);
        }
    }
}
