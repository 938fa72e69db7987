using CharRnn.Cli.Drawing;
using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report.Pictures;

/// <summary>The pictures of a report; null where there is nothing to draw, or nothing to draw with.</summary>
internal sealed record ReportPictures
{
    internal Picture? Longish { get; private init; }

    internal Picture? Updates { get; private init; }

    /// <summary>The trials of the search.</summary>
    internal Picture? Best { get; private init; }

    /// <summary>How the winner learned.</summary>
    internal Picture? Winner { get; private init; }

    internal Picture? MemoryLoss { get; private init; }

    internal Picture? MemoryGradient { get; private init; }

    internal static ReportPictures Draw(ReportResults results)
    {
        try
        {
            ReportSettings settings = results.Settings;
            (double, string)[] levels = [.. Levels(results)];

            // Published figures of another text would look like a failure when they are below the curve.
            bool showsPublished = PublishedExperiment.IsSameText(results.Text);
            return new ReportPictures
            {
                Longish = results.Longish is { } longish
                    ? CurvePicture.Draw("Longish training", longish, levels, update => showsPublished ? PublishedExperiment.Longish(settings, update) : null, PublishedExperiment.LongishMilestones) : null,
                Updates = results.Updates is { } updates
                    ? CurvePicture.Draw(
                        settings.UpdatesTitle, updates, levels, update => showsPublished ? PublishedExperiment.Updates(settings, update) : null, [.. updates.Milestones.Select(milestone => (int)milestone.Update)])
                    : null,
                Best = results.Best is { Results.Count: > 0 } best ? TrialPicture.Draw(best, PublishedExperiment.IsSameLongish(settings) ? "published\nsettings" : "settings of\nlongish") : null,
                Winner = results.Best?.Curve is { } curve ? WinnerPicture.Draw(curve, levels) : null,
                MemoryLoss = results.Best?.Inside is { } inside ? MemoryPicture.Losses(inside.ContextLosses) : null,
                MemoryGradient = results.Best?.Inside is { } seen ? MemoryPicture.Gradients(seen.GradientNorms) : null,
            };
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            // The drawing library has a native part, which a platform may lack; the page also has all numbers.
            return new ReportPictures();
        }
    }

    /// <summary>The loss of n-gram tables on the held-out text: of 1 to 3 characters, and the best.</summary>
    private static IEnumerable<(double Value, string Name)> Levels(ReportResults results)
    {
        IReadOnlyList<double> nGrams = results.Best?.NGrams ?? [];
        int best = Enumerable.Range(0, nGrams.Count).OrderBy(n => nGrams[n]).FirstOrDefault();
        for (int n = 0; n < nGrams.Count; n++)
        {
            if (n < 3 || n == best)
            {
                yield return (nGrams[n], FormattableString.Invariant($"{n + 1}-grams"));
            }
        }
    }
}
