namespace CharRnn.Training;

/// <summary>Where the windows of an epoch begin.</summary>
public enum WindowOffset
{
    /// <summary>At multiples of τ from the start of each stream: the same windows in every epoch.</summary>
    Fixed,

    /// <summary>
    /// From the second epoch on, the first window of an epoch has 1 to τ characters, each length as likely, so that the windows after it are cut elsewhere in
    /// every epoch and a character is not always predicted from the same distance to the start of its window. No character is left out.
    /// A function of <see cref="TrainingOptions.ShuffleSeed"/> and the number of the epoch.
    /// </summary>
    Random,
}
