using System.CommandLine;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Search;

/// <summary>The options of <c>charrnn train</c> for running a job of a search.</summary>
internal sealed class JobOptionSet
{
    private readonly Option<string?> _options = new("--options")
    {
        Description = "Run this job of a search, written by 'charrnn search --emit-jobs', with the settings in it. Needs --result; the model is saved only with --output.",
        HelpName = "file",
    };

    private readonly Option<string?> _result = new("--result") { Description = "The file for the result of the job.", HelpName = "file" };

    internal void AddTo(Command command)
    {
        command.Add(_options.In(HelpGroup.Jobs));
        command.Add(_result.In(HelpGroup.Jobs));
    }

    /// <summary>The job that the command line asks for; null for an ordinary run.</summary>
    /// <exception cref="UsageException">There are options that cannot be combined with a job.</exception>
    internal JobRun? Read(ParseResult result, TextInput text)
    {
        if (result.GetValue(_options) is not { } job)
        {
            UsageException.Require(!result.IsGiven(_result), "--result needs the job of --options", result);
            return null;
        }

        const string output = "--output";
        UsageException.Require(result.IsGiven(_result), "--options needs the file of --result", result);
        foreach (Option option in result.CommandResult.Command.Options.Where(option => result.IsGiven(option) && option != _options && option != _result))
        {
            UsageException.Require(option.Name == output || TextReadingTable.All.Rows.Any(row => row.Name == option.Name), $"{option.Name} cannot be combined with --options: all settings come from the job", result);
        }

        Option model = result.CommandResult.Command.Options.Single(option => option.Name == output);
        return new JobRun(text, job, result.GetValue(_result)!, result.IsGiven(model) ? result.GetValue<string>(output) : null);
    }
}
