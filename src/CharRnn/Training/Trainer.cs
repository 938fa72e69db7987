using System.Collections.ObjectModel;
using System.Numerics;
using CharRnn.Optimization;

namespace CharRnn.Training;

/// <summary>Trains a network on a text, one window after the other.</summary>
/// <remarks>
/// <para>Each update takes τ characters at position e as inputs and the characters one further on as targets; runs forward from
/// the state that the window before has left; propagates back within the window; clips; and applies the optimiser. Then
/// e grows by τ; when no whole window is left, one epoch is over, and e and the state are zero again.</para>
/// <para>With B streams the text is cut into B contiguous parts of ⌊N/B⌋ characters. Stream i reads part i, all at the same e.</para>
/// <para>That is the order by default. <see cref="TrainingOptions"/> can hold out a part of the text, read it in shuffled or
/// random chunks or as separate documents, and change τ from epoch to epoch.</para>
/// <para>Nothing is allocated per update; an epoch adds one record to a list. Not thread-safe.</para>
/// </remarks>
/// <example>
/// Trains a network with the settings of the command, reports progress, and saves the model:
/// <code><![CDATA[
/// EncodedText text = TextFile.Read("novel.txt");
/// TrialSettings settings = TrialSettings.For(text, hiddenSize: 32);
/// settings = settings with { Training = settings.Training with { MaxUpdates = 300, ReportEvery = 100 } };
///
/// Trainer<float> trainer = settings.CreateTrainer<float>(text);
/// TrainingResult<float> result = trainer.Train(text, new ConsoleProgress());
/// trainer.Model.Save("novel.safetensors");
/// Console.WriteLine($"{result.Updates} updates, {result.Epochs} epochs, {result.NatsPerCharacter:F2} nats per character");
///
/// internal sealed class ConsoleProgress : IProgress<TrainingProgress>
/// {
///     public void Report(TrainingProgress value) => Console.WriteLine($"update {value.Update}: {value.NatsPerCharacter:F2}");
/// }
/// ]]></code>
/// </example>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Trainer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly DivergenceGuard<T> _guard;
    private readonly EarlyStopping<T> _earlyStopping;
    private readonly TrainingForward<T> _forward;
    private HeldOutLoss<T>? _heldOutLoss;
    private ReadOnlyCollection<LossPoint>? _historyView;

    /// <summary>Creates a trainer for a model.</summary>
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
        TrainingFit.Require(model.Rnn.Parameters.Architecture, optimizer, Options);
        WeightAverage<T>? average = Options.AveragedShare > 0 ? new WeightAverage<T>(model, Options.AveragedShare) : null;
        TrainedModel = average?.Model ?? model;
        Memory = TrainingMemory<T>.Of(model, TrainedModel, Options);
        _earlyStopping = new EarlyStopping<T>(Options, Memory.BestEpoch);
        _guard = new DivergenceGuard<T>(model, new ParameterUpdate<T>(model.Rnn, optimizer, Options, average), Memory.Best);
        _forward = new TrainingForward<T>(model.Rnn, Memory.Windows, _guard, Options);
    }

    /// <summary>Raised before the updates at which <see cref="TrainingOptions.SampleEvery"/> asks for a sample, on the training thread.</summary>
    public event EventHandler<SampleDueEventArgs<T>>? SampleDue;

    /// <summary>Raised at the end of every epoch, on the training thread.</summary>
    public event EventHandler<EpochCompletedEventArgs>? EpochCompleted;

    /// <summary>The model that is being trained.</summary>
    public RnnModel<T> Model { get; }

    /// <summary>
    /// The model to use, live: that with the averaged parameters if <see cref="TrainingOptions.AveragedShare"/> asks for an average,
    /// otherwise <see cref="Model"/>. It is the one that is validated.
    /// </summary>
    public RnnModel<T> TrainedModel { get; }

    /// <summary>The optimiser.</summary>
    public IOptimizer<T> Optimizer { get; }

    /// <summary>The training options.</summary>
    public TrainingOptions Options { get; private set; }

    /// <summary>Number of updates made so far.</summary>
    public long Update { get; internal set; }

    /// <summary>Complete passes over the text: 0 during the first one.</summary>
    public int Epoch => Memory.Windows.Epoch;

    /// <summary>e, where the next window of stream 0 starts; 0 before the first update.</summary>
    public int Position => Memory.Windows.Position;

    /// <summary>Passes over the text so far, including the fraction of the current one: 1.5 in the middle of the second epoch.</summary>
    public double Passes => Memory.Windows.Passes;

    /// <summary>The smooth loss, equation (21), in nats, summed over a full window (or its mean); NaN before the first update.</summary>
    public double SmoothLoss => Memory.SmoothLoss.Value;

    /// <summary>h before the next window, StateSize × B, column-major.</summary>
    public ReadOnlySpan<T> State => Memory.Windows.State;

    /// <summary>The loss curve so far: a live view, which grows with training and cannot be changed.</summary>
    public IReadOnlyList<LossPoint> LossHistory => _historyView ??= Memory.LossHistory.AsReadOnly();

    /// <summary>The complete epochs so far: a live view, which grows with training and cannot be changed.</summary>
    public IReadOnlyList<EpochSummary> EpochHistory => Memory.Epochs.Epochs;

    /// <summary>Determines whether the run can continue and is worth a checkpoint.</summary>
    internal DivergenceGuard<T> Guard => _guard;

    /// <summary>All of the run that is not in the model or the optimiser, live.</summary>
    internal TrainingMemory<T> Memory { get; }

    /// <summary>Makes one update.</summary>
    /// <param name="text">The whole text as indexes; the same one at every call.</param>
    /// <returns>The progress of training after the update.</returns>
    /// <exception cref="ArgumentException">The text is too short for one window in every stream.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite, or the loss has exploded.</exception>
    /// <exception cref="InvalidOperationException">An exception in the optimiser has interrupted an earlier update.</exception>
    public TrainingProgress Step(ReadOnlySpan<int> text) => Step(new IndexSpan(text));

    /// <summary>As <see cref="Step(ReadOnlySpan{int})"/>, for an <see cref="EncodedText"/>, which takes one byte per character if K ≤ 256.</summary>
    /// <param name="text">The whole text, encoded with the model's vocabulary; the same one at every call.</param>
    /// <returns>The progress of training after the update.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has another vocabulary than the model, or is too short for one window in every stream.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite, or the loss has exploded.</exception>
    public TrainingProgress Step(EncodedText text) => Step(Memory.Windows.IndexesOf(text));

    /// <summary>
    /// Trains until <see cref="TrainingOptions.MaxUpdates"/>, <see cref="TrainingOptions.Epochs"/> or the end of
    /// <see cref="TrainingOptions.Patience"/>, whichever comes first.
    /// </summary>
    /// <param name="text">The text as indexes.</param>
    /// <param name="progress">Receives progress after updates, on the training thread; may be null.</param>
    /// <param name="cancellationToken">Stops between two updates; the model is then as the last update left it.</param>
    /// <returns>The result of training.</returns>
    /// <exception cref="ArgumentException">The text is too short, or nothing would ever end the training.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. <see cref="Result"/> tells what was reached.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite, or the loss has exploded.</exception>
    /// <exception cref="InvalidOperationException">An exception in the optimiser has interrupted an earlier update.</exception>
    public TrainingResult<T> Train(ReadOnlySpan<int> text, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        => Train(new IndexSpan(text), progress, cancellationToken);

    /// <summary>
    /// As <see cref="Train(ReadOnlySpan{int}, IProgress{TrainingProgress}?, CancellationToken)"/>, for an <see cref="EncodedText"/>, which takes one
    /// byte per character if K ≤ 256.
    /// </summary>
    /// <param name="text">The text, encoded with the model's vocabulary.</param>
    /// <param name="progress">Receives progress after updates, on the training thread; may be null.</param>
    /// <param name="cancellationToken">Stops between two updates; the model is then as the last update left it.</param>
    /// <returns>The result of training.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has another vocabulary than the model, or is too short, or nothing would ever end the training.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. <see cref="Result"/> tells what was reached.</exception>
    /// <exception cref="TrainingDivergedException">The loss or a parameter is NaN or infinite, or the loss has exploded.</exception>
    public TrainingResult<T> Train(EncodedText text, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
        => Train(Memory.Windows.IndexesOf(text), progress, cancellationToken);

    /// <summary>Measures the loss of <see cref="TrainedModel"/> on the held-out part of the text.</summary>
    /// <param name="text">The whole text, as for <see cref="Step(ReadOnlySpan{int})"/>.</param>
    /// <returns>The mean over the held-out characters, in nats per character; NaN when nothing is held out.</returns>
    /// <exception cref="ArgumentException">The text is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is not in the vocabulary.</exception>
    public double Validate(ReadOnlySpan<int> text) => Validate(new IndexSpan(text));

    /// <summary>As <see cref="Validate(ReadOnlySpan{int})"/>, for an encoded text.</summary>
    /// <param name="text">The whole text, encoded with the model's vocabulary.</param>
    /// <returns>The mean over the held-out characters, in nats per character; NaN when nothing is held out.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has another vocabulary than the model, or is too short.</exception>
    public double Validate(EncodedText text) => Validate(Memory.Windows.IndexesOf(text));

    /// <summary>Measures <see cref="TrainedModel"/> on the test part of the text, which training never uses.</summary>
    /// <param name="text">The whole text, encoded with the model's vocabulary.</param>
    /// <returns>The mean over the characters of <see cref="TrainingOptions.Test"/>, in nats per character; NaN when there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has another vocabulary than the model, or is too short.</exception>
    public double Test(EncodedText text) => Loss(Memory.Windows.IndexesOf(text), Memory.Windows.Open(Memory.Windows.IndexesOf(text)).Test);

    /// <summary>Gets the results of training so far, with a deep copy of the best parameters.</summary>
    /// <returns>A snapshot that further training does not change.</returns>
    public TrainingResult<T> Result() => Memory.ToResult(Update, Options, Model.Vocabulary.Count, _earlyStopping.IsDue);

    /// <summary>Ends the run at another update than planned, from the next update on; a cosine of one of this library's optimisers turns towards the new end.</summary>
    /// <remarks>
    /// <see cref="TrainingOptions.MaxUpdates"/> becomes the new end, and epochs no longer end the run. A run that is started with the final
    /// <see cref="LearningRateSchedule.Turns"/> and the final end of this run gives the same bits.
    /// </remarks>
    /// <param name="lastUpdate">The last update of the run, greater than <see cref="Update"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lastUpdate"/> is not greater than <see cref="Update"/>.</exception>
    public void EndAt(long lastUpdate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lastUpdate, Update);
        Options = Options with { MaxUpdates = lastUpdate, Epochs = 0 };
        if (Optimizer is Optimizer<T> optimizer)
        {
            optimizer.Schedule = optimizer.Schedule.TurningAt(Update, lastUpdate);
        }
    }

    private TrainingResult<T> Train(IndexSpan text, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        Memory.Windows.Open(text);
        TrainingFit.RequireEnd(Options, cancellationToken);
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

    private bool IsFinished
        => (Options.MaxUpdates > 0 && Update >= Options.MaxUpdates) || (Options.Epochs > 0 && Epoch >= Options.Epochs) || _earlyStopping.IsDue;

    private TrainingProgress Step(IndexSpan text)
    {
        _guard.RequireWholeUpdates();
        WindowSchedule schedule = Memory.Windows.Open(text);
        if (Memory.Windows.IsAtEnd)
        {
            // An exception has prevented the completion of the epoch.
            CompleteEpoch(text, schedule);
        }

        TrainingWindow window = Memory.Windows.Read(text);
        int characters = window.Inputs.Length;
        RaiseSampleDue(window.Inputs[0]);
        long update = Update + 1;
        double sum = _forward.Run(window, update);
        double loss = Options.LossReduction == LossReduction.Mean ? sum / characters : sum;
        if (Memory.SmoothLoss.SequenceLength != schedule.SequenceLength)
        {
            Memory.Best.Rescale(Memory.SmoothLoss.ChangeLength(schedule.SequenceLength));
        }

        double smoothLoss = Memory.SmoothLoss.After(loss, window.Length);
        Memory.Best.BeforeUpdate(smoothLoss);
        _guard.Apply(_forward.Workspace, characters, update);
        Update = update;
        Memory.Record(update, sum, characters, loss, smoothLoss, Options.HistoryEvery);
        int fullWindow = schedule.SequenceLength * Options.BatchSize;
        if (Memory.Windows.Advance())
        {
            CompleteEpoch(text, schedule);
        }

        return Memory.ToProgress(update, loss, fullWindow, Options.LossReduction);
    }

    private void CompleteEpoch(IndexSpan text, WindowSchedule schedule)
    {
        EpochSummary summary = Memory.Epochs.Complete(Update, schedule.SequenceLength, Validate(text));
        bool isBest = Memory.BestEpoch.Complete(summary);
        Memory.Windows.BeginNextEpoch();
        EpochCompleted?.Invoke(this, new EpochCompletedEventArgs(summary, isBest));
    }

    private void RaiseSampleDue(int nextInput)
    {
        long next = Update + 1;
        if (SampleDue is { } handler && Options.SampleEvery > 0 && (next == 1 || next % Options.SampleEvery == 0))
        {
            T[] state = State[..Model.Rnn.StateSize].ToArray();
            handler(this, new SampleDueEventArgs<T>(Model, next, SmoothLoss, state, nextInput));
        }
    }

    private double Validate(IndexSpan text) => Loss(text, Memory.Windows.Open(text).HeldOut);

    private double Loss(IndexSpan text, TextSegment[] heldOut)
        => heldOut.Length == 0 ? double.NaN : (_heldOutLoss ??= new HeldOutLoss<T>(TrainedModel.Rnn, Options.ThreadCount)).NatsPerCharacter(text, heldOut);
}
