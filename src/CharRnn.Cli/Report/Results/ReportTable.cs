using System.CommandLine;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Options;
using CharRnn.Cli.Search;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Report.Results;

/// <summary>The options of <c>charrnn report</c>: those of training, with the published experiment as default, and those of its other parts.</summary>
internal static class ReportTable
{
    /// <summary>Options of training that a report does not take, and why.</summary>
    internal static readonly IReadOnlyDictionary<string, string> WithoutTraining = new Dictionary<string, string>
    {
        ["--updates"] = "the length of the second training",
        [TrainingTable.Validation] = "the part of the text that trials are compared on; the training runs read all of it, as published",
        ["--test"] = "as --validation",
        ["--turns"] = "belongs to train --time",
        ["--patience"] = "needs a validation loss",
        ["--sequence-lengths"] = "the milestones are in updates of one length",
        [TextReadingTable.Documents] = "the published experiment, the tables of n-grams and the search read one text",
        ["--threads"] = "belongs to the machine, not to the report",
    };

    // In a row whose default is a description, the value is a placeholder for one that is chosen later.
    internal static readonly OptionTable<ReportSettings> All = new(
        ReportSettings.Defaults,
        [.. ((OptionRow<ReportSettings>[])[.. Training(), .. Runs(), .. Search(), .. Check(), .. Samples()])
            .Select(row => row with { MayChange = false, Mention = row.Default is null ? Mention.InFile : Mention.IfChanged })]);

    /// <summary>The settings of a new report.</summary>
    /// <exception cref="UsageException">An option has no effect, or one is missing.</exception>
    internal static ReportSettings Read(ParseResult result)
    {
        ReportSettings settings = All.Apply(result, ReportSettings.For(All.Apply(result, ReportSettings.Defaults).Run.Optimizer.Kind));
        All.RequireApplicable(result, settings);
        All.RequireComplete(result, settings);
        return settings;
    }

    private static IEnumerable<OptionRow<ReportSettings>> Training() => TrainingTable.All.Rows
        .Where(row => !WithoutTraining.ContainsKey(row.Name))
        .Select(row => row.Within<ReportSettings>(report => report.Run, (report, run) => report with { Run = run }) with
        {
            Default = row.Name == TrainingTable.LearningRate ? $"{row.Text(PublishedExperiment.Run)} for adagrad, otherwise what is usual for the optimiser" : row.IsRequired ? "" : null,
        });

    private static OptionRow<ReportSettings>[] Runs() =>
    [
        Row("--milestones", "Updates of the longish training before which a sample is written.", HelpGroup.Length, OptionFormats.Wholes(1), report => report.Milestones, (report, value) => report with { Milestones = value }),
        Row(
            "--short-sequence-length",
            "Characters in a window of the second training; trials of the search use this number or twice as many.",
            HelpGroup.Length,
            OptionFormats.Whole(1),
            report => report.ShortSequenceLength,
            (report, value) => report with { ShortSequenceLength = value }),
        Row("--updates", "Updates of the second training; --epochs is the length of the first.", HelpGroup.Length, OptionFormats.Whole(1), report => report.Updates, (report, value) => report with { Updates = value }) with { IsUsual = true },
        Row("--sample-every", "Updates of the second training from one sample to the next.", HelpGroup.Length, OptionFormats.Whole(1), report => report.SampleEvery, (report, value) => report with { SampleEvery = value }),
    ];

    private static OptionRow<ReportSettings>[] Search() =>
    [
        Row("--trials", "Trials in the search for the best model.", HelpGroup.Search, OptionFormats.Whole(1), report => report.Trials, (report, value) => report with { Trials = value }) with { IsUsual = true },
        Row(
            "--trial-epochs",
            "Passes over the training part of the text for every trial of the first round; the best third of the trials is trained again for three times as many. Together with --trials, this is the budget of the search.",
            HelpGroup.Search,
            OptionFormats.Real(NumberRange.Positive),
            report => report.TrialEpochs,
            (report, value) => report with { TrialEpochs = value }) with
        {
            Default = $"as many as read {SearchDefaults.FirstCharacters / 1e6:0.#} million characters, at most {SearchDefaults.MostFirstEpochs}",
        },
        Row("--rungs", "Rounds of the search.", HelpGroup.Search, OptionFormats.Whole(1), report => report.Rungs, (report, value) => report with { Rungs = value }),
        Row(TrainingTable.Validation, "Fraction of the text, at its end, that is held out to compare trials.", HelpGroup.Search, OptionFormats.Real(NumberRange.Fraction), report => report.Validation, (report, value) => report with { Validation = value }),
    ];

    private static OptionRow<ReportSettings>[] Check() =>
    [
        Row("--check-lengths", "Characters in a window of the gradient check.", HelpGroup.Options, OptionFormats.Wholes(1), report => report.CheckLengths, (report, value) => report with { CheckLengths = value }),
        Row("--check-step", "Step of the central difference in the gradient check.", HelpGroup.Options, OptionFormats.Real(NumberRange.Positive), report => report.CheckStep, (report, value) => report with { CheckStep = value }),
    ];

    private static OptionRow<ReportSettings>[] Samples() =>
    [
        Row("--sample-length", "Characters of a sample.", HelpGroup.Samples, OptionFormats.SampleLength(1), report => report.SampleLength, (report, value) => report with { SampleLength = value }),
        Row("--final-length", "Characters that the best model writes.", HelpGroup.Samples, OptionFormats.SampleLength(1), report => report.FinalLength, (report, value) => report with { FinalLength = value }),
        Row(
            "--temperature",
            "Temperature of the samples: below 1 safer and more repetitive, above 1 more varied and less accurate; 1 as published.",
            HelpGroup.Samples,
            OptionFormats.Real(NumberRange.NotNegative),
            report => report.Temperature,
            (report, value) => report with { Temperature = value }),
        Row("--temperatures", "Temperatures to compare on the best model.", HelpGroup.Samples, OptionFormats.Reals(NumberRange.NotNegative), report => report.Temperatures, (report, value) => report with { Temperatures = value }),
        Row("--top-ps", "Thresholds of nucleus sampling (--top-p of 'charrnn sample') to compare on the best model.", HelpGroup.Samples, OptionFormats.Reals(NumberRange.Probability), report => report.TopPs, (report, value) => report with { TopPs = value }),
    ];

    private static OptionRow<ReportSettings> Row<TValue>(
        string name, string help, HelpGroup group, OptionFormat<TValue> format, Func<ReportSettings, TValue> get, Func<ReportSettings, TValue, ReportSettings> set)
        => new OptionRow<ReportSettings, TValue>(name, help, format, get, set) { Group = group };
}
