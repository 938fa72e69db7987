using CharRnn.Cli.Report.Pictures;
using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report.Page;

/// <summary>Turns results into a page.</summary>
internal static class PageBuilder
{
    /// <summary>Builds the page.</summary>
    /// <param name="results">The results, possibly incomplete.</param>
    /// <param name="pictures">Drawn from the same results.</param>
    internal static ReportPage Build(ReportResults results, ReportPictures pictures) => new()
    {
        Title = $"A character network reads {results.Text.Name}",
        Conclusion = Conclusion.Of(results),
        Sample = Conclusion.Sample(results),
        Note = $"Losses are in nats per character unless stated per window. Published figures are those of {PublishedExperiment.Source}. "
            + (PublishedExperiment.IsSameText(results.Text) ? "This text has the same length and the same number of distinct characters."
                : "They were measured on another text and are therefore in columns called reference: they show the order of magnitude to expect, not a target."),
        Notice = results.IsComplete ? null : "This report is incomplete: it was interrupted. The finished parts are below; 'charrnn report' with --resume completes it.",
        Tiles = [.. Tiles(results)],
        Sections = [.. Sections(results, pictures)],
        Footer = $"Made by charrnn report, version {(results.Machines is [.., { } machine] ? machine.CharRnn : "")}.",
    };

    private static IEnumerable<Section> Sections(ReportResults results, ReportPictures pictures)
    {
        yield return TextSection.Build(results.Text, results.Best?.NGrams ?? []);
        yield return results.Gradient is { } gradient ? GradientSection.Build(gradient, results) : Missing("gradient", GradientSection.Title);
        yield return results.Longish is { } longish ? LongishSection.Build(longish, results, pictures.Longish) : Missing("longish", LongishSection.Title);
        yield return results.Updates is { } updates
            ? UpdatesSection.Build(updates, results, pictures.Updates) : Missing("updates", results.Settings.UpdatesTitle);
        yield return results.Best is { } best ? BestSection.Build(best, results, pictures) : Missing("best", BestSection.Title);
        if (results.Best?.Inside is { } inside)
        {
            yield return InsideSection.Build(inside, pictures);
        }

        yield return CostSection.Build(results);
    }

    private static string Processors(ReportResults results)
        => results.Machines is [{ ProcessorCount: var count }] ? FormattableString.Invariant($"{count} logical {(count == 1 ? "processor" : "processors")}") : "several machines";

    private static Section Missing(string id, string title) => new(id, title, [new Paragraph("Not done yet.")]);

    private static IEnumerable<Tile> Tiles(ReportResults results)
    {
        TextStatistics text = results.Text;
        yield return new Tile(Numbers.Count(text.Characters), FormattableString.Invariant($"characters, K = {text.VocabularySize}"));
        if (results.Gradient is { } gradient)
        {
            yield return new Tile(
                gradient.Rows.Max(row => row.ComplexStepOfLargest).ToString("0.0e+00", System.Globalization.CultureInfo.InvariantCulture),
                "largest error of the gradient, relative to its block");
        }

        if (results.Longish is { Best: { } smallest } longish)
        {
            yield return new Tile(Numbers.Loss(smallest.SmoothLoss), $"smallest smooth loss, {Numbers.NatsPerCharacter(smallest.SmoothLoss / longish.LossCharacters)} nats/char");
        }

        if (results.Best is { IsComplete: true } best)
        {
            yield return new Tile(Numbers.NatsPerCharacter(best.Ranking[0].ValidationLoss), "nats/char of the best model on held-out text");
        }

        if (results.Costs.Count > 0)
        {
            yield return new Tile(Numbers.Time(results.Costs.Sum(cost => cost.Seconds)), "in all, on " + Processors(results));
        }
    }
}
