using CharRnn.Cli.Report.Results;

namespace CharRnn.Cli.Report.Pictures;

/// <summary>The pictures of a report; null where there is nothing to draw, or nothing to draw with.</summary>
internal sealed record ReportPictures
{
    internal Picture? Longish { get; private init; }

    internal Picture? Updates { get; private init; }

    internal Picture? Best { get; private init; }

    internal static ReportPictures Draw(ReportResults results)
    {
        try
        {
            ReportSettings settings = results.Settings;

            // Those of another text would look like a failure where they lie below the curve.
            bool showsPublished = PublishedExperiment.IsSameText(results.Text);
            return new ReportPictures
            {
                Longish = results.Longish is { } longish
                    ? CurvePicture.Draw("Longish training", longish, results.Text, update => showsPublished ? PublishedExperiment.Longish(settings, update) : null, PublishedExperiment.LongishMilestones) : null,
                Updates = results.Updates is { } updates
                    ? CurvePicture.Draw(
                        settings.UpdatesTitle, updates, results.Text, update => showsPublished ? PublishedExperiment.Updates(settings, update) : null, [.. updates.Milestones.Select(milestone => (int)milestone.Update)])
                    : null,
                Best = results.Best is { Results.Count: > 0 } best ? TrialPicture.Draw(best) : null,
            };
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            // The drawing library has a native part, which a platform may lack: the page says all in numbers, too.
            return new ReportPictures();
        }
    }
}
