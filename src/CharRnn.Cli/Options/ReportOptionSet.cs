using System.CommandLine;
using CharRnn.Cli.Report;

namespace CharRnn.Cli.Options;

/// <summary>The options of <c>charrnn report</c>: everything about the experiment that can be other than published.</summary>
internal sealed class ReportOptionSet
{
    private static readonly ReportSettings _defaults = ReportSettings.Defaults;

    private readonly Option<int> _hidden = NumberOption.Whole("--hidden", "Hidden units of every network, m.", _defaults.HiddenSize, minimum: 1);

    private readonly Option<double> _learningRate = NumberOption.Real(
        "--learning-rate", "Learning rate of AdaGrad in both training runs.", _defaults.LearningRate, NumberRange.Positive);

    private readonly Option<double> _initScale = NumberOption.Real(
        "--init-scale", "Standard deviation of the initial weights in both training runs.", _defaults.InitScale, NumberRange.NotNegative);

    private readonly Option<double> _accumulator = NumberOption.Real(
        "--accumulator", "Where AdaGrad's sum of squared gradients starts in both training runs; 10 trains more steadily.", _defaults.InitialAccumulator, NumberRange.NotNegative);

    private readonly Option<double> _clip = NumberOption.Real(
        "--clip", "Limit for every element of the gradient in both training runs; 0 for none.", _defaults.GradientLimit, NumberRange.NotNegative);

    private readonly Option<int> _sequenceLength = NumberOption.Whole(
        "--sequence-length", "Characters in a window of the longish training.", _defaults.SequenceLength, minimum: 1);

    private readonly Option<int> _epochs = NumberOption.Whole("--epochs", "Passes over the text in the longish training.", _defaults.Epochs, minimum: 1);

    private readonly Option<int[]?> _milestones = NumberOption.OptionalWholeList(
        "--milestones", $"Updates of the longish training before which there is a sample. [default: {string.Join(',', _defaults.Milestones)}]", minimum: 1);

    private readonly Option<int> _shortSequenceLength = NumberOption.Whole(
        "--short-sequence-length", "Characters in a window of the second training; the trials of the search have that or twice that.", _defaults.ShortSequenceLength, minimum: 1);

    private readonly Option<int> _updates = NumberOption.Whole("--updates", "Updates of the second training.", _defaults.Updates, minimum: 1);

    private readonly Option<int> _sampleEvery = NumberOption.Whole(
        "--sample-every", "Updates of the second training from one sample to the next.", _defaults.SampleEvery, minimum: 1);

    private readonly Option<int> _trials = NumberOption.Whole("--trials", "Trials in the search for the best model.", _defaults.Trials, minimum: 1);

    private readonly Option<double?> _trialEpochs = NumberOption.OptionalReal(
        "--trial-epochs",
        $"Passes over the training part of the text that each trial gets; of every three the best is trained anew for three times as many. With --trials, the budget of the search. [default: as many as read {SearchDefaults.FirstCharacters / 1e6:0.#} million characters, at most {SearchDefaults.MostFirstEpochs}]",
        NumberRange.Positive);

    private readonly Option<int> _rungs = NumberOption.Whole("--rungs", "Rounds of the search.", _defaults.Rungs, minimum: 1);

    private readonly Option<double> _validation = NumberOption.Real(
        "--validation", "Fraction of the text, at its end, on which trials are compared and which they never learn.", _defaults.Validation, NumberRange.Fraction);

    private readonly Option<int[]?> _checkLengths = NumberOption.OptionalWholeList(
        "--check-lengths", $"Characters in a window of the gradient check. [default: {string.Join(',', _defaults.CheckLengths)}]", minimum: 1);

    private readonly Option<double> _checkStep = NumberOption.Real(
        "--check-step", "Step of the central difference in the gradient check.", _defaults.CheckStep, NumberRange.Positive);

    private readonly Option<int> _sampleLength = NumberOption.Whole("--sample-length", "Characters of a sample.", _defaults.SampleLength, minimum: 1);

    private readonly Option<int> _finalLength = NumberOption.Whole("--final-length", "Characters that the best model writes.", _defaults.FinalLength, minimum: 1);

