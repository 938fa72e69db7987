using System.CommandLine;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Options;

namespace CharRnn.Cli.Search;

/// <summary>The files of <c>charrnn search</c>, and where its trials run.</summary>
internal sealed class SearchFileOptionSet
{
    private readonly Option<string> _output = OptionFormats.File.CreateOptionWithDefault(
        "--output", "The model file of the winner; replaced if it exists.", SearchRequest.DefaultOutput, "-o");

    private readonly Option<string?> _trialsFile = new("--trials-file")
    {
        Description = "Where every result goes as soon as it is known, one a line. [default: the model's name with .trials.jsonl]",
        HelpName = "file",
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Go on with the search of this file of trials, on the same text; its options hold, and what is known is not run again.",
        HelpName = "file",
    };

    private readonly Option<int> _threads = OptionFormats.Threads.CreateOptionWithDefault(
        "--threads", "Trials side by side, each on one thread; 0 for one per processor. No result depends on it.", 0);

    private readonly Option<bool> _retrain = new("--retrain") { Description = "Save a network that is trained with the winner's settings on the whole text, the held-out part included, for as many passes." };

    private readonly Option<bool> _json = new("--json") { Description = "Write the leaderboard as JSON, and nothing else." };

    private readonly Option<string?> _emitJobs = new("--emit-jobs")
    {
        Description = "Run nothing, but write the jobs of the first round to this folder, a file each, for 'charrnn train --options' on other machines.",
        HelpName = "folder",
    };

    private readonly Option<string?> _collect = new("--collect")
    {
        Description = "Read the results of such jobs: say which are missing, write the jobs of the next round, or name the winner.",
        HelpName = "folder",
    };

    /// <summary>Those that stand before the options of the search in the help.</summary>
    internal void AddFilesTo(Command command)
    {
        command.Add(_output.In(HelpGroup.Files, isUsual: true));
        command.Add(_retrain.In(HelpGroup.Files));
        command.Add(_trialsFile.In(HelpGroup.Files));
        command.Add(_resume.In(HelpGroup.Files, isUsual: true));
    }

    /// <summary>Those that stand after them.</summary>
    internal void AddWorkTo(Command command)
    {
        command.Add(_threads.In(HelpGroup.Jobs, isUsual: true));
        command.Add(_json.In(HelpGroup.Files));
        command.Add(_emitJobs.In(HelpGroup.Jobs));
        command.Add(_collect.In(HelpGroup.Jobs));
    }

    /// <summary>Adds what is asked for here to a request.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    internal SearchRequest Apply(ParseResult result, SearchRequest request)
    {
        RequireSound(result);
        return request with
        {
            OutputPath = result.GetValue(_output)!,
            HasOutput = result.IsGiven(_output),
            Retrains = result.GetValue(_retrain),
            TrialsPath = result.GetValue(_trialsFile),
            ResumePath = result.GetValue(_resume),
            EmitFolder = result.GetValue(_emitJobs),
            CollectFolder = result.GetValue(_collect),
            ThreadCount = result.GetValue(_threads),
            WritesJson = result.GetValue(_json),
        };
    }

    private void RequireSound(ParseResult result)
    {
        Option[] ways = [.. ((Option[])[_resume, _emitJobs, _collect]).Where(option => result.IsGiven(option))];
        UsageException.Require(ways.Length <= 1, $"{ways.FirstOrDefault()?.Name} and {ways.LastOrDefault()?.Name} are different things to do; choose one", result);
        UsageException.Require(
            !result.IsGiven(_trialsFile) || ways.Length == 0, $"--trials-file does not go with {ways.FirstOrDefault()?.Name}, which has its own file", result);
    }
}
