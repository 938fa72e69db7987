using System.Numerics;

namespace CharRnn.Training.Search;

/// <summary>Result of a search: the ranking of its trials and the best network.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record SearchResult<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal SearchResult(IReadOnlyList<TrialResult> ranking, RnnModel<T> model)
    {
        Ranking = ranking;
        Model = model;
    }

    /// <summary>
    /// The last result of every trial, best first: those that reached the last rung, ordered by validation loss, then those that reached the rung
    /// before, and so on.
    /// </summary>
    public IReadOnlyList<TrialResult> Ranking { get; }

    /// <summary>The result of the best trial.</summary>
    public TrialResult Best => Ranking[0];

    /// <summary>The network of the best trial, with the parameters that were measured.</summary>
    public RnnModel<T> Model { get; }
}
