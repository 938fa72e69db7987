using System.Collections.ObjectModel;
using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Training;

/// <summary>Trains a network on a text, window after window.</summary>
/// <remarks>
/// <para>Each update takes τ characters at position e as inputs and the characters one further on as targets; runs forward from
/// the state that the window before has left; propagates back within the window; clips; and applies the optimiser. Then
/// e grows by τ; when no whole window is left, one epoch is over, and e and the state are zero again.</para>
/// <para>With B streams the text is cut into B contiguous parts of ⌊N/B⌋ characters. Stream i reads part i, all at the same e.</para>
/// <para>That is the order by default. <see cref="TrainingOptions"/> can hold out a part of the text, read it in shuffled or
/// random chunks or as separate documents, and change τ from epoch to epoch.</para>
/// <para>Nothing is allocated per update; an epoch adds one record to a list. Not thread-safe.</para>
/// </remarks>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed partial class Trainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int HistoryCapacity = 4096;
    private readonly ParameterUpdate<T> _parameterUpdate;
    private readonly RnnWorkspace<T> _workspace;
    private readonly int[] _inputs;
    private readonly int[] _targets;
    private readonly int[] _window;
    private readonly int? _endOfText;
    private HeldOutLoss<T>? _heldOutLoss;
    private WindowSchedule? _schedule;
    private int _textLength;

    // What a checkpoint holds, besides the parameters and the optimiser.
    private readonly T[] _state;
    private readonly List<LossPoint> _history = new(HistoryCapacity);
    private ReadOnlyCollection<LossPoint>? _historyView;
    private readonly BestParameters<T> _best;
    private readonly EpochLog<T> _epochs;
    private TrainingCounters _counters = new();

    /// <summary>Prepares to train a model; nothing is trained yet.</summary>
    /// <param name="model">Changed by training.</param>
    /// <param name="optimizer">For the model's architecture.</param>
    /// <param name="options">Defaults when null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="optimizer"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The optimiser is for another architecture, the vocabulary lacks the end-of-text symbol, there is patience but nothing
    /// to be patient with, or a window needs an array of more elements than .NET allows.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A gradient limit is 0 in <typeparamref name="T"/>.</exception>
    public Trainer(RnnModel<T> model, IOptimizer<T> optimizer, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        Model = model;
        Optimizer = optimizer;
        Options = options ?? new TrainingOptions();
        RequireFit(model.Rnn.Parameters.Architecture, optimizer, Options);
        bool validates = Options.Validation.Kind != ValidationKind.None;
        if (Options.Patience > 0 && !validates)
        {
            throw new ArgumentException("Patience needs a validation loss: hold out a part of the text with Validation.", nameof(options));
        }

        RnnParameters<T> parameters = model.Rnn.Parameters;
        _endOfText = Options.FindEndOfText(model.Vocabulary, nameof(options));
        _workspace = new RnnWorkspace<T>(parameters.Architecture, Options.LongestSequence, Options.BatchSize, Options.ThreadCount);
        _parameterUpdate = new ParameterUpdate<T>(model.Rnn, optimizer, Options);
        _state = new T[model.Rnn.StateSize * Options.BatchSize];
        _inputs = new int[Options.LongestSequence * Options.BatchSize];
        _targets = new int[_inputs.Length];
        _window = new int[Options.LongestSequence + 1];
        _best = new BestParameters<T>(parameters, Options.KeepBest);
        _epochs = new EpochLog<T>(parameters, Options.KeepBest && validates);
    }

    /// <summary>Raised before the updates that <see cref="TrainingOptions.SampleEvery"/> names, on the training thread.</summary>
    public event EventHandler<SampleDueEventArgs<T>>? SampleDue;

    /// <summary>Raised at the end of every epoch, on the training thread.</summary>
    public event EventHandler<EpochCompletedEventArgs>? EpochCompleted;

    /// <summary>The model that is being trained.</summary>
    public RnnModel<T> Model { get; }

    /// <summary>What turns gradients into updates.</summary>
    public IOptimizer<T> Optimizer { get; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>Updates made so far.</summary>
    public long Update => _counters.Update;

    /// <summary>Complete passes over the text.</summary>
    public int Epoch => _counters.Epoch;

    /// <summary>e, where the next window of stream 0 starts; 0 before the first update.</summary>
    public int Position => _schedule is { } schedule && _counters.Window < schedule.WindowCount ? schedule.StartOf(_counters.Window, 0) : 0;

    /// <summary>Passes over the text so far, the running one as a fraction: 1.5 in the middle of the second epoch.</summary>
    public double Passes => Epoch + (_schedule is { } schedule ? (double)_counters.Window / schedule.WindowCount : 0);

    /// <summary>The smooth loss, equation (21), in nats, summed over a full window (or its mean); NaN before the first update.</summary>
    public double SmoothLoss => _counters.SmoothLoss;

    /// <summary>h before the next window, StateSize × B, column-major.</summary>
    public ReadOnlySpan<T> State => _state;

    /// <summary>The loss curve so far: a live view, which grows with training and cannot be changed.</summary>
    public IReadOnlyList<LossPoint> LossHistory => _historyView ??= _history.AsReadOnly();

    /// <summary>The complete epochs so far: a live view, which grows with training and cannot be changed.</summary>
    public IReadOnlyList<EpochSummary> EpochHistory => _epochs.Epochs;

    /// <summary>One update.</summary>
    /// <param name="text">The whole text as indexes; the same one at every call.</param>
    /// <returns>Where training stands after it.</returns>
    /// <exception cref="ArgumentException">The text is too short for one window in every stream.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite, or the loss has exploded.</exception>
    public TrainingProgress Step(ReadOnlySpan<int> text) => Step(new IndexSpan(text));

    private TrainingProgress Step(IndexSpan text)
    {
        WindowSchedule schedule = ScheduleFor(text);
        int window = _counters.Window, length = schedule.LengthOf(window), characters = length * Options.BatchSize;
        ClearStates(schedule);
        CopyWindow(text, schedule, length);
        RaiseSampleDue(text, schedule);
        ReadOnlySpan<int> inputs = _inputs.AsSpan(0, characters), targets = _targets.AsSpan(0, characters);
        double sum = double.CreateTruncating(Model.Rnn.Forward(inputs, targets, _state, _workspace));
        long update = Update + 1;
        RequireHealthy(sum, characters, update);

        double loss = Options.LossReduction == LossReduction.Mean ? sum / characters : sum;
        double smoothLoss = Smooth(loss, length, schedule.SequenceLength);
        _best.BeforeUpdate(smoothLoss);
        if (_parameterUpdate.Apply(_workspace, characters) is { } damaged)
        {
            throw Diverged(new TrainingDivergedException(update, damaged));
        }

        _best.AfterUpdate(update, smoothLoss);
        _epochs.Add(sum, characters);
        (_counters.Update, _counters.SmoothLoss, _counters.Window) = (update, smoothLoss, window + 1);
        if (Options.HistoryEvery > 0 && (update == 1 || update % Options.HistoryEvery == 0))
        {
            _history.Add(new LossPoint(update, loss, smoothLoss));
        }

        int fullWindow = schedule.SequenceLength * Options.BatchSize;
        if (_counters.Window == schedule.WindowCount)
        {
            CompleteEpoch(text, schedule);
        }

        return Progress(loss, fullWindow);
    }

    /// <summary>
    /// Updates until <see cref="TrainingOptions.MaxUpdates"/>, <see cref="TrainingOptions.Epochs"/> or the end of
    /// <see cref="TrainingOptions.Patience"/>, whichever comes first.
    /// </summary>
    /// <param name="text">The text as indexes.</param>
    /// <param name="progress">Told after updates, on the training thread; may be null.</param>
    /// <param name="cancellationToken">Stops between two updates; the model is then as the last update left it.</param>
    /// <returns>What was reached.</returns>
    /// <exception cref="ArgumentException">The text is too short, or nothing would ever end the training.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. <see cref="Result"/> tells what was reached.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite, or the loss has exploded.</exception>
    public TrainingResult<T> Train(ReadOnlySpan<int> text, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        => Train(new IndexSpan(text), progress, cancellationToken);

    private TrainingResult<T> Train(IndexSpan text, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ScheduleFor(text);
        if (Options is { MaxUpdates: 0, Epochs: 0, Patience: 0 } && !cancellationToken.CanBeCanceled)
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

    /// <summary>Measures the network as it is on the held-out part of the text.</summary>
    /// <param name="text">The whole text, as for <see cref="Step(ReadOnlySpan{int})"/>.</param>
    /// <returns>The mean over the held-out characters, in nats per character; NaN when nothing is held out.</returns>
    /// <exception cref="ArgumentException">The text is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    public double Validate(ReadOnlySpan<int> text) => Validate(new IndexSpan(text));

    private double Validate(IndexSpan text)
    {
        TextSegment[] heldOut = ScheduleFor(text).HeldOut;
        return heldOut.Length == 0 ? double.NaN : (_heldOutLoss ??= new HeldOutLoss<T>(Model.Rnn)).NatsPerCharacter(text, heldOut);
    }

    /// <summary>What has been reached so far, with a deep copy of the best parameters.</summary>
    /// <returns>A snapshot that further training does not change.</returns>
    public TrainingResult<T> Result()
    {
        // First: it may find that the best parameters are older than it was thought.
        RnnParameters<T>? best = _best.Copy();
        return new TrainingResult<T>
        {
            Updates = Update,
            Epochs = Epoch,
            SmoothLoss = SmoothLoss,
            BestSmoothLoss = _best.SmoothLoss,
            BestUpdate = _best.Update,
            BestParameters = best,
            LossHistory = [.. _history],
            EpochHistory = [.. _epochs.Epochs],
            BestEpoch = _epochs.Best,
            BestValidationParameters = _epochs.Best is null ? null : _epochs.BestParameters?.Clone(),
            StoppedEarly = PatienceIsOver,
        };
    }

    private bool PatienceIsOver => Options.Patience > 0 && _epochs.EpochsSinceBest >= Options.Patience;

    private bool IsFinished
        => (Options.MaxUpdates > 0 && Update >= Options.MaxUpdates) || (Options.Epochs > 0 && Epoch >= Options.Epochs) || PatienceIsOver;

    /// <summary>Equation (21), over full windows: the loss of a shorter one is scaled up, and the past is scaled when τ changes.</summary>
    private double Smooth(double loss, int length, int sequenceLength)
    {
        if (Options.LossReduction == LossReduction.Sum)
        {
            loss = length == sequenceLength ? loss : loss * sequenceLength / length;
            if (_counters.SmoothLength != sequenceLength && Update > 0)
            {
                double factor = (double)sequenceLength / _counters.SmoothLength;
                _counters.SmoothLoss *= factor;
                _best.Rescale(factor);
            }
        }

        _counters.SmoothLength = sequenceLength;
        return Update == 0 ? loss : (Options.Smoothing * SmoothLoss) + ((1 - Options.Smoothing) * loss);
    }

    private void CompleteEpoch(IndexSpan text, WindowSchedule schedule)
    {
        bool isBest = _epochs.Complete(Update, schedule.SequenceLength, Validate(text));
        _counters.Epoch++;
        _counters.Window = 0;
        schedule.BeginEpoch(Epoch);
        Array.Clear(_state);
        EpochCompleted?.Invoke(this, new EpochCompletedEventArgs(_epochs.Epochs[^1], isBest));
    }

    private void RaiseSampleDue(IndexSpan text, WindowSchedule schedule)
    {
        long next = Update + 1;
        if (SampleDue is { } handler && Options.SampleEvery > 0 && (next == 1 || next % Options.SampleEvery == 0))
        {
            T[] state = _state.AsSpan(0, Model.Rnn.StateSize).ToArray();
            handler(this, new SampleDueEventArgs<T>(Model, next, SmoothLoss, state, text[schedule.StartOf(_counters.Window, 0)]));
        }
    }

    private TrainingProgress Progress(double loss, int fullWindow) => new()
    {
        Update = Update,
        Epoch = Epoch,
        Position = Position,
        Loss = loss,
        SmoothLoss = SmoothLoss,
        CharactersPerUpdate = fullWindow,
        LossReduction = Options.LossReduction,
        LastEpoch = _epochs.Epochs.Count > 0 ? _epochs.Epochs[^1] : null,
    };
}