    private readonly Option<double> _temperature = NumberOption.Real(
        "--temperature", "Of the samples: below 1 bolder, above 1 wilder; 1 as published.", _defaults.Temperature, NumberRange.NotNegative);

    private readonly Option<double[]?> _temperatures = NumberOption.OptionalRealList(
        "--temperatures", $"Temperatures to compare on the best model. [default: {string.Join(',', _defaults.Temperatures)}]", NumberRange.NotNegative);

    private readonly Option<double[]?> _topPs = NumberOption.OptionalRealList(
        "--top-ps", $"Nuclei to compare on the best model. [default: {string.Join(',', _defaults.TopPs)}]", NumberRange.Probability);

    private readonly Option<Precision?> _precision = ChoiceOption.Optional<Precision>(
        "--precision", $"Type of the networks' numbers; the gradient check is always in double. [default: {ChoiceOption.Word(_defaults.Precision)}]");

    private readonly Option<int> _seed = NumberOption.Whole("--seed", "Where chance starts: the same seed gives the same report, but for the times.", _defaults.Seed, minimum: 0);

    private readonly Option<int> _threads = NumberOption.Threads("Threads that share an update of a training run; 0 chooses. No result depends on it.");

    private Option[] All =>
    [
        _hidden, _learningRate, _initScale, _accumulator, _clip, _sequenceLength, _epochs, _milestones, _shortSequenceLength, _updates, _sampleEvery,
        _trials, _trialEpochs, _rungs, _validation, _checkLengths, _checkStep, _sampleLength, _finalLength, _temperature, _temperatures, _topPs,
        _precision, _seed, _threads,
    ];

    internal void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }
    }

    internal int ReadThreads(ParseResult result) => result.GetValue(_threads);

    /// <summary>The settings of a new report.</summary>
    internal ReportSettings Read(ParseResult result) => new()
    {
        HiddenSize = result.GetValue(_hidden),
        LearningRate = result.GetValue(_learningRate),
        InitScale = result.GetValue(_initScale),
        InitialAccumulator = result.GetValue(_accumulator),
        GradientLimit = result.GetValue(_clip),
        Precision = result.GetValue(_precision) ?? _defaults.Precision,
        Seed = result.GetValue(_seed),
        CheckLengths = Of(result, _checkLengths, _defaults.CheckLengths),
        CheckStep = result.GetValue(_checkStep),
        SequenceLength = result.GetValue(_sequenceLength),
        Epochs = result.GetValue(_epochs),
        Milestones = Of(result, _milestones, _defaults.Milestones),
        ShortSequenceLength = result.GetValue(_shortSequenceLength),
        Updates = result.GetValue(_updates),
        SampleEvery = result.GetValue(_sampleEvery),
        Trials = result.GetValue(_trials),
        TrialEpochs = result.GetValue(_trialEpochs) ?? 0,
        Rungs = result.GetValue(_rungs),
        Validation = result.GetValue(_validation),
        SampleLength = result.GetValue(_sampleLength),
        FinalLength = result.GetValue(_finalLength),
        Temperature = result.GetValue(_temperature),
        Temperatures = Of(result, _temperatures, _defaults.Temperatures),
        TopPs = Of(result, _topPs, _defaults.TopPs),
    };

    /// <summary>A list that is left out is an empty one to the parser.</summary>
    private static IReadOnlyList<TValue> Of<TValue>(ParseResult result, Option<TValue[]?> option, IReadOnlyList<TValue> defaults)
        => result.GetValue(option) is { Length: > 0 } values ? values : defaults;

    /// <summary>Refuses options that would make a report another one; what is left out stays as it was.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="path">The folder.</param>
    /// <param name="kept">The settings of the report in it.</param>
    /// <exception cref="CommandException">An option is given that differs.</exception>
    internal void RequireSame(ParseResult result, string path, ReportSettings kept)
    {
        Dictionary<string, string> asked = Read(result).Describe(), was = kept.Describe();
        foreach (Option option in All.Where(option => result.GetResult(option) is { Implicit: false }))
        {
            if (was.TryGetValue(option.Name, out string? value) && asked[option.Name] != value)
            {
                throw new CommandException(
                    $"{path} is a report with {option.Name} {value}; with {asked[option.Name]} it would be another one. Leave {option.Name} out to go on with it, or choose another --output.");
            }
        }
    }
}
