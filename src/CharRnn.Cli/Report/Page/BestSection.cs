using CharRnn.Cli.Report.Parts;
using CharRnn.Cli.Report.Pictures;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Search;
using CharRnn.Optimization;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Page;

/// <summary>The search for the best model, and what its winner writes.</summary>
internal static class BestSection
{
    internal const string Title = "The best model";
    private const int Leaders = 12;

    internal static Section Build(BestModelOutcome outcome, ReportResults results, ReportPictures pictures)
    {
        ReportSettings settings = results.Settings;
        return new Section("best", Title,
        [
            new Paragraph(How(outcome, results)),
            .. outcome.IsComplete ? Winner(outcome, settings) : [new Paragraph($"Interrupted: {outcome.Results.Count} of {Quantity.Of(outcome.JobCount, "job")} are done.")],
            .. NGrams(outcome),
            .. Curve(pictures),
            .. pictures.Best is not { } picture || outcome.Results.Count == 0 ? (PageBlock[])[] :
            [
                new Figure(
                    "best",
                    "Held-out loss of every trial after each rung of the search.",
                    "Each line is a trial; it ends where only better ones were continued. Lower is better: the loss is that of text which no trial learns from. The worst trials may lie above the picture.",
                    picture),
            ],
            .. outcome.Ranking.Count == 0 ? (PageBlock[])[] : [LeaderboardColumns(), Leaderboard(outcome, PublishedExperiment.IsSameLongish(settings))],
            .. BySmoothLoss(outcome, results),
            .. outcome.IsComplete ? Writing(outcome, settings) : [],
            new DataFiles([CsvFiles.Trials(outcome)]),
        ]);
    }

    /// <summary>For example: Adam, η = 0.00321.</summary>
    internal static string Describe(OptimizerOptions optimizer)
        => $"{optimizer.Kind}, η = {Numbers.Short(optimizer.LearningRate ?? OptimizerOptions.UsualLearningRate(optimizer.Kind))}" + (optimizer.Kind == OptimizerKind.AdaGrad ? $", G₀ = {Numbers.Plain(optimizer.InitialAccumulator)}" : "");

    private static string How(BestModelOutcome outcome, ReportResults results)
    {
        ReportSettings settings = results.Settings;
        SearchOptions options = BestModelSearch.Create(settings, results.Text.Characters);
        string rules = string.Join(", or ", BestModelSearch.Optimizers.Select(kind => $"{kind} with η between {Range(SearchDefaults.LearningRates(kind))}"));
        return FormattableString.Invariant($"{Quantity.Of(settings.Trials, "trial")} with m = {settings.Run.Trial.HiddenSize}: {rules} and its accumulator G₀ one of {string.Join(", ", SearchDefaults.Accumulators.Values.Select(Numbers.Plain))}, drawn at random; τ = {Or(BestModelSearch.SequenceLengths(settings))}; {Or(SearchDefaults.BatchSizes)} streams; seed {Or(BestModelSearch.Seeds)}; weights scaled to their layers. ")
            + FormattableString.Invariant($"They learn the first {(1 - settings.Validation) * 100:0.#} % of the text and are compared on the last {settings.Validation * 100:0.#} %, which none of them learns from, by its loss in nats per character. ")
            + FormattableString.Invariant($"All trials make {Passes(options.FirstEpochs)}; of every {options.Reduction} the best is trained again for {Quantity.Of(options.Reduction, "time")} as long, and so on: {options.Rungs} rungs, {Quantity.Of(outcome.JobCount, "job")}, {Passes(BestModelSearch.LastEpochs(options))} for those that come to the end. Each time the rate falls to 0 along a cosine. ")
            + "Trials run side by side, each on one thread; the result depends neither on how many at once nor on the order in which they end.";
    }

    private static string Range(NumberChoice choice) => $"{Numbers.Plain(choice.Values[0])} and {Numbers.Plain(choice.Values[^1])}";

    private static string Or(IEnumerable<int> numbers) => string.Join(" or ", numbers);

    private static string Passes(double count) => FormattableString.Invariant($"{count:0.##} {(count == 1 ? "pass" : "passes")}");

    private static Columns LeaderboardColumns() => new(
        ("optimiser", "its rule, learning rate η, and for AdaGrad the value G₀ that its sum of squared gradients starts from"),
        ("τ, streams, seed", "characters in a window, windows in an update, and the number that the initial weights are drawn from"),
        ("passes", "over the part of the text that the trials learn from"),
        ("held out", "the loss of the part that none of them learns from, in nats per character; then in bits"),
        ("smooth loss", "of the last windows of training, in nats per character"));

    private static IEnumerable<PageBlock> Curve(ReportPictures pictures)
    {
        if (pictures.Winner is { } picture)
        {
            yield return new Figure(
                "winner",
                "Training and held-out loss of the best model, with what tables of n-grams reach on the held-out text.",
                "The smooth loss on the text that the best model learns from, and its loss on the held-out text after each pass: as long as the two fall together, it learns the language rather than the text. Dashed lines are what tables of n-grams reach on the held-out text.",
                picture);
        }
    }

    private static Table Leaderboard(BestModelOutcome outcome, bool isPublished)
    {
        List<IReadOnlyList<string>> rows = [.. outcome.Ranking.Take(Leaders).Select((result, i) => Cells(result, Numbers.Count(i + 1)))];
        if (outcome.PublishedSettings is { } published)
        {
            rows.Add(Cells(published, isPublished ? "published" : "longish"));
        }

        return new Table(
            (outcome.Ranking.Count > Leaders ? $"The first {Leaders} of {Quantity.Of(outcome.Ranking.Count, "trial")}" : "The trials") + $", and the {(isPublished ? "published settings" : "settings of the longish training")} trained as long as the winner",
            2,
            ["rank", "optimiser", "τ", "streams", "seed", "passes", "held out", "bits/char", "smooth loss"],
            rows);
    }

