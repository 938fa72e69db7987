namespace CharRnn.Training;

/// <summary>Progress of training after an update.</summary>
public readonly record struct TrainingProgress
{
    /// <summary>Number of updates made so far: 1 after the first.</summary>
    public long Update { get; init; }

    /// <summary>Complete passes over the text: 0 during the first one.</summary>
    public int Epoch { get; init; }

    /// <summary>e, where the next window starts, in characters from the start of the text (or of each stream's part).</summary>
    public int Position { get; init; }

    /// <summary>
    /// The loss of this update's window before the update, in nats: summed over steps and streams, or their mean, as
    /// <see cref="TrainingOptions.LossReduction"/> says.
    /// </summary>
    public double Loss { get; init; }

    /// <summary>The smooth loss, equation (21), in nats: summed over a full window, or its mean, like <see cref="Loss"/>.</summary>
    public double SmoothLoss { get; init; }

    /// <summary>Number of characters of a full window: τ·B.</summary>
    public int CharactersPerUpdate { get; init; }

    /// <summary>Whether the losses are sums or means.</summary>
    public LossReduction LossReduction { get; init; }

    /// <summary>The smooth loss per character, in nats.</summary>
    public double NatsPerCharacter => LossReduction == LossReduction.Mean ? SmoothLoss : SmoothLoss / CharactersPerUpdate;

    /// <summary>The last complete epoch, with its mean loss and its validation loss; null before there is one.</summary>
    public EpochSummary? LastEpoch { get; init; }
}

/// <summary>A point of the loss curve.</summary>
/// <param name="Update">Updates made, from 1.</param>
/// <param name="Loss">The loss of that update in nats: of the window's sum or mean, as <see cref="TrainingOptions.LossReduction"/> says.</param>
/// <param name="SmoothLoss">The smooth loss in nats, in the same convention.</param>
public readonly record struct LossPoint(long Update, double Loss, double SmoothLoss);
