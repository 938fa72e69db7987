namespace CharRnn.Training.Search;

/// <summary>Where a running trial stands.</summary>
public sealed class TrialProgressEventArgs : EventArgs
{
    internal TrialProgressEventArgs(TrialJob job, long updates, long plannedUpdates, double smoothLoss)
    {
        Job = job;
        Updates = updates;
        PlannedUpdates = plannedUpdates;
        SmoothLoss = smoothLoss;
    }

    /// <summary>What is being done.</summary>
    public TrialJob Job { get; }

    /// <summary>Updates made.</summary>
    public long Updates { get; }

    /// <summary>Updates at the end of the job.</summary>
    public long PlannedUpdates { get; }

    /// <summary>The smooth loss so far, in nats per character; NaN before the first update.</summary>
    public double SmoothLoss { get; }
}
