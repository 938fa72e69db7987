using CharRnn.Cli.Drawing;
using CharRnn.Cli.Report.Parts;

using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Report.Page;

/// <summary>The second training, of a given number of updates.</summary>
internal static class UpdatesSection
{
    internal static Section Build(TrainingOutcome outcome, ReportResults results, Picture? picture)
    {
        ReportSettings settings = results.Settings;
        return new Section("updates", settings.UpdatesTitle,
        [
            new Paragraph(FormattableString.Invariant(
                $"The same training with longer windows, τ = {settings.ShortSequenceLength}, from a new network: {Quantity.Of(outcome.PlannedUpdates, "update")}, with a sample of {Quantity.Of(settings.SampleLength, "character")} before the first and before every {Ordinal(settings.SampleEvery)}.")
                + MilestoneTable.Interrupted(outcome)),
            .. Figure(outcome, results, picture),
            .. outcome.Milestones.Count == 0 ? (PageBlock[])[] :
            [
                MilestoneTable.Explained(outcome, results.Text, PublishedExperiment.IsSameUpdates(results.Settings)),
                MilestoneTable.Build("Smooth loss where the samples were written", outcome, results.Text, update => PublishedExperiment.Updates(settings, update), publishedBest: null),
            ],
            new Subheading("Samples"),
            MilestoneTable.Samples(outcome),
            new DataFiles([CsvFiles.Curve(TrainingPart.Updates, outcome)]),
        ]);
    }

    private static string Ordinal(int number) => Numbers.Count(number) + (number % 100 is 11 or 12 or 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    private static IEnumerable<PageBlock> Figure(TrainingOutcome outcome, ReportResults results, Picture? picture)
    {
        if (picture is not null && outcome.Curve.Update.Count > 1)
        {
            yield return new Figure(
                TrainingPart.Updates,
                "Loss curve of the second training, with the ends of epochs and the losses of n-gram tables on held-out text.",
                "The picture is drawn as in the previous section." + (PublishedExperiment.IsSameUpdates(results.Settings) && PublishedExperiment.IsSameText(results.Text) ? " Diamonds show the published figures." : ""),
                picture);
        }
    }
}