    private static string[] Cells(TrialResult result, string rank)
    {
        TrialSettings settings = result.Job.Settings;
        string[] losses = result.Diverged ? ["diverged", Numbers.None]
            : [Numbers.NatsPerCharacter(result.ValidationLoss), Numbers.BitsPerCharacter(result.ValidationLoss)];
        return
        [
            rank, Describe(settings.Optimizer), Numbers.Count(settings.Training.SequenceLength), Numbers.Count(settings.Training.BatchSize), Numbers.Count(settings.Seed),
            FormattableString.Invariant($"{result.Job.Epochs:0.##}"), .. losses, Numbers.NatsPerCharacter(result.SmoothLoss),
        ];
    }

    private static IEnumerable<PageBlock> Winner(BestModelOutcome outcome, ReportSettings settings)
    {
        TrialResult winner = outcome.Ranking[0], published = outcome.PublishedSettings!;
        double gain = published.ValidationLoss - winner.ValidationLoss;
        string comparison = gain > 0 ? $"{Numbers.NatsPerCharacter(gain)} below" : $"{Numbers.NatsPerCharacter(-gain)} above";
        yield return new Paragraph(FormattableString.Invariant(
            $"The winner is trial {winner.Job.Trial}: {Describe(winner.Job.Settings.Optimizer)}, τ = {winner.Job.Settings.Training.SequenceLength}, {Streams(winner.Job.Settings.Training.BatchSize)}, seed {winner.Job.Settings.Seed}, {Quantity.Of(winner.Updates, "update")}. On the held-out text it has {Numbers.NatsPerCharacter(winner.ValidationLoss)} nats/char, {comparison} the {(PublishedExperiment.IsSameLongish(settings) ? "published settings" : "settings of the longish training")} ({settings.Run.Summary()}, τ = {settings.Training.SequenceLength}) trained as long. It was chosen for that loss among {outcome.Ranking.Count}, so the figure is a little too good."));
    }

    private static string Streams(int count) => count == 1 ? "one stream" : $"{count} streams";

    private static IEnumerable<PageBlock> NGrams(BestModelOutcome outcome)
    {
        if (outcome.NGrams.Count == 0 || outcome.Ranking.Count == 0)
        {
            yield break;
        }

        double best = outcome.NGrams.Min(), winner = outcome.Ranking[0].ValidationLoss;
        int n = outcome.NGrams.Select((nats, order) => (nats, order)).Min().order + 1;
        yield return new Paragraph(FormattableString.Invariant(
            $"Counting alone reaches {Numbers.NatsPerCharacter(best)} nats/char on the same held-out text, with tables of {n}-grams; the winner is {Numbers.NatsPerCharacter(Math.Abs(best - winner))} {(winner <= best ? "below" : "above")} it."));
    }

    private static IEnumerable<PageBlock> BySmoothLoss(BestModelOutcome outcome, ReportResults results)
    {
        if (results.Longish is not { Best: { } best } longish)
        {
            yield break;
        }

        TrialResult? smoothest = outcome.Ranking.Where(result => !result.Diverged).MinBy(result => result.SmoothLoss);
        string trial = smoothest is null ? ""
            : $" Among the trials the smallest smooth loss at the end is that of trial {smoothest.Job.Trial}, {Numbers.NatsPerCharacter(smoothest.SmoothLoss)} nats/char"
                + (outcome.IsComplete ? smoothest == outcome.Ranking[0] ? ": the winner, too." : $"; the winner has {Numbers.NatsPerCharacter(outcome.Ranking[0].SmoothLoss)}." : ".");
        yield return new Paragraph(
            $"By the published criterion, the smallest smooth loss, the best model is that of the longish training at update {Numbers.Count(best.Update)}: "
            + $"{Numbers.Loss(best.SmoothLoss)} per window, {Numbers.NatsPerCharacter(best.SmoothLoss / longish.LossCharacters)} nats/char"
            + (PublishedExperiment.IsSameLongish(results.Settings) ? $" (published{(PublishedExperiment.IsSameText(results.Text) ? "" : " for another text")}: {Numbers.Loss(PublishedExperiment.LongishBest)})." : ".")
            + " It is reported because it was published; but its minimum is a place in the book rather than a quality of the model, and it is measured on text that the model learns from." + trial);
    }

    private static IEnumerable<PageBlock> Writing(BestModelOutcome outcome, ReportSettings settings)
    {
        yield return new Subheading("What the winner writes");
        yield return new Sample(FormattableString.Invariant($"{Quantity.Of(settings.FinalLength, "character")} at temperature {settings.Temperature}"), outcome.Sample ?? "");
        yield return new Subheading("Temperature and nucleus");
        yield return new Paragraph(
            "The same network and the same chance. A temperature below 1 makes the odds bolder: safe words, then the same ones again and again. "
            + "A nucleus (top-p) draws from the fewest characters that together have that probability, so the unlikely ones never come.");
        yield return new SampleRow([.. outcome.Temperatures.Select(sample => new Sample($"temperature {Numbers.Plain(sample.Value)}", sample.Sample))], IsWide: false);
        yield return new SampleRow([.. outcome.TopPs.Select(sample => new Sample($"top-p {Numbers.Plain(sample.Value)}", sample.Sample))], IsWide: false);
    }
}
