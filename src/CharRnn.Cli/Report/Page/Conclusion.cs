using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Report.Page;

/// <summary>The conclusion of a report in plain words, and the sample to show with it.</summary>
internal static class Conclusion
{
    /// <summary>Temperatures at which a network writes best: few slips, and no endless repetition.</summary>
    private const double Coolest = 0.5, Warmest = 0.9;

    internal static string Of(ReportResults results) => string.Join(" ", Sentences(results));

    /// <summary>The sample of the winner at a temperature below 1 if there is one, otherwise that at the temperature of all samples.</summary>
    internal static Sample? Sample(ReportResults results)
    {
        if (results.Best is not { IsComplete: true, Sample: { } sample } best)
        {
            return null;
        }

        ChoiceSample? cool = best.Temperatures.Where(choice => choice.Value is >= Coolest and <= Warmest).MaxBy(choice => choice.Value);
        return cool is null ? new Sample($"A sample of the best model, at temperature {Numbers.Plain(results.Settings.Temperature)}", sample.TrimStart('\n'))
            : new Sample($"A sample of the best model, at temperature {Numbers.Plain(cool.Value)}", cool.Sample.TrimStart('\n'));
    }

    private static IEnumerable<string> Sentences(ReportResults results)
    {
        if (results.Best is { IsComplete: true } best)
        {
            foreach (string sentence in BestModel(best, results.Text))
            {
                yield return sentence;
            }
        }
        else
        {
            yield return $"A recurrent network learns {results.Text.Name} character by character.";
        }

        if (results.Longish is { Best: { } smallest } longish)
        {
            double? published = PublishedExperiment.IsSameLongish(results.Settings) ? PublishedExperiment.LongishBest : null;
            string beside = published is null ? "" : PublishedExperiment.IsSameText(results.Text) ? $"; published: {Numbers.Loss(published)}" : $"; published for another text: {Numbers.Loss(published)}";
            yield return $"With the {(published is null ? "given" : "published")} settings, the smallest smooth loss of the first training is {Numbers.Loss(smallest.SmoothLoss)} per window, {Numbers.NatsPerCharacter(smallest.SmoothLoss / longish.LossCharacters)} nats per character{beside}.";
        }

        if (results.Gradient is { } gradient)
        {
            yield return gradient.Passed ? "The gradient is correct up to rounding errors." : "THE GRADIENT IS WRONG: see its section.";
        }
    }

    private static IEnumerable<string> BestModel(BestModelOutcome best, TextStatistics text)
    {
        TrialSettings winner = best.Ranking[0].Job.Settings;
        double nats = best.Ranking[0].ValidationLoss;
        string network = RunSettings.Network(new RnnArchitecture { VocabularySize = text.VocabularySize, HiddenSize = winner.HiddenSize, Cell = winner.Cell, LayerCount = winner.LayerCount });
        yield return $"A recurrent network of {network} learned {text.Name} character by character and predicts the held-out part with a loss of {Numbers.NatsPerCharacter(nats)} nats ({Numbers.BitsPerCharacter(nats)} bits) per character: "
            + $"on average, it hesitates between {Numbers.Perplexity(nats)} of {Quantity.Of(text.VocabularySize, "character")}.";
        if (best.NGrams.Count > 0)
        {
            double counting = best.NGrams.Min();
            yield return $"Counting sequences of up to {Quantity.Of(best.NGrams.Count, "character")} gives {Numbers.NatsPerCharacter(counting)}"
                + (nats < counting ? ": the network has learned more than that." : ": on a text of this length the network has not learned more than that.");
        }
    }
}
