using System.CommandLine;
using CharRnn.Cli.Input;
using CharRnn.Cli.Training;

namespace CharRnn.Cli.Options;

/// <summary>What a run of <c>charrnn train</c> writes besides learning: files and samples.</summary>
internal sealed class RunOptionSet
{
    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The model file; replaced if it exists.",
        HelpName = "file",
        DefaultValueFactory = _ => TrainingRequest.DefaultOutput,
    };

    private readonly Option<KeptParameters?> _keep = ChoiceOption.Optional<KeptParameters>(
        "--keep",
        "Which parameters the model file gets: those after the last update, or the best: at the smallest validation loss, or without --validation at the smallest smooth loss (which may only be an easy page). [default: final]");

    private readonly Option<bool> _noCurve = new("--no-curve")
    {
        Description = "Do not leave the loss curve, as a picture and as CSV, next to the model file.",
    };

    private readonly Option<string?> _log = new("--log") { Description = "Write the loss curve to this CSV file while training goes on.", HelpName = "file" };

    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Keep the whole run in this file while training goes on, to take it up again with --resume.",
        HelpName = "file",
    };

    private readonly Option<long?> _checkpointEvery = NumberOption.OptionalLong(
        "--checkpoint-every", "Updates from one checkpoint to the next. [default: one a minute]", minimum: 1);

    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Take up a run where this checkpoint left it, on the same text; its options hold, and --epochs and --updates may be raised.",
        HelpName = "file",
    };

    private readonly Option<int?> _sampleEvery = NumberOption.OptionalWhole(
        "--sample-every", "Updates from one sample to the next; 0 for none. [default: a tenth of the run]", minimum: 0);

    private readonly Option<int> _sampleLength = NumberOption.Whole("--sample-length", "Characters of a sample while training.", 200, minimum: 1);

    private readonly Option<int> _finalLength = NumberOption.Whole("--final-length", "Characters of the sample at the end.", 500, minimum: 0);

    private readonly SamplingOptionSet _sampling = new();

    /// <summary>The files stand before the options of learning, the samples after them.</summary>
    internal void AddFilesTo(Command command)
    {
        foreach (Option option in (Option[])[_output, _keep, _noCurve, _log, _checkpoint, _checkpointEvery, _resume])
        {
            command.Add(option);
        }
    }

    /// <inheritdoc cref="AddFilesTo"/>
    internal void AddSamplesTo(Command command)
    {
        command.Add(_sampleEvery);
        command.Add(_sampleLength);
        command.Add(_finalLength);
        _sampling.AddTo(command);
    }

    /// <summary>All that the command line asks for; what it leaves out of a resumed run is as it was.</summary>
    internal TrainingRequest Read(ParseResult result, TextInput text, TrainingOptionSet training)
    {
        ResumedRun? run = result.GetValue(_resume) is { } path ? ResumedRun.Open(path) : null;
        var request = new TrainingRequest
        {
            Text = text,
            Resumed = run,
            Settings = run is null ? training.Read(result) with { EndOfText = text.EndOfText } : training.ReadResumed(result, run.Path, run.Settings),
            OutputPath = Of(result, _output, run?.Output),
            Keep = result.GetValue(_keep) ?? run?.Keep ?? KeptParameters.Final,
            LeavesCurve = !result.GetValue(_noCurve),
            LogPath = result.GetValue(_log),
            CheckpointPath = result.GetValue(_checkpoint) ?? run?.Path,
            CheckpointEvery = result.GetValue(_checkpointEvery) ?? run?.CheckpointEvery,
            SampleEvery = result.GetValue(_sampleEvery) ?? run?.SampleEvery,
            SampleLength = Of(result, _sampleLength, run?.SampleLength),
            FinalLength = Of(result, _finalLength, run?.FinalLength),
            Sampling = run?.Sampling is { } kept && !_sampling.IsGiven(result) ? kept : _sampling.Read(result),
        };
        RequireSound(request);
        return request;
    }

    private static void RequireSound(TrainingRequest request)
    {
        if (request.CheckpointEvery is not null && request.CheckpointPath is null)
        {
            throw new UsageException("--checkpoint-every needs the file of --checkpoint. See 'charrnn train --help'.");
        }

        if (request is { Resumed.Keep: KeptParameters.Final, Keep: KeptParameters.Best })
        {
            throw new CommandException($"{request.Resumed.Path} is a run with --keep final: its best parameters are not in it. Leave --keep out to resume it.");
        }
    }

    /// <summary>What is typed, otherwise what was, otherwise the default.</summary>
    private static TValue Of<TValue>(ParseResult result, Option<TValue> option, TValue? was)
        where TValue : class => was is not null && result.GetResult(option) is not { Implicit: false } ? was : result.GetValue(option)!;

    private static int Of(ParseResult result, Option<int> option, int? was)
        => was is { } value && result.GetResult(option) is not { Implicit: false } ? value : result.GetValue(option);
}
