using System.Globalization;
using System.Numerics;
using CharRnn.Kernels;
using CharRnn.Optimization;

namespace CharRnn.Training;

/// <summary>Trains a network on a text, window after window.</summary>
/// <remarks>
/// <para>Each update takes τ characters at position e as inputs and the characters one further on as targets; runs forward from
/// the state that the window before has left; propagates back within the window; clips; and applies the optimiser. Then
/// e grows by τ; when no whole window is left, one epoch is over, and e and the state are zero again.</para>
/// <para>With B streams the text is cut into B contiguous parts of ⌊N/B⌋ characters. Stream i reads part i, all at the same e.</para>
/// <para>Nothing is allocated per update. Not thread-safe.</para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int HistoryCapacity = 4096;
    private readonly IOptimizer<T> _optimizer;
    private readonly RnnWorkspace<T> _workspace;
    private readonly RnnParameters<T> _gradients;
    private readonly T[] _state;
    private readonly int[] _inputs;
    private readonly int[] _targets;
    private readonly List<LossPoint> _history = new(HistoryCapacity);
    private readonly BestParameters<T> _best;

    /// <summary>Prepares to train a model; nothing is trained yet.</summary>
    /// <param name="model">Changed by training.</param>
    /// <param name="optimizer">For the model's architecture.</param>
    /// <param name="options">Defaults when null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="optimizer"/> is null.</exception>
    public Trainer(RnnModel<T> model, IOptimizer<T> optimizer, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        Model = model;
        _optimizer = optimizer;
        Options = options ?? new TrainingOptions();
        RnnParameters<T> parameters = model.Rnn.Parameters;
        _workspace = new RnnWorkspace<T>(parameters.Architecture, Options.SequenceLength, Options.BatchSize, Options.ThreadCount);
        _gradients = new RnnParameters<T>(parameters.Architecture);
        _state = new T[model.Rnn.StateSize * Options.BatchSize];
        _inputs = new int[Options.SequenceLength * Options.BatchSize];
        _targets = new int[_inputs.Length];
        _best = new BestParameters<T>(parameters, Options.KeepBest);
    }

    /// <summary>Raised before the updates that <see cref="TrainingOptions.SampleEvery"/> names, on the training thread.</summary>
    public event EventHandler<SampleDueEventArgs<T>>? SampleDue;

    /// <summary>The model that is being trained.</summary>
    public RnnModel<T> Model { get; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Updates made so far.</summary>
    public long Update { get; private set; }

    /// <summary>Complete passes over the text.</summary>
    public int Epoch { get; private set; }

    /// <summary>e, where the next window starts.</summary>
    public int Position { get; private set; }

    /// <summary>The smooth loss, equation (21), in nats, summed over steps and streams; NaN before the first update.</summary>
    public double SmoothLoss { get; private set; } = double.NaN;

    /// <summary>h before the next window, StateSize × B, column-major.</summary>
    public ReadOnlySpan<T> State => _state;

    /// <summary>The loss curve so far.</summary>
    public IReadOnlyList<LossPoint> LossHistory => _history;

    /// <summary>One update.</summary>
    /// <param name="text">The whole text as indexes; the same one at every call.</param>
    /// <returns>Where training stands after it.</returns>
    /// <exception cref="ArgumentException">The text is too short for one window in every stream.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite.</exception>
    public TrainingProgress Step(ReadOnlySpan<int> text)
    {
        int partLength = RequireRoom(text.Length, nameof(text));
        if (Position > partLength - Options.SequenceLength - 1)
        {
            StartAgain();
        }

        RaiseSampleDue(text);
        CopyWindow(text, partLength);
        double loss = double.CreateTruncating(Model.Rnn.Forward(_inputs, _targets, _state, _workspace));
        long update = Update + 1;
        if (!double.IsFinite(loss))
        {
            throw new TrainingDivergedException(update, FirstDamagedBlock());
        }

        double smoothLoss = Update == 0 ? loss : (Options.Smoothing * SmoothLoss) + ((1 - Options.Smoothing) * loss);
        _best.BeforeUpdate(smoothLoss);
        Model.Rnn.Backward(_workspace, _gradients);
        Clip();
        _optimizer.Apply(Model.Rnn.Parameters, _gradients);
        if (FirstDamagedBlock() is { } damaged)
        {
            _best.Abandon();
            throw new TrainingDivergedException(update, damaged);
        }

        _best.AfterUpdate(update, smoothLoss);
        Update = update;
        SmoothLoss = smoothLoss;
        if (Options.HistoryEvery > 0 && (update == 1 || update % Options.HistoryEvery == 0))
        {
            _history.Add(new LossPoint(update, loss, smoothLoss));
        }

        Position += Options.SequenceLength;
        if (Position > partLength - Options.SequenceLength - 1)
        {
            Epoch++;
            StartAgain();
        }

        return Progress(loss);
    }

    /// <summary>Updates until <see cref="TrainingOptions.MaxUpdates"/> or <see cref="TrainingOptions.Epochs"/>, whichever comes first.</summary>
    /// <param name="text">The text as indexes.</param>
    /// <param name="progress">Told after updates, on the training thread; may be null.</param>
    /// <param name="cancellationToken">Stops between two updates; the model is then as the last update left it.</param>
    /// <returns>What was reached.</returns>
    /// <exception cref="ArgumentException">The text is too short, or nothing would ever end the training.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. <see cref="Result"/> tells what was reached.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite.</exception>
    public TrainingResult<T> Train(ReadOnlySpan<int> text, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        RequireRoom(text.Length, nameof(text));
        if (Options is { MaxUpdates: 0, Epochs: 0 } && !cancellationToken.CanBeCanceled)
        {
            throw new ArgumentException("Training would never end: set MaxUpdates or Epochs in the options, or pass a token that can be cancelled.", nameof(cancellationToken));
        }

        while (!IsFinished)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TrainingProgress now = Step(text);
            if (now.Update == 1 || now.Update % Options.ReportEvery == 0 || IsFinished)
            {
                progress?.Report(now);
            }
        }

        return Result();
    }

    /// <summary>What has been reached so far, with a deep copy of the best parameters.</summary>
    /// <returns>A snapshot that further training does not change.</returns>
    public TrainingResult<T> Result() => new()
    {
        Updates = Update,
        Epochs = Epoch,
        SmoothLoss = SmoothLoss,
        BestSmoothLoss = _best.SmoothLoss,
        BestUpdate = _best.Update,
        BestParameters = _best.Copy(),
        LossHistory = [.. _history],
    };

    private bool IsFinished
        => (Options.MaxUpdates > 0 && Update >= Options.MaxUpdates) || (Options.Epochs > 0 && Epoch >= Options.Epochs);

    private TrainingProgress Progress(double loss) => new()
    {
        Update = Update,
        Epoch = Epoch,
        Position = Position,
        Loss = loss,
        SmoothLoss = SmoothLoss,
        CharactersPerUpdate = _inputs.Length,
    };

    private int RequireRoom(int length, string name)
    {
        long needed = (Options.SequenceLength + 1L) * Options.BatchSize;
        if (length < needed)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The text has {length} characters; {needed} are needed for one window of {Options.SequenceLength} steps and the character after it, in each of {Options.BatchSize} streams."),
                name);
        }

        return length / Options.BatchSize;
    }

    private void StartAgain()
    {
        Position = 0;
        Array.Clear(_state);
    }

    private void RaiseSampleDue(ReadOnlySpan<int> text)
    {
        long next = Update + 1;
        if (SampleDue is { } handler && Options.SampleEvery > 0 && (next == 1 || next % Options.SampleEvery == 0))
        {
            T[] state = _state.AsSpan(0, Model.Rnn.StateSize).ToArray();
            handler(this, new SampleDueEventArgs<T>(Model, next, SmoothLoss, state, text[Position]));
        }
    }

    private void CopyWindow(ReadOnlySpan<int> text, int partLength)
    {
        int batch = Options.BatchSize;
        for (int i = 0; i < batch; i++)
        {
            ReadOnlySpan<int> window = text.Slice((i * partLength) + Position, Options.SequenceLength + 1);
            for (int t = 0; t < Options.SequenceLength; t++)
            {
                _inputs[(t * batch) + i] = window[t];
                _targets[(t * batch) + i] = window[t + 1];
            }
        }
    }

    private void Clip()
    {
        if (double.IsFinite(Options.GradientNormLimit))
        {
            GradientClipping.ClipGlobalNorm(_gradients, Preconditions.To<T>(Options.GradientNormLimit));
        }

        if (double.IsFinite(Options.GradientLimit))
        {
            GradientClipping.ClipElements(_gradients, Preconditions.To<T>(Options.GradientLimit));
        }
    }

    private string? FirstDamagedBlock()
    {
        foreach (ParameterBlock<T> block in Model.Rnn.Parameters.BlockSpan)
        {
            if (!KernelSet<T>.Best.AllFinite(block.Elements))
            {
                return block.Name;
            }
        }

        return null;
    }
}
