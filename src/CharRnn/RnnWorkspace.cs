using System.Numerics;
using CharRnn.Kernels;
using MathNet.Numerics.LinearAlgebra;

namespace CharRnn;

/// <summary>The activations of one pass over a window: τ steps of B streams. Reusable; belongs to one thread at a time.</summary>
/// <remarks>
/// <see cref="Rnn{T}.Forward"/> fills it and <see cref="Rnn{T}.Backward"/> reads it; neither allocates. Not thread-safe:
/// give each thread a workspace of its own. Memory: about (τ + 1)·B·(2m + K) numbers plus two copies each of W and V.
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class RnnWorkspace<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly bool _sharesRows;

    /// <summary>Makes room for windows of up to τ steps of B streams.</summary>
    /// <param name="architecture">The sizes K and m.</param>
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
        int k = architecture.VocabularySize, m = architecture.HiddenSize;
        HiddenStride = PackedMatrix<T>.ColumnStride(m);
        LogitStride = PackedMatrix<T>.PaddedRows(k);
        Architecture = architecture;
        SequenceLength = sequenceLength;
        BatchSize = batchSize;
        int columns = sequenceLength * batchSize;
        Phases = new ParallelPhases(threadCount > 0 ? threadCount : ThreadChoice.ForWindow(architecture, sequenceLength, batchSize, Environment.ProcessorCount));
        Trial = threadCount == 0 && ThreadCount > 1 ? new ThreadTrial(Phases, TimeProvider.System) : null;
        Inputs = new int[columns];
        Targets = new int[columns];
        LossValues = new T[columns];
        TargetProbabilities = new T[columns];
        HiddenBuffer = new(HiddenStride * (columns + batchSize));
        ProbabilityBuffer = new(LogitStride * columns);
        GradientBuffer = new(HiddenStride * columns);
        OutputBias = new(LogitStride);
        OutputBias.Span[k..].Fill(T.NegativeInfinity);
        _sharesRows = ThreadChoice.SharesRows(batchSize, ThreadCount);
        int shares = _sharesRows ? ThreadCount : 1;
        PackedW = new(m, m, forVectors: batchSize == 1, shares);
        PackedV = new(k, m);
        PackedTransposedW = new(m, m, forVectors: batchSize == 1, shares);
        PackedTransposedV = new(m, k);
        PackedOutputGradient = new(k, columns);
        PackedHiddenGradient = new(m, columns);
    }

    /// <summary>The sizes K and m.</summary>
    public RnnArchitecture Architecture { get; }

    /// <summary>τ, the longest window.</summary>
    public int SequenceLength { get; }

    /// <summary>B, the number of streams.</summary>
    public int BatchSize { get; }

    /// <summary>Threads that share a pass, at most.</summary>
    public int ThreadCount => Phases.ThreadCount;

    /// <summary>Steps of the last window; 0 before the first pass.</summary>
    public int StepCount => ColumnCount / BatchSize;

    /// <summary>The loss of each position of the last window in nats, equation (5): element t·B + i is stream i at step t.</summary>
    public ReadOnlySpan<T> Losses => LossValues.AsSpan(0, ColumnCount);

    internal int HiddenStride { get; }

    internal int LogitStride { get; }

    /// <summary>Columns in use, steps · streams.</summary>
    internal int ColumnCount { get; set; }

    internal ParallelPhases Phases { get; }

    /// <summary>Null if the number of threads was stated.</summary>
    internal ThreadTrial? Trial { get; }

    internal int[] Inputs { get; }

    internal int[] Targets { get; }

    internal T[] LossValues { get; }

    /// <summary>The probability of each target, kept because dO takes its place during the backward pass.</summary>
    internal T[] TargetProbabilities { get; }

    /// <summary>HiddenStride × (steps + 1)·B: the state before the window, then h of every step.</summary>
    internal AlignedBuffer<T> HiddenBuffer { get; }

    /// <summary>LogitStride × steps·B: o, then p; dO while a backward pass runs.</summary>
    internal AlignedBuffer<T> ProbabilityBuffer { get; }

    /// <summary>HiddenStride × steps·B: dh, then da.</summary>
    internal AlignedBuffer<T> GradientBuffer { get; }

    /// <summary>c, with −∞ in the padding: there the probability is 0.</summary>
    internal AlignedBuffer<T> OutputBias { get; }

    internal PackedMatrix<T> PackedW { get; }

    internal PackedMatrix<T> PackedV { get; }

    internal PackedMatrix<T> PackedTransposedW { get; }

    internal PackedMatrix<T> PackedTransposedV { get; }

    internal PackedMatrix<T> PackedOutputGradient { get; }

    internal PackedMatrix<T> PackedHiddenGradient { get; }

    /// <summary>The parameters of the last forward pass.</summary>
    internal RnnParameters<T>? Parameters { get; set; }

    /// <summary>Where the running backward pass writes.</summary>
    internal RnnParameters<T>? Gradients { get; set; }

    /// <summary>h of one step, m numbers. A view that the next pass overwrites.</summary>
    /// <param name="step">0 to <see cref="StepCount"/> − 1.</param>
    /// <param name="stream">0 to <see cref="BatchSize"/> − 1.</param>
    /// <returns>The hidden state after the step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The last window has no such step or stream.</exception>
    public ReadOnlySpan<T> GetHiddenState(int step, int stream = 0)
        => HiddenBuffer.Span.Slice((ColumnOf(step, stream) + BatchSize) * HiddenStride, Architecture.HiddenSize);

    /// <summary>p of one step, K numbers. A view that the next pass overwrites.</summary>
    /// <param name="step">0 to <see cref="StepCount"/> − 1.</param>
    /// <param name="stream">0 to <see cref="BatchSize"/> − 1.</param>
    /// <returns>The probabilities of the character that follows the step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The last window has no such step or stream.</exception>
    public ReadOnlySpan<T> GetProbabilities(int step, int stream = 0)
        => ProbabilityBuffer.Span.Slice(ColumnOf(step, stream) * LogitStride, Architecture.VocabularySize);

    /// <summary>All hidden states, m × steps·B; column t·B + i is stream i after step t. A copy.</summary>
    /// <returns>A new matrix.</returns>
    /// <exception cref="InvalidOperationException">There has been no forward pass yet.</exception>
    public Matrix<T> CopyHiddenStates()
        => Copy(HiddenBuffer.Span[(BatchSize * HiddenStride)..], HiddenStride, Architecture.HiddenSize);

    /// <summary>All probabilities, K × steps·B; column t·B + i is stream i at step t. A copy.</summary>
    /// <returns>A new matrix.</returns>
    /// <exception cref="InvalidOperationException">There has been no forward pass yet.</exception>
    public Matrix<T> CopyProbabilities() => Copy(ProbabilityBuffer.Span, LogitStride, Architecture.VocabularySize);

    /// <summary>Refuses what no array can hold, before anything is allocated. Padding and alignment add less than a unit each way.</summary>
    private static void RequireRoom(RnnArchitecture architecture, int sequenceLength, int batchSize)
    {
        Int128 unit = PackedMatrix<T>.Unit, m = architecture.HiddenSize, widest = Math.Max(architecture.VocabularySize, architecture.HiddenSize);
        if ((m + unit) * (widest + unit) > Array.MaxLength)
        {
            throw new ArgumentException($"The architecture ({architecture}) needs an array of more than {Array.MaxLength} elements.", nameof(architecture));
        }

        if ((sequenceLength + Int128.One) * batchSize * (widest + unit) > Array.MaxLength)
        {
            throw new ArgumentException(
                $"A window of {sequenceLength} steps and {batchSize} streams at {architecture} needs an array of more than {Array.MaxLength} elements.",
                nameof(sequenceLength));
        }
    }

    /// <summary>Runs all steps of the last window: threads share the streams or, for want of streams, the rows of the states.</summary>
    internal void RunRecurrence(Phase streams, Steps rows)
    {
        if (_sharesRows)
        {
            Phases.RunSteps(rows, this, StepCount);
        }
        else
        {
            Phases.Run(streams, this);
        }
    }

    /// <summary>
    /// The rows of some panels of W or Wᵀ: after += w·before for some streams. W is read from its first number to its last or the
    /// other way round: it may be larger than a cache, and a step that begins where the step before has ended finds part of it
    /// there. No bit depends on it.
    /// </summary>
    internal void MultiplyAdd(
        PackedMatrix<T> w, int firstPanel, int endPanel, ReadOnlySpan<T> before, Span<T> after, int streams, bool backwards)
    {
        // Not by the streams at hand: the two kernels round differently, and threads must not change a bit.
        if (BatchSize == 1)
        {
            KernelSet<T>.Best.MultiplyVector(w, firstPanel, endPanel, before, after, backwards);
            return;
        }

        for (int p = firstPanel; p < endPanel; p++)
        {
            int panel = backwards ? firstPanel + endPanel - 1 - p : p;
            KernelSet<T>.Best.Multiply(w, panel, panel + 1, before, 1, HiddenStride, after, HiddenStride, HiddenStride, streams, accumulate: true);
        }
    }

    private int ColumnOf(int step, int stream)
    {
        if ((uint)step >= (uint)StepCount)
        {
            throw new ArgumentOutOfRangeException(nameof(step), step, $"The last window has {StepCount} steps.");
        }

        if ((uint)stream >= (uint)BatchSize)
        {
            throw new ArgumentOutOfRangeException(nameof(stream), stream, $"The workspace has {BatchSize} streams.");
        }

        return (step * BatchSize) + stream;
    }

    private Matrix<T> Copy(ReadOnlySpan<T> source, int stride, int rowCount)
    {
        if (ColumnCount == 0)
        {
            throw new InvalidOperationException("The workspace has seen no forward pass yet.");
        }

        var values = new T[rowCount * ColumnCount];
        for (int n = 0; n < ColumnCount; n++)
        {
            source.Slice(n * stride, rowCount).CopyTo(values.AsSpan(n * rowCount));
        }

        return Matrix<T>.Build.Dense(rowCount, ColumnCount, values);
    }
}
