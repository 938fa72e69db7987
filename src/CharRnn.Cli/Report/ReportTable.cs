using CharRnn.Cli.Options;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Search;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Report;

/// <summary>The options of <c>charrnn report</c>: everything about the experiment that can be other than published.</summary>
internal static class ReportTable
{
    // The value of a row with a default in words stands for one that is chosen later.
    internal static readonly OptionTable<ReportSettings> All = new(
        ReportSettings.Defaults,
        [.. ((OptionRow<ReportSettings>[])[.. Training(), .. Longish(), .. Updates(), .. Search(), .. Check(), .. Samples(), .. Machine()])
            .Select(row => row with { Mention = row.Default is null ? Mention.InFile : Mention.IfChanged })]);

    private static OptionRow<ReportSettings>[] Training() =>
    [
        new OptionRow<ReportSettings, int>("--hidden", "Hidden units of every network, m.", OptionFormats.Whole(1), report => report.HiddenSize, (report, value) => report with { HiddenSize = value }),
        Real("--learning-rate", "Learning rate of AdaGrad in both training runs.", NumberRange.Positive, report => report.LearningRate, (report, value) => report with { LearningRate = value }),
        Real("--init-scale", "Standard deviation of the initial weights in both training runs.", NumberRange.NotNegative, report => report.InitScale, (report, value) => report with { InitScale = value }),
        Real(
            "--accumulator",
            "Initial value of AdaGrad's sum of squared gradients in both training runs; 10 trains more steadily.",
            NumberRange.NotNegative,
            report => report.InitialAccumulator,
            (report, value) => report with { InitialAccumulator = value }),
        Real("--clip", "Limit for every element of the gradient in both training runs; 0 for none.", NumberRange.NotNegative, report => report.GradientLimit, (report, value) => report with { GradientLimit = value }),
    ];

    private static OptionRow<ReportSettings>[] Longish() =>
    [
        Whole("--sequence-length", "Characters in a window of the longish training.", report => report.SequenceLength, (report, value) => report with { SequenceLength = value }),
        Whole("--epochs", "Passes over the text in the longish training.", report => report.Epochs, (report, value) => report with { Epochs = value }),
        Wholes("--milestones", "Updates of the longish training before which there is a sample.", report => report.Milestones, (report, value) => report with { Milestones = value }),
    ];

    private static OptionRow<ReportSettings>[] Updates() =>
    [
        Whole(
            "--short-sequence-length",
            "Characters in a window of the second training; the trials of the search have that or twice that.",
            report => report.ShortSequenceLength,
            (report, value) => report with { ShortSequenceLength = value }),
        Whole("--updates", "Updates of the second training.", report => report.Updates, (report, value) => report with { Updates = value }),
        Whole("--sample-every", "Updates of the second training from one sample to the next.", report => report.SampleEvery, (report, value) => report with { SampleEvery = value }),
    ];

    private static OptionRow<ReportSettings>[] Search() =>
    [
        Whole("--trials", "Trials in the search for the best model.", report => report.Trials, (report, value) => report with { Trials = value }),
        Real(
            "--trial-epochs",
            "Passes over the training part of the text that each trial gets; of every three the best is trained anew for three times as many. With --trials, the budget of the search.",
            NumberRange.Positive,
            report => report.TrialEpochs,
            (report, value) => report with { TrialEpochs = value }) with
        {
            Default = $"as many as read {SearchDefaults.FirstCharacters / 1e6:0.#} million characters, at most {SearchDefaults.MostFirstEpochs}",
        },
        Whole("--rungs", "Rounds of the search.", report => report.Rungs, (report, value) => report with { Rungs = value }),
        Real("--validation", "Fraction of the text, at its end, on which trials are compared and which they never learn.", NumberRange.Fraction, report => report.Validation, (report, value) => report with { Validation = value }),
    ];

    private static OptionRow<ReportSettings>[] Check() =>
    [
        Wholes("--check-lengths", "Characters in a window of the gradient check.", report => report.CheckLengths, (report, value) => report with { CheckLengths = value }),
        Real("--check-step", "Step of the central difference in the gradient check.", NumberRange.Positive, report => report.CheckStep, (report, value) => report with { CheckStep = value }),
    ];

    private static OptionRow<ReportSettings>[] Samples() =>
    [
        Samples("--sample-length", "Characters of a sample.", report => report.SampleLength, (report, value) => report with { SampleLength = value }),
        Samples("--final-length", "Characters that the best model writes.", report => report.FinalLength, (report, value) => report with { FinalLength = value }),
        Real(
            "--temperature",
            "Of the samples: below 1 safer and more repetitive, above 1 more varied and less accurate; 1 as published.",
            NumberRange.NotNegative,
            report => report.Temperature,
            (report, value) => report with { Temperature = value }),
        Reals("--temperatures", "Temperatures to compare on the best model.", NumberRange.NotNegative, report => report.Temperatures, (report, value) => report with { Temperatures = value }),
        Reals("--top-ps", "Nuclei to compare on the best model.", NumberRange.Probability, report => report.TopPs, (report, value) => report with { TopPs = value }),
    ];

    private static OptionRow<ReportSettings>[] Machine() =>
    [
        new OptionRow<ReportSettings, Precision>(
            "--precision",
            "Type of the networks' numbers; the gradient check is always in double.",
            OptionFormats.Choice<Precision>(),
            report => report.Precision,
            (report, value) => report with { Precision = value }),
        new OptionRow<ReportSettings, int>(
            "--seed", "Random seed: the same seed gives the same report, except for the times.", OptionFormats.Whole(0), report => report.Seed, (report, value) => report with { Seed = value }),
    ];

    private static OptionRow<ReportSettings> Whole(string name, string help, Func<ReportSettings, int> get, Func<ReportSettings, int, ReportSettings> set)
        => new OptionRow<ReportSettings, int>(name, help, OptionFormats.Whole(1), get, set);

    private static OptionRow<ReportSettings> Samples(string name, string help, Func<ReportSettings, int> get, Func<ReportSettings, int, ReportSettings> set)
        => new OptionRow<ReportSettings, int>(name, help, OptionFormats.SampleLength(1), get, set);

    private static OptionRow<ReportSettings> Wholes(string name, string help, Func<ReportSettings, IReadOnlyList<int>> get, Func<ReportSettings, IReadOnlyList<int>, ReportSettings> set)
        => new OptionRow<ReportSettings, IReadOnlyList<int>>(name, help, OptionFormats.Wholes(1), get, set);

    private static OptionRow<ReportSettings> Real(string name, string help, NumberRange range, Func<ReportSettings, double> get, Func<ReportSettings, double, ReportSettings> set)
        => new OptionRow<ReportSettings, double>(name, help, OptionFormats.Real(range), get, set);

    private static OptionRow<ReportSettings> Reals(
        string name, string help, NumberRange range, Func<ReportSettings, IReadOnlyList<double>> get, Func<ReportSettings, IReadOnlyList<double>, ReportSettings> set)
        => new OptionRow<ReportSettings, IReadOnlyList<double>>(name, help, OptionFormats.Reals(range), get, set);
}
