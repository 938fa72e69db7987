using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Report.Page;

/// <summary>Losses and samples on the way, as both training sections show them.</summary>
internal static class MilestoneTable
{
    /// <summary>One line for each milestone and, if there is one, for the network at the smallest smooth loss.</summary>
    /// <param name="caption">The caption of the table.</param>
    /// <param name="outcome">The training run.</param>
    /// <param name="text">The text that was learned.</param>
    /// <param name="published">The published smooth loss of an update; null where there is none.</param>
    /// <param name="publishedBest">The smallest published smooth loss.</param>
    internal static Table Build(string caption, TrainingOutcome outcome, TextStatistics text, Func<long, double?> published, double? publishedBest)
    {
        bool isPublished = published(1) is not null;
        string[] more = isPublished ? [PublishedExperiment.IsSameText(text) ? "published" : "reference", "nats/char"] : [];
        List<IReadOnlyList<string>> rows = [.. outcome.Milestones.Select(milestone => Cells(milestone, Numbers.Count(milestone.Update), published(milestone.Update)))];
        if (outcome.Best is { } best)
        {
            rows.Add(Cells(best, $"{Numbers.Count(best.Update)} (smallest)", publishedBest));
        }

        return new Table(caption, 0, ["update", "smooth loss", "nats/char", "bits/char", "perplexity", .. more], rows);

        string[] Cells(Milestone milestone, string update, double? reference)
        {
            double nats = milestone.SmoothLoss / outcome.LossCharacters;
            string[] theirs = isPublished ? [Numbers.Loss(reference), Numbers.NatsPerCharacter(reference / outcome.LossCharacters)] : [];
            return [update, Numbers.Loss(milestone.SmoothLoss), Numbers.NatsPerCharacter(nats), Numbers.BitsPerCharacter(nats), Numbers.Perplexity(nats), .. theirs];
        }
    }

    /// <summary>Explanations of its columns.</summary>
    internal static Columns Explained(TrainingOutcome outcome, TextStatistics text, bool isPublished) => new([
        ("smooth loss", outcome.LossCharacters == 1 ? "the running mean of the loss, 0.999 of the old value and 0.001 of the new one; here a window's loss is the mean of its characters"
            : FormattableString.Invariant($"the running mean of the loss of a window, 0.999 of the old value and 0.001 of the new one; a sum over {Quantity.Of(outcome.LossCharacters, "character")}, in nats")),
        ("nats/char, bits/char", "the same for each character"),
        ("perplexity", "e to the power of the nats: the network is as uncertain as if it chose among this number of equally likely characters"),
        .. isPublished ? [PublishedExperiment.IsSameText(text) ? ("published", "the smooth loss of the published report, and what it is per character") : ("reference", "the smooth loss that was published for another text, and what it is per character")] : ((string, string)[])[],
    ]);

    /// <summary>The samples that were written before each of these updates.</summary>
    internal static SampleRow Samples(TrainingOutcome outcome) => new([.. All(outcome)], IsWide: true);

    private static IEnumerable<Sample> All(TrainingOutcome outcome)
    {
        foreach (Milestone milestone in outcome.Milestones)
        {
            yield return new Sample(
                $"{(milestone.Update == 1 ? "Before the first update" : $"Before update {Numbers.Count(milestone.Update)}")} · smooth loss {Loss(milestone, outcome)}", milestone.Sample);
        }

        if (outcome.Best is { } best)
        {
            yield return new Sample($"At the smallest smooth loss, update {Numbers.Count(best.Update)} · {Loss(best, outcome)}", best.Sample);
        }
    }

    internal static string Interrupted(TrainingOutcome outcome)
        => outcome.IsComplete ? "" : $" Interrupted after update {Numbers.Count(outcome.Updates)}.";

    private static string Loss(Milestone milestone, TrainingOutcome outcome)
        => $"{Numbers.Loss(milestone.SmoothLoss)}, {Numbers.NatsPerCharacter(milestone.SmoothLoss / outcome.LossCharacters)} nats/char";
}
