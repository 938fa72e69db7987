using System.Numerics;

namespace CharRnn.Training.Search;

/// <summary>What a search has found.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed record SearchResult<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal SearchResult(IReadOnlyList<TrialResult> ranking, RnnModel<T> model)
    {
        Ranking = ranking;
        Model = model;
    }

    /// <summary>The last result of every trial, best first: those that came to the last rung by their validation loss, then those of the rung before, and so on.</summary>
    public IReadOnlyList<TrialResult> Ranking { get; }

    /// <summary>The winner.</summary>
    public TrialResult Best => Ranking[0];

    /// <summary>The winner's network as it was when it was measured.</summary>
    public RnnModel<T> Model { get; }
}
