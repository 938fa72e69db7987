using CharRnn.Training;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Results;

/// <summary>All results of a report: the content of the page and of results.json, from which a resumed report continues.</summary>
internal sealed record ReportResults
{
    /// <summary>Of the layout of results.json.</summary>
    internal const int CurrentFormat = 2;

    public int Format { get; init; } = CurrentFormat;

    public required ReportSettings Settings { get; init; }

    public required TextStatistics Text { get; init; }

    public GradientOutcome? Gradient { get; init; }

    public TrainingOutcome? Longish { get; init; }

    public TrainingOutcome? Updates { get; init; }

    public BestModelOutcome? Best { get; init; }

    /// <summary>Nothing but this and <see cref="Machines"/> differs when the same report is made again.</summary>
    public IReadOnlyList<PartCost> Costs { get; init; } = [];

    /// <summary>Several, if the report was resumed on another one.</summary>
    public IReadOnlyList<MachineInfo> Machines { get; init; } = [];

    /// <summary>Whether every part is there to its end.</summary>
    internal bool IsComplete => this is { Gradient: not null, Longish.IsComplete: true, Updates.IsComplete: true, Best.IsComplete: true };
}

/// <summary>The gradient check, a row for each block and length.</summary>
internal sealed record GradientOutcome
{
    public required IReadOnlyList<GradientRow> Rows { get; init; }

    /// <summary>Whether all errors are within their bounds.</summary>
    public required bool Passed { get; init; }

    /// <summary>The largest allowed error against the complex step, relative to the block's largest element.</summary>
    public required double Bound { get; init; }
}

/// <summary>How far backpropagation and two numerical derivatives are apart.</summary>
internal sealed record GradientRow
{
    public required string Block { get; init; }

    public required int RowCount { get; init; }

    public required int ColumnCount { get; init; }

    public required int Length { get; init; }

    /// <summary>The loss of the window in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>Central difference: max|a − n|.</summary>
    public required double MaxError { get; init; }

    /// <summary>Central difference: that over Σ(|a| + |n|), the published "rela.".</summary>
    public required double ErrorOverTotal { get; init; }

    /// <summary>Complex step: max|a − n|.</summary>
    public required double ComplexStepError { get; init; }

    /// <summary>Complex step: that over the block's largest element.</summary>
    public required double ComplexStepOfLargest { get; init; }
}

/// <summary>One training run: its curve and the texts that the network wrote on the way.</summary>
internal sealed record TrainingOutcome
{
    public required bool IsComplete { get; init; }

    public required int SequenceLength { get; init; }

    /// <summary>Characters that a loss is the sum of: τ·B; 1 where losses are means.</summary>
    public required int LossCharacters { get; init; }

    public required long ParameterCount { get; init; }

    public required long PlannedUpdates { get; init; }

    public required long Updates { get; init; }

    /// <summary>Null after an interruption that came before the first update.</summary>
    public double? SmoothLoss { get; init; }

    public required IReadOnlyList<Milestone> Milestones { get; init; }

    public Milestone? Best { get; init; }

    public required IReadOnlyList<EpochPoint> Epochs { get; init; }

    public required CurveColumns Curve { get; init; }
}

/// <summary>A network on its way.</summary>
/// <param name="Update">The sample was written before it; the loss includes it.</param>
/// <param name="SmoothLoss">The smooth loss in nats, summed over a window.</param>
/// <param name="Sample">A sample of the network.</param>
internal sealed record Milestone(long Update, double SmoothLoss, string Sample);

/// <summary>The end of a pass over the text.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Update">The last of the epoch.</param>
/// <param name="TrainingLoss">The mean over the epoch, in nats per character.</param>
internal sealed record EpochPoint(int Epoch, long Update, double TrainingLoss);

/// <summary>A loss curve in nats per character, column by column.</summary>
internal sealed record CurveColumns
{
    public required IReadOnlyList<long> Update { get; init; }

    public required IReadOnlyList<double> Loss { get; init; }

    public required IReadOnlyList<double> SmoothLoss { get; init; }

    /// <summary>The columns of some points.</summary>
    /// <param name="points">The losses, in nats per character.</param>
    /// <param name="digits">Places behind the decimal point that are kept.</param>
    internal static CurveColumns Of(IReadOnlyList<LossPoint> points, int digits) => new()
    {
        Update = [.. points.Select(point => point.Update)],
        Loss = [.. points.Select(point => Math.Round(point.Loss, digits))],
        SmoothLoss = [.. points.Select(point => Math.Round(point.SmoothLoss, digits))],
    };
}

/// <summary>The search for the best model.</summary>
internal sealed record BestModelOutcome
{
    public required bool IsComplete { get; init; }

    public required int JobCount { get; init; }

    /// <summary>The last result of each trial, best first; seconds left out.</summary>
    public required IReadOnlyList<TrialResult> Ranking { get; init; }

    /// <summary>Every result, in the order of rungs and trials; seconds left out.</summary>
    public required IReadOnlyList<TrialResult> Results { get; init; }

    /// <summary>The published settings, trained as long as the winner and measured on the same held-out text.</summary>
    public TrialResult? PublishedSettings { get; init; }

    /// <summary>How the winner learned; null until the search is over.</summary>
    public WinnerCurve? Curve { get; init; }

    /// <summary>How the winner processes a passage; null until the search is over, and for short texts.</summary>
    public InsideOutcome? Inside { get; init; }

    /// <summary>
    /// The loss of n-gram tables of the training part on the held-out part, n = 1, 2, …, in nats per character; empty until the search is over.
    /// </summary>
    public IReadOnlyList<double> NGrams { get; init; } = [];

    /// <summary>A sample of the winner.</summary>
    public string? Sample { get; init; }

    public IReadOnlyList<ChoiceSample> Temperatures { get; init; } = [];

    public IReadOnlyList<ChoiceSample> TopPs { get; init; } = [];
}

/// <summary>A sample of the winner with one way of choosing characters.</summary>
internal sealed record ChoiceSample(double Value, string Sample);

/// <summary>Time and number of characters of a part.</summary>
/// <param name="Part">Its name.</param>
/// <param name="Seconds">The seconds before and after it was resumed.</param>
/// <param name="Characters">The number of characters on which networks were trained; 0 if none were.</param>
internal sealed record PartCost(string Part, double Seconds, long Characters);
