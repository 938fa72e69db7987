namespace CharRnn.Training;

/// <summary>Where the windows of an epoch begin.</summary>
public enum WindowOffset
{
    /// <summary>At multiples of τ from the start of each stream: the same windows in every epoch.</summary>
    Fixed,

    /// <summary>
    /// From the second epoch on, the first window of an epoch has 1 to τ characters, all lengths being equally likely, so the following windows start at a different offset in
    /// every epoch and a character is not always at the same distance from the start of its window. No character is skipped.
    /// A function of <see cref="TrainingOptions.ShuffleSeed"/> and the number of the epoch.
    /// </summary>
    Random,
}
