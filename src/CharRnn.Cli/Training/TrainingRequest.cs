using System.CommandLine;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Settings;
using CharRnn.Training.Search;

namespace CharRnn.Cli.Training;

/// <summary>The request of a command line of <c>charrnn train</c>.</summary>
/// <param name="Text">The text.</param>
/// <param name="Precision">The type of the network's numbers.</param>
/// <param name="Settings">How to train on the text, once it is read: the defaults follow it.</param>
/// <param name="Output">The outputs.</param>
/// <param name="Resumed">The run to be resumed; null for a new one.</param>
/// <param name="From">The model that is trained further; null for a new network.</param>
internal sealed record TrainingRequest(TextInput Text, Precision Precision, Func<EncodedText, RunSettings> Settings, RunOutput Output, ResumedRun? Resumed, StartingModel? From = null)
{
    /// <summary>The time limit of the whole command; null for none.</summary>
    internal TimeSpan? Time { get; init; }

    /// <summary>The settings for a text and a time for the updates, from a function that measures an update in seconds.</summary>
    internal required Func<EncodedText, TimeSpan, Func<TrialSettings, double>, TimedSettings> TimedSettings { get; init; }

    /// <summary>All that the command line asks for; what it leaves out of a resumed run is as it was.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="text">The text.</param>
    /// <param name="run">The run to be resumed; null for a new one.</param>
    /// <param name="from">The model that is trained further; null for a new network.</param>
    /// <param name="time">The time for the whole command; null for no limit.</param>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    /// <exception cref="CommandException">An option is given that would make it another run.</exception>
    internal static TrainingRequest Read(ParseResult result, TextInput text, ResumedRun? run, StartingModel? from, TimeSpan? time)
    {
        UsageException.Require(run is null || from is null, $"{StartingModel.Option} cannot be combined with --resume: a resumed run already has a network", result);
        if (time is not null)
        {
            RequireTimed(result, run);
        }

        if (from is not null)
        {
            StartingModel.RequireUndecided(result);
        }

        Func<RunSettings, RunSettings>? start = from is null ? null : from.Apply;
        RunSettings settings = run is null ? TrainingReader.ReadWithoutText(result, start) : TrainingReader.ReadResumed(result, run.Path, run.Settings);
        RunOutput output = RunOutputTable.Samples.Apply(result, RunOutputTable.Files.Apply(result, run?.Output ?? new RunOutput()));
        RequireSound(result, output, run);
        text = text.With(settings.Reading);
        return new TrainingRequest(
            text, settings.Precision, characters => run is null ? TrainingReader.Read(result, characters, start).WithDocuments(text.EndOfText) : settings, output, run, from)
        {
            Time = time,
            TimedSettings = (characters, left, secondsPerUpdate) => TrainingReader.ReadTimed(result, characters, text.EndOfText, start, left, secondsPerUpdate),
        };
    }

    /// <summary>The time decides the end of a run and its schedule.</summary>
    private static void RequireTimed(ParseResult result, ResumedRun? run)
    {
        UsageException.Require(run is null, $"{TrainCommand.Time} cannot be combined with --resume: a resumed run already has an end; --updates moves it", result);
        UsageException.Require(!TrainingReader.IsClassic(result), $"{TrainCommand.Time} cannot be combined with {TrainingReader.Classic}, whose settings are fixed", result);
        foreach (OptionRow<RunSettings> row in TrainingTable.All.Given(result).Where(row => row.Name is "--epochs" or "--updates" or "--schedule" or "--turns" or TrainingTable.Optimizer or "--sequence-lengths"))
        {
            UsageException.Require(false, $"{row.Name} cannot be combined with {TrainCommand.Time}, which chooses it", result);
        }
    }

    private static void RequireSound(ParseResult result, RunOutput output, ResumedRun? run)
    {
        RunOutputTable.Files.RequireApplicable(result, output);
        if (run is { Output.Keep: KeptParameters.Final } && output.Keep == KeptParameters.Best)
        {
            throw new CommandException($"{run.Path} is a run with --keep final: its best parameters are not in it. Omit --keep to resume it.");
        }
    }
}
