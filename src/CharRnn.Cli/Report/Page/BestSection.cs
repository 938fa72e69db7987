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
                    "Each line is a trial; it ends where the trial was not continued. Lower is better: the loss is measured on text that no trial is trained on. The worst trials may lie above the visible range.",
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
        return FormattableString.Invariant($"{Quantity.Of(settings.Trials, "trial")} with m = {settings.Run.Trial.HiddenSize}: {rules} and its initial accumulator G₀ one of {string.Join(", ", SearchDefaults.Accumulators.Values.Select(Numbers.Plain))}, drawn at random; τ = {Or(BestModelSearch.SequenceLengths(settings))}; {Or(SearchDefaults.BatchSizes)} streams; seed {Or(BestModelSearch.Seeds)}; weights scaled to their layers. ")
            + FormattableString.Invariant($"They are trained on the first {(1 - settings.Validation) * 100:0.#} % of the text and compared by their loss on the last {settings.Validation * 100:0.#} %, in nats per character. ")
            + FormattableString.Invariant($"All trials make {Passes(options.FirstEpochs)}; the best of every {options.Reduction} is trained again for {Quantity.Of(options.Reduction, "time")} as long, and so on: {options.Rungs} rungs, {Quantity.Of(outcome.JobCount, "job")}, {Passes(BestModelSearch.LastEpochs(options))} in the last rung. In each rung, the learning rate falls to 0 along a cosine. ")
            + "Trials run in parallel, each on one thread; the result depends neither on the number of threads nor on the order in which trials end.";
    }

    private static string Range(NumberChoice choice) => $"{Numbers.Plain(choice.Values[0])} and {Numbers.Plain(choice.Values[^1])}";

    private static string Or(IEnumerable<int> numbers) => string.Join(" or ", numbers);

    private static string Passes(double count) => FormattableString.Invariant($"{count:0.##} {(count == 1 ? "pass" : "passes")}");

    private static Columns LeaderboardColumns() => new(
        ("optimiser", "the rule, the learning rate η, and for AdaGrad the initial value G₀ of the sum of squared gradients"),
        ("τ, streams, seed", "characters in a window, windows in an update, and the random seed of the initial weights"),
        ("passes", "passes over the part of the text on which the trials are trained"),
        ("held out", "the loss on the part on which no trial is trained, in nats per character; then in bits"),
        ("smooth loss", "the mean loss of the last windows of training, in nats per character"));

    private static IEnumerable<PageBlock> Curve(ReportPictures pictures)
    {
        if (pictures.Winner is { } picture)
        {
            yield return new Figure(
                "winner",
                "Training and held-out loss of the best model, compared with n-gram tables on the held-out text.",
                "The smooth loss of the best model on the training text, and its loss on the held-out text after each pass. As long as both fall, the model generalises rather than memorises the text. Dashed lines show the losses of n-gram tables on the held-out text.",
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
            $"The winner is trial {winner.Job.Trial}: {Describe(winner.Job.Settings.Optimizer)}, τ = {winner.Job.Settings.Training.SequenceLength}, {Streams(winner.Job.Settings.Training.BatchSize)}, seed {winner.Job.Settings.Seed}, {Quantity.Of(winner.Updates, "update")}. On the held-out text it has {Numbers.NatsPerCharacter(winner.ValidationLoss)} nats/char, {comparison} the {(PublishedExperiment.IsSameLongish(settings) ? "published settings" : "settings of the longish training")} ({settings.Run.Summary()}, τ = {settings.Training.SequenceLength}) trained as long. Since it was chosen from {Quantity.Of(outcome.Ranking.Count, "trial")} by this loss, the figure is slightly optimistic."));
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
            $"For comparison, tables of {n}-grams reach {Numbers.NatsPerCharacter(best)} nats/char on the same held-out text; the winner is {Numbers.NatsPerCharacter(Math.Abs(best - winner))} {(winner <= best ? "below" : "above")} it."));
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
                + (outcome.IsComplete ? smoothest == outcome.Ranking[0] ? ", which is also the winner." : $"; the winner has {Numbers.NatsPerCharacter(outcome.Ranking[0].SmoothLoss)}." : ".");
        yield return new Paragraph(
            $"By the published criterion, the smallest smooth loss, the best model is that of the longish training at update {Numbers.Count(best.Update)}: "
            + $"{Numbers.Loss(best.SmoothLoss)} per window, {Numbers.NatsPerCharacter(best.SmoothLoss / longish.LossCharacters)} nats/char"
            + (PublishedExperiment.IsSameLongish(results.Settings) ? $" (published{(PublishedExperiment.IsSameText(results.Text) ? "" : " for another text")}: {Numbers.Loss(PublishedExperiment.LongishBest)})." : ".")
            + " It is reported because it was published, but its minimum shows an easy place in the text rather than the quality of the model, and it is measured on the training text." + trial);
    }

    private static IEnumerable<PageBlock> Writing(BestModelOutcome outcome, ReportSettings settings)
    {
        yield return new Subheading("Samples of the winner");
        yield return new Sample(FormattableString.Invariant($"{Quantity.Of(settings.FinalLength, "character")} at temperature {settings.Temperature}"), outcome.Sample ?? "");
        yield return new Subheading("Temperature and nucleus");
        yield return new Paragraph(
            "All of these samples come from the same network and the same random numbers. A temperature below 1 makes the text safer and more repetitive. "
            + "A nucleus (top-p) chooses among the fewest characters that together have this probability, so unlikely characters never occur.");
        yield return new SampleRow([.. outcome.Temperatures.Select(sample => new Sample($"temperature {Numbers.Plain(sample.Value)}", sample.Sample))], IsWide: false);
        yield return new SampleRow([.. outcome.TopPs.Select(sample => new Sample($"top-p {Numbers.Plain(sample.Value)}", sample.Sample))], IsWide: false);
    }
}
