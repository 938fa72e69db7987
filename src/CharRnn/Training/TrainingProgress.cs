namespace CharRnn.Training;

/// <summary>Where training stands after an update.</summary>
public readonly record struct TrainingProgress
{
    /// <summary>Updates made so far: 1 after the first.</summary>
    public long Update { get; init; }

    /// <summary>Passes over the text that are complete.</summary>
    public int Epoch { get; init; }

    /// <summary>e, where the next window starts, in characters from the start of the text (or of each stream's part).</summary>
    public int Position { get; init; }

    /// <summary>L of this update's window before the update, in nats, summed over steps and streams.</summary>
    public double Loss { get; init; }

    /// <summary>The smooth loss, equation (21), in nats, summed over steps and streams.</summary>
    public double SmoothLoss { get; init; }

    /// <summary>Characters whose loss was summed: steps · streams.</summary>
    public int CharactersPerUpdate { get; init; }

    /// <summary>The smooth loss per character, in nats.</summary>
    public double NatsPerCharacter => SmoothLoss / CharactersPerUpdate;
}

/// <summary>A point of the loss curve.</summary>
/// <param name="Update">Updates made, from 1.</param>
/// <param name="Loss">L of that update in nats, summed over steps and streams.</param>
/// <param name="SmoothLoss">The smooth loss in nats, summed over steps and streams.</param>
public readonly record struct LossPoint(long Update, double Loss, double SmoothLoss);
