namespace CharRnn.Training.Search;

/// <summary>Progress of a running trial.</summary>
public sealed class TrialProgressEventArgs : EventArgs
{
    internal TrialProgressEventArgs(TrialJob job, long updates, long plannedUpdates, double smoothLoss)
    {
        Job = job;
        Updates = updates;
        PlannedUpdates = plannedUpdates;
        SmoothLoss = smoothLoss;
    }

    /// <summary>The job that is running.</summary>
    public TrialJob Job { get; }

    /// <summary>Number of updates made.</summary>
    public long Updates { get; }

    /// <summary>Number of updates at the end of the job.</summary>
    public long PlannedUpdates { get; }

    /// <summary>The smooth loss so far, in nats per character; NaN before the first update.</summary>
    public double SmoothLoss { get; }
}
