using CharRnn.Cli.Explain.Reading;
using CharRnn.Cli.Explain.Units;

namespace CharRnn.Cli.Explain.Numbers;

/// <summary>The numbers that explain how a network processes a passage: those of the page and of <c>--json</c>.</summary>
internal sealed record Explanation
{
    /// <summary>The file that was explained.</summary>
    internal required string ModelName { get; init; }

    internal required RnnArchitecture Architecture { get; init; }

    internal required long ParameterCount { get; init; }

    internal required string TextName { get; init; }

    /// <summary>Characters of the whole text.</summary>
    internal required int TextLength { get; init; }

    internal required TextWindow Window { get; init; }

    /// <summary>The window, one string a character.</summary>
    internal required IReadOnlyList<string> Characters { get; init; }

    /// <summary>The characters that the model knows.</summary>
    internal required IReadOnlyList<string> Vocabulary { get; init; }

    /// <summary>−ln p of each character of the passage in nats; NaN where nothing predicts it.</summary>
    internal required IReadOnlyList<double> Losses { get; init; }

    /// <summary>The most probable characters in each place of the passage; null where nothing was predicted.</summary>
    internal required IReadOnlyList<Candidate[]?> Candidates { get; init; }

    /// <summary>Units and gates with <see cref="Activations"/>.</summary>
    internal required IReadOnlyList<RankedUnit> Units { get; init; }

    /// <summary>The total number of units and gates.</summary>
    internal required int UnitCount { get; init; }

    internal required IReadOnlyList<FollowedProperty> Followed { get; init; }

    /// <summary>Values of each of <see cref="Units"/> at each character of the passage.</summary>
    internal required IReadOnlyList<float[]> Activations { get; init; }

    internal required Connectivity Connectivity { get; init; }

    /// <summary>Of the explained model first, then of the others.</summary>
    internal required IReadOnlyList<MemoryCurve> Memory { get; init; }

    internal required IReadOnlyList<Neighbour[]> Neighbours { get; init; }

    /// <summary>Networks on their way through training, the explained one last; empty without snapshots.</summary>
    internal IReadOnlyList<Snapshot> Snapshots { get; init; } = [];

    /// <summary>The kinds of characters over which the losses of <see cref="Snapshots"/> are averaged.</summary>
    internal IReadOnlyList<LossKind> LossKinds { get; init; } = [];

    /// <summary>A text written by the explained network, as in <see cref="Snapshot.Sample"/>.</summary>
    internal required string Sample { get; init; }

    /// <summary>Mean loss of the passage in nats per character.</summary>
    internal double MeanLoss => LossKind.Mean(Losses);
}
