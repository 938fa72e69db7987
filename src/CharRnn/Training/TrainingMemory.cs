using System.Numerics;

namespace CharRnn.Training;

/// <summary>The state of a training run besides the model and the optimiser, live. Checkpoints write and restore it.</summary>
/// <param name="Windows">The position in the text and the hidden state.</param>
/// <param name="SmoothLoss">The smooth loss.</param>
/// <param name="LossHistory">The loss curve.</param>
/// <param name="Best">The parameters at the smallest smooth loss.</param>
/// <param name="Epochs">The complete epochs and the running one.</param>
/// <param name="BestEpoch">The epoch with the smallest validation loss, and its parameters.</param>
internal sealed record TrainingMemory<T>(
    WindowReader<T> Windows, SmoothLoss SmoothLoss, List<LossPoint> LossHistory, BestParameters<T> Best, EpochLog Epochs, BestEpoch<T> BestEpoch)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Points of the loss curve for which there is room at the start.</summary>
    private const int HistoryCapacity = 4096;

    /// <summary>The memory of a new run.</summary>
    /// <param name="model">The model that is trained.</param>
    /// <param name="validated">The model that is validated: the same, or the average of its weights.</param>
    /// <param name="options">How it is trained.</param>
    internal static TrainingMemory<T> Of(RnnModel<T> model, RnnModel<T> validated, TrainingOptions options) => new(
        new WindowReader<T>(model, options),
        new SmoothLoss(options),
        new List<LossPoint>(HistoryCapacity),
        new BestParameters<T>(model.Rnn.Parameters, options.KeepBest),
        new EpochLog(),
        new BestEpoch<T>(validated.Rnn.Parameters, options.KeepBest && options.Validation.Kind != ValidationKind.None));

    /// <summary>Records an update.</summary>
    /// <param name="update">Its number.</param>
    /// <param name="sum">The loss of its window, in nats, summed.</param>
    /// <param name="characters">The characters of its window.</param>
    /// <param name="loss">The loss in the convention of the options.</param>
    /// <param name="smoothLoss">The smooth loss with it.</param>
    /// <param name="historyEvery">Updates from one point of the curve to the next; 0 for none.</param>
    internal void Record(long update, double sum, int characters, double loss, double smoothLoss, int historyEvery)
    {
        Best.AfterUpdate(update, smoothLoss);
        SmoothLoss.Set(smoothLoss);
        Epochs.AddWindow(sum, characters);
        if (historyEvery > 0 && (update == 1 || update % historyEvery == 0))
        {
            LossHistory.Add(new LossPoint(update, loss, smoothLoss));
        }
    }

    /// <summary>Progress of training after an update.</summary>
    internal TrainingProgress ToProgress(long update, double loss, int fullWindow, LossReduction reduction) => new()
    {
        Update = update,
        Epoch = Windows.Epoch,
        Position = Windows.Position,
        Loss = loss,
        SmoothLoss = SmoothLoss.Value,
        CharactersPerUpdate = fullWindow,
        LossReduction = reduction,
        LastEpoch = Epochs.Last,
    };

    /// <summary>A snapshot that further training does not change.</summary>
    internal TrainingResult<T> ToResult(long update, TrainingOptions options, int vocabularySize, bool stoppedEarly)
    {
        // Called first, because it may find that the best parameters are older than assumed.
        RnnParameters<T>? best = Best.Copy();
        int characters = options.LossReduction == LossReduction.Mean ? 1 : Math.Max(1, SmoothLoss.SequenceLength) * options.BatchSize;
        return new TrainingResult<T>
        {
            Updates = update,
            Epochs = Windows.Epoch,
            SmoothLoss = SmoothLoss.Value,
            BestSmoothLoss = Best.SmoothLoss,
            NatsPerCharacter = SmoothLoss.Value / characters,
            BestNatsPerCharacter = Best.SmoothLoss / characters,
            GuessLoss = Math.Log(vocabularySize),
            BestUpdate = Best.Update,
            BestParameters = best,
            LossHistory = [.. LossHistory],
            EpochHistory = [.. Epochs.Epochs],
            BestEpoch = BestEpoch.Summary,
            BestValidationParameters = BestEpoch.Parameters?.Clone(),
            StoppedEarly = stoppedEarly,
        };
    }
}
