using System.CommandLine;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Options;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Settings;

/// <summary>From a command line to the settings of a run.</summary>
internal static class TrainingReader
{
    internal const string Classic = "--classic";

    private static OptionTable<RunSettings> Table => TrainingTable.All;

    internal static void AddTo(Command command)
    {
        Table.AddTo(command);
        command.Add(ClassicOption());
    }

    /// <summary>The option of the published experiment's rule.</summary>
    internal static Option ClassicOption() => new Option<bool>(Classic)
    {
        Description = "Use the settings of the published experiment: adagrad with accumulator 0 and a constant rate of 0.1, initial weights of standard deviation 0.01, gradient elements clipped to 5, "
            + "the sum of the losses over windows of 25 characters, one stream, 100 tanh units. Each of them can still be changed by its option.",
    }.In(HelpGroup.Learning);

    /// <summary>Whether the published experiment's rule is asked for.</summary>
    internal static bool IsClassic(ParseResult result)
        => result.CommandResult.Command.Options.FirstOrDefault(option => option.Name == Classic) is { } option && result.IsGiven(option);

    /// <summary>The settings of a new run as far as they do not follow from its text.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    /// <param name="result">The command line.</param>
    /// <param name="start">The changes of the settings for a model that is trained further; null for a new network.</param>
    internal static RunSettings ReadWithoutText(ParseResult result, Func<RunSettings, RunSettings>? start)
    {
        RunSettings usual = IsClassic(result) ? UsualSettings.Classic.With(AskedOfClassic(result, start).Optimizer.Kind) : UsualSettings.ForRule(Asked(result, start).Optimizer.Kind);
        RunSettings settings = Usual(result, usual, start);
        Table.RequireApplicable(result, settings);
        Table.RequireComplete(result, settings);
        return settings;
    }

    /// <summary>The settings of a new run: what is typed, and for the rest the defaults that suit it.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="text">The text.</param>
    /// <param name="start">The changes of the settings for a model that is trained further; null for a new network.</param>
    internal static RunSettings Read(ParseResult result, EncodedText text, Func<RunSettings, RunSettings>? start = null)
        => Usual(
            result,
            IsClassic(result) ? UsualSettings.ClassicFor(AskedOfClassic(result, start), text) : start is null ? UsualSettings.ForNewNetwork(Asked(result, start), IsGiven(result), text)
                : UsualSettings.ForTrainedNetwork(Asked(result, start), IsGiven(result), text),
            start);

    /// <summary>The settings of a run that is to take some time: what is typed, and for the rest what gets furthest in the time.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="text">The text.</param>
    /// <param name="endOfText">The separator of its documents; empty for one document.</param>
    /// <param name="start">The changes of the settings for a model that is trained further; null for a new network.</param>
    /// <param name="time">The time for the updates.</param>
    /// <param name="secondsPerUpdate">Measures an update.</param>
    internal static TimedSettings ReadTimed(
        ParseResult result, EncodedText text, string endOfText, Func<RunSettings, RunSettings>? start, TimeSpan time, Func<TrialSettings, double> secondsPerUpdate)
    {
        RunSettings asked = Asked(result, start);
        PlanRequest request = start is null ? UsualSettings.Request(asked, IsGiven(result)) : UsualSettings.Request(asked, name => Table[name].IsGiven(result) || TrainingTable.IsNetwork(name));
        var plan = TrainingPlan.For(
            text, time, request with { Adjust = trial => Usual(result, UsualSettings.Of(trial), start).WithDocuments(endOfText).Trial }, secondsPerUpdate);
        return new TimedSettings(new RunSettings(plan.Settings, asked.Precision) { Reading = asked.Reading }, plan);
    }

    /// <summary>The settings of a resumed run: its own, with another end or learning rate if one is given.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="path">The checkpoint.</param>
    /// <param name="kept">The run's own settings.</param>
    /// <exception cref="CommandException">An option is given that would make it another run.</exception>
    /// <exception cref="UsageException">An option has no effect.</exception>
    internal static RunSettings ReadResumed(ParseResult result, string path, RunSettings kept)
    {
        if (Table.FindDifference(result, kept) is { } difference)
        {
            throw new CommandException(
                $"{path} is a run with {difference.Name} {difference.Was}; with {difference.Typed} it would be another run. Omit {difference.Name} to resume it.");
        }

        UsageException.Require(!IsClassic(result), $"{Classic} cannot be combined with --resume: the run keeps its settings", result);

        // The number of threads belongs to the machine, not to the run.
        RunSettings settings = Table.Apply(result, kept.With(kept.Training with { ThreadCount = 0 }));
        Table.RequireApplicable(result, settings);
        return settings;
    }

    /// <summary>The options that train a network again on a text.</summary>
    internal static IEnumerable<string> ToOptions(RunSettings settings, EncodedText text) => Table.ToOptions(settings, UsualSettings.For(settings, isGiven: _ => true, text));

    private static Func<string, bool> IsGiven(ParseResult result) => name => Table[name].IsGiven(result);

    private static RunSettings Asked(ParseResult result, Func<RunSettings, RunSettings>? start)
        => Table.Apply(result, start?.Invoke(Table.Defaults) ?? Table.Defaults);

    private static RunSettings AskedOfClassic(ParseResult result, Func<RunSettings, RunSettings>? start)
        => Table.Apply(result, start?.Invoke(UsualSettings.Classic) ?? UsualSettings.Classic);

    /// <summary>Defaults, what the starting model and the documents change in them, and what is typed.</summary>
    private static RunSettings Usual(ParseResult result, RunSettings usual, Func<RunSettings, RunSettings>? start)
        => Table.Apply(result, (start is null ? usual : start(usual.ForFineTuning())).For(Asked(result, start).Reading.Documents));
}

/// <summary>The settings of a run that is to take some time.</summary>
/// <param name="Settings">All settings, with the number of updates.</param>
/// <param name="Plan">How they were chosen.</param>
internal sealed record TimedSettings(RunSettings Settings, TrainingPlan Plan);
