namespace CharRnn.Training.Search;

/// <summary>A candidate network of a <see cref="TrainingPlan"/>.</summary>
/// <param name="Cell">The cell of every layer.</param>
/// <param name="LayerCount">Layers.</param>
/// <param name="HiddenSize">m of each.</param>
/// <param name="LeastCharacters">
/// Characters of training, repetitions counted, below which the network before it in the table gets further in the same time.
/// </param>
public readonly record struct PlannedNetwork(RnnCell Cell, int LayerCount, int HiddenSize, double LeastCharacters)
{
    /// <summary>τ of its windows. Default null: that of <see cref="TrialSettings.For"/>.</summary>
    public int? SequenceLength { get; init; }
}
