using System.CommandLine;
using CharRnn.Cli.Options;

namespace CharRnn.Cli.Settings;

/// <summary>From a command line to the settings of a run.</summary>
internal static class TrainingReader
{
    private static OptionTable<RunSettings> Table => TrainingTable.All;

    /// <summary>The settings of a new run: what is typed, and for the rest the defaults that suit it.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    internal static RunSettings Read(ParseResult result)
    {
        RunSettings settings = Table.Apply(result, Usual(result));
        Table.RequireApplicable(result, settings);
        Table.RequireComplete(result, settings);
        return settings;
    }

    /// <summary>The settings of a run that is taken up again: its own, with another end if one is given.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="path">The checkpoint.</param>
    /// <param name="kept">The run's own settings.</param>
    /// <exception cref="CommandException">An option is given that would make it another run.</exception>
    internal static RunSettings ReadResumed(ParseResult result, string path, RunSettings kept)
    {
        if (Table.FindDifference(result, kept) is { } difference)
        {
            throw new CommandException(
                $"{path} is a run with {difference.Name} {difference.Was}; with {difference.Typed} it would be another run. Leave {difference.Name} out to resume it.");
        }

        // The number of threads belongs to the machine, not to the run.
        RunSettings settings = Table.Apply(result, kept.With(kept.Training with { ThreadCount = 0 }));
        Table.RequireApplicable(result, settings);
        return settings;
    }

    /// <summary>The options that train a network again.</summary>
    internal static IEnumerable<string> ToOptions(RunSettings settings) => Table.ToOptions(settings, TrainingDefaults.For(settings.Optimizer.Kind));

    private static RunSettings Usual(ParseResult result)
    {
        // A number for η or σ means little until one knows for which rule; by itself it is the classic experiment's.
        bool isClassic = !Table[TrainingTable.Optimizer].IsGiven(result)
            && (Table[TrainingTable.LearningRate].IsGiven(result) || Table[TrainingTable.InitScale].IsGiven(result));
        RunSettings usual = isClassic ? TrainingDefaults.Classic : TrainingDefaults.For(Table.Apply(result, Table.Defaults).Optimizer.Kind);
        return TrainingDefaults.ForDocuments(usual, Table.Apply(result, Table.Defaults).Reading.Documents);
    }
}
