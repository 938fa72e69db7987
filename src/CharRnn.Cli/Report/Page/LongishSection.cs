using CharRnn.Cli.Drawing;
using CharRnn.Cli.Report.Parts;

using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Report.Page;

/// <summary>The longish training.</summary>
internal static class LongishSection
{
    internal const string Title = "Longish training";

    internal static Section Build(TrainingOutcome outcome, ReportResults results, Picture? picture)
    {
        ReportSettings settings = results.Settings;
        return new Section("longish", Title,
        [
            new Paragraph(FormattableString.Invariant(
                $"{settings.Run.Summary()}, m = {settings.Run.Trial.HiddenSize}, τ = {settings.Training.SequenceLength}: {settings.Training.Epochs} {(settings.Training.Epochs == 1 ? "epoch" : "epochs")}, {Quantity.Of(outcome.PlannedUpdates, "update")} of {Numbers.Count(outcome.ParameterCount)} parameters, {(settings.Run.Precision == CharRnn.Cli.Settings.Precision.Float ? "single" : "double")} precision.")
                + MilestoneTable.Interrupted(outcome)),
            .. Figure(outcome, results, picture),
            .. outcome.Milestones.Count == 0 ? (PageBlock[])[] : [MilestoneTable.Explained(outcome, results.Text, PublishedExperiment.IsSameLongish(results.Settings)), Milestones(outcome, results)],
            .. Remarks(outcome, results),
            .. outcome.Epochs.Count == 0 ? (PageBlock[])[] : [Epochs(outcome)],
            new Subheading("Samples"),
            new Paragraph(FormattableString.Invariant(
                $"{Quantity.Of(settings.SampleLength, "character")} each, at temperature {settings.Temperature}, starting from the state of the network at that place in the text.")),
            MilestoneTable.Samples(outcome),
            new DataFiles([CsvFiles.Curve(TrainingPart.Longish, outcome)]),
        ]);
    }

    private static Table Milestones(TrainingOutcome outcome, ReportResults results)
        => MilestoneTable.Build(
            "Milestones", outcome, results.Text, update => PublishedExperiment.Longish(results.Settings, update), PublishedExperiment.IsSameLongish(results.Settings) ? PublishedExperiment.LongishBest : null);

    private static IEnumerable<PageBlock> Figure(TrainingOutcome outcome, ReportResults results, Picture? picture)
    {
        if (picture is not null && outcome.Curve.Update.Count > 1)
        {
            yield return new Figure(
                TrainingPart.Longish,
                "Loss curve of the longish training, with the ends of epochs and the losses of n-gram tables on held-out text.",
                "The smooth loss, and in grey the loss of single windows. Dotted lines mark the ends of epochs; dashed lines show the losses of n-gram tables on held-out text. The first losses, near ln K, lie above the visible range." + (PublishedExperiment.IsSameLongish(results.Settings) && PublishedExperiment.IsSameText(results.Text) ? " Diamonds show the published figures." : ""),
                picture);
        }
    }

    private static IEnumerable<PageBlock> Remarks(TrainingOutcome outcome, ReportResults results)
    {
        if (outcome.Best is { } best && outcome.Epochs.Count > 0)
        {
            double passes = (double)best.Update / outcome.Epochs[0].Update;
            double place = passes - Math.Floor(passes);
            yield return new Paragraph(FormattableString.Invariant(
                $"The smallest smooth loss was reached {place * 100:F0} % into the text, in epoch {Math.Floor(passes) + 1}. Such a minimum depends on the place in the text: the smooth loss covers about a thousand windows, and in every epoch it is smallest on the same easy pages. For a fair comparison, use the means over whole epochs below."));
        }

        if (PublishedExperiment.IsSameLongish(results.Settings))
        {
            yield return new Paragraph(
                "From a zero accumulator, the first update moves every weight by η, whatever its gradient, so the final loss differs by several per cent between seeds. With --accumulator 10 it hardly does, and is smaller.");
        }

        int late = results.Settings.Milestones.Count(update => update > outcome.PlannedUpdates);
        if (late > 0)
        {
            yield return new Paragraph(FormattableString.Invariant(
                $"{(late == 1 ? "One milestone lies" : $"{late} milestones lie")} beyond the {Quantity.Of(outcome.PlannedUpdates, "update")} of this run."));
        }
    }

    private static Table Epochs(TrainingOutcome outcome) => new(
        "Whole epochs: the mean over all characters, each measured before the update that trains on it",
        0,
        ["epoch", "last update", "nats/char", "bits/char", "perplexity"],
        [.. outcome.Epochs.Select(epoch => (string[])
        [
            Numbers.Count(epoch.Epoch), Numbers.Count(epoch.Update), Numbers.NatsPerCharacter(epoch.TrainingLoss), Numbers.BitsPerCharacter(epoch.TrainingLoss), Numbers.Perplexity(epoch.TrainingLoss),
        ])]);
}
