using System.Numerics;
using System.Runtime.CompilerServices;
using CharRnn.Kernels;
using CharRnn.Network;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn;

/// <summary>The buffers for the activations of one window: τ steps of B streams. Reusable, by one thread at a time.</summary>
/// <remarks>
/// <see cref="Rnn{T}.Forward"/> fills it and <see cref="Rnn{T}.Backward"/> reads it; neither allocates. Not thread-safe:
/// give each thread a separate workspace. Memory: about (τ + 1)·B·(2m + K) numbers for one tanh layer, 6m more for each layer of a
/// gated cell, plus two copies of all weights but the first U.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RnnWorkspace<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly WindowThreads _threads;

    /// <summary>Allocates the buffers for windows of up to τ steps of B streams.</summary>
    /// <param name="architecture">The sizes K and m, the cell and the number of layers.</param>
    /// <param name="sequenceLength">τ, the longest window.</param>
    /// <param name="batchSize">B, the number of streams.</param>
    /// <param name="threadCount">
    /// Threads that share a pass; 0 chooses: one for small networks, otherwise up to the number of processors, as long as they
    /// turn out to be faster together than one alone. No result depends on it, not even in the last bit.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="architecture"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1; or <paramref name="threadCount"/> is negative or more than 1024.</exception>
    /// <exception cref="ArgumentException">The architecture or the window would need an array of more elements than .NET allows.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither <see cref="float"/> nor <see cref="double"/>.</exception>
    public RnnWorkspace(RnnArchitecture architecture, int sequenceLength, int batchSize = 1, int threadCount = 0)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        Preconditions.RequireSupported<T>();
        Preconditions.RequirePositive(sequenceLength);
        Preconditions.RequirePositive(batchSize);
        Preconditions.RequireThreadCount(threadCount);
        RequireRoom(architecture, sequenceLength, batchSize);
        Architecture = architecture;
        SequenceLength = sequenceLength;
        BatchSize = batchSize;
        _threads = new WindowThreads(architecture, sequenceLength, batchSize, threadCount, Unsafe.SizeOf<T>());
        Window = new Window<T>(architecture, sequenceLength, batchSize);
        Output = OutputLayer<T>.ForWindows(architecture, Window.ColumnCapacity, ThreadCount);
        Forward = new ForwardPass<T>(architecture, Window, Output, _threads);
        Backward = new BackwardPass<T>(architecture, Window, Output, _threads);
    }

    /// <summary>The sizes, the cell and the number of layers.</summary>
    public RnnArchitecture Architecture { get; }

    /// <summary>τ, the longest window.</summary>
    public int SequenceLength { get; }

    /// <summary>B, the number of streams.</summary>
    public int BatchSize { get; }

    /// <summary>Maximum number of threads that share a pass.</summary>
    public int ThreadCount => _threads.Phases.ThreadCount;

    /// <summary>Steps of the last window; 0 before the first pass.</summary>
    public int StepCount => Window.StepCount;

    /// <summary>The loss of each position of the last window in nats, equation (5): element t·B + i is stream i at step t.</summary>
    public ReadOnlySpan<T> Losses => Output.Losses[..Window.ColumnCount];

    /// <summary>The activations.</summary>
    internal Window<T> Window { get; }

    /// <summary>Logits, probabilities and losses.</summary>
    internal OutputLayer<T> Output { get; }

    internal ForwardPass<T> Forward { get; }

    internal BackwardPass<T> Backward { get; }

    /// <summary>h of the last layer after one step, m numbers. A view that the next pass overwrites.</summary>
    /// <param name="step">0 to <see cref="StepCount"/> − 1.</param>
    /// <param name="stream">0 to <see cref="BatchSize"/> − 1. Default 0.</param>
    /// <returns>The hidden state after the step, before any dropout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The last window has no such step or stream.</exception>
    public ReadOnlySpan<T> GetHiddenState(int step, int stream = 0) => GetHiddenState(step, stream, Architecture.LayerCount - 1);

    /// <summary>h of one layer after one step, m numbers. A view that the next pass overwrites.</summary>
    /// <param name="step">0 to <see cref="StepCount"/> − 1.</param>
    /// <param name="stream">0 to <see cref="BatchSize"/> − 1.</param>
    /// <param name="layer">0, which reads the characters, to LayerCount − 1.</param>
    /// <returns>The hidden state after the step, before any dropout.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The last window has no such step or stream, or the network no such layer.</exception>
    public ReadOnlySpan<T> GetHiddenState(int step, int stream, int layer)
    {
        if ((uint)layer >= (uint)Architecture.LayerCount)
        {
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"The network has {Quantity.Of(Architecture.LayerCount, "layer")}, counted from 0.");
        }

        LayerBuffers<T> buffers = Window.Layers[layer];
        return buffers.Hidden.Slice(ColumnOf(step, stream) * buffers.Stride, Architecture.HiddenSize);
    }

    /// <summary>p of one step, K numbers. A view that the next pass overwrites.</summary>
    /// <param name="step">0 to <see cref="StepCount"/> − 1.</param>
    /// <param name="stream">0 to <see cref="BatchSize"/> − 1.</param>
    /// <returns>The probabilities of the character that follows the step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The last window has no such step or stream.</exception>
    public ReadOnlySpan<T> GetProbabilities(int step, int stream = 0)
        => Output.Outputs.Slice(ColumnOf(step, stream) * Output.Stride, Architecture.VocabularySize);

    /// <summary>All hidden states of the last layer, m × steps·B; column t·B + i is stream i after step t. A copy.</summary>
    /// <returns>A new matrix.</returns>
    /// <exception cref="InvalidOperationException">There has been no forward pass yet.</exception>
    public Matrix<T> CopyHiddenStates() => Copy(Window.Top.Hidden, Window.Top.Stride, Architecture.HiddenSize);

    /// <summary>All probabilities, K × steps·B; column t·B + i is stream i at step t. A copy.</summary>
    /// <returns>A new matrix.</returns>
    /// <exception cref="InvalidOperationException">There has been no forward pass yet.</exception>
    public Matrix<T> CopyProbabilities() => Copy(Output.Outputs, Output.Stride, Architecture.VocabularySize);

    /// <summary>Refuses what no array can hold, before anything is allocated. Padding and alignment add less than a unit each way.</summary>
    private static void RequireRoom(RnnArchitecture architecture, int sequenceLength, int batchSize)
    {
        Int128 unit = PackedMatrix<T>.Unit, m = architecture.HiddenSize, k = architecture.VocabularySize;
        Int128 sums = CellShape.Of(architecture.Cell).PartCount * (m + unit), widest = Int128.Max(k + unit, sums);
        if (Int128.Max(sums, m + unit) * (Int128.Max(k, m) + unit) > Array.MaxLength)
        {
            throw new ArgumentException($"The architecture ({architecture}) needs an array of more than {Array.MaxLength} elements.", nameof(architecture));
        }

        if ((sequenceLength + Int128.One) * batchSize * (widest + unit) > Array.MaxLength)
        {
            throw new ArgumentException(
                $"A window of {Quantity.Of(sequenceLength, "step")} and {Quantity.Of(batchSize, "stream")} at {architecture} needs an array of more than {Array.MaxLength} elements.",
                nameof(sequenceLength));
        }
    }

    private int ColumnOf(int step, int stream)
    {
        if ((uint)step >= (uint)StepCount)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, $"The last window has {Quantity.Of(StepCount, "step")}.");
        }

        if ((uint)stream >= (uint)BatchSize)
        {
            throw new ArgumentOutOfRangeException(nameof(stream), stream, $"The workspace has {Quantity.Of(BatchSize, "stream")}.");
        }

        return (step * BatchSize) + stream;
    }

    private Matrix<T> Copy(ReadOnlySpan<T> source, int stride, int rowCount)
    {
        if (Window.ColumnCount == 0)
        {
            throw new InvalidOperationException("The workspace has no activations yet: call Forward first.");
        }

        var values = new T[rowCount * Window.ColumnCount];
        for (int n = 0; n < Window.ColumnCount; n++)
        {
            source.Slice(n * stride, rowCount).CopyTo(values.AsSpan(n * rowCount));
        }

        return Matrix<T>.Build.Dense(rowCount, Window.ColumnCount, values);
    }
}
