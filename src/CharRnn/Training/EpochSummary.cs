namespace CharRnn.Training;

/// <summary>Losses of one complete pass over the text.</summary>
/// <param name="Epoch">Complete passes over the text, this one included: 1 for the first.</param>
/// <param name="Update">The last update of the epoch, counted from the start of training.</param>
/// <param name="SequenceLength">τ of the epoch.</param>
/// <param name="TrainingLoss">
/// The mean loss over the characters of the epoch, in nats per character, each measured before the update that learns from
/// it. Unlike the smooth loss it does not depend on where in the text the epoch ends.
/// </param>
/// <param name="ValidationLoss">The loss on the held-out part after the epoch, in nats per character; NaN when nothing is held out.</param>
public sealed record EpochSummary(int Epoch, long Update, int SequenceLength, double TrainingLoss, double ValidationLoss);

/// <summary>Data of the event <see cref="Trainer{T}.EpochCompleted"/>.</summary>
public sealed class EpochCompletedEventArgs : EventArgs
{
    internal EpochCompletedEventArgs(EpochSummary summary, bool isBest)
    {
        Summary = summary;
        IsBest = isBest;
    }

    /// <summary>The losses of the epoch.</summary>
    public EpochSummary Summary { get; }

    /// <summary>Whether its validation loss is the smallest so far; false when nothing is held out.</summary>
    public bool IsBest { get; }
}
