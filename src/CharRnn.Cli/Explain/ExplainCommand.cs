using System.CommandLine;
using CharRnn.Cli.Explain.Numbers;
using CharRnn.Cli.Explain.Page;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Explain;

/// <summary><c>charrnn explain MODEL TEXT</c>.</summary>
internal static class ExplainCommand
{
    private const string DefaultPage = "explain.html";
    private const int LongestPassage = 10_000;

    internal static Command Create(CliConsole console)
    {
        Argument<string[]> files = PathArgument.ModelsAndText();
        Option<string> output = new("--output", "-o") { Description = "The page to write.", HelpName = "file", DefaultValueFactory = _ => DefaultPage };
        Option<int> start = OptionFormats.Whole(0).CreateOptionWithDefault("--start", "Start of the passage: the number of characters before it.", 0);
        Option<int> length = OptionFormats.Whole(1, LongestPassage).CreateOptionWithDefault("--length", "Characters of the passage.", 2000);
        Option<string> snapshots = OptionFormats.Folder.CreateOption(SnapshotFolder.Option, "Folder of 'charrnn train --snapshots': show how the network learned the passage.");
        Option<bool> json = new("--json") { Description = "Write all numbers as JSON to standard output; the page only with --output." };
        var command = new Command("explain", "Shows how a network processes a text, character by character, on one self-contained page.") { files, output, start, length, snapshots, json };
        command.SetAction(result =>
        {
            string[] given = result.GetRequiredValue(files);
            bool isJson = result.GetValue(json), isPage = !isJson || result.GetResult(output) is { Implicit: false };
            string path = result.GetValue(output)!;
            string[] saved = result.GetValue(snapshots) is { } folder ? [.. SnapshotFolder.Open(folder).Select(snapshot => snapshot.Path).Where(path => !FileRoles.AreSame(path, given[0]))] : [];
            TextInput text = TextInput.Find(given[^1], console.Input);
            new FileRoles(console).Reads(given[..^1], "a model").Reads(saved, "a snapshot").Reads(text.Paths, "the text").Writes(isPage ? path : null, "the page (--output)", "--output").RequireDistinct();
            if (isPage)
            {
                OutputFile.RequireWritable(path, "page");
            }

            Explanation explanation = new ExplainInput(given[..^1], text, result.GetValue(start), result.GetValue(length), saved).Explain();
            if (isPage)
            {
                OutputFile.Replace(path, ExplainPage.Create(explanation));
            }

            if (isJson)
            {
                console.Out.WriteLine(ExplainJson.Whole(explanation).ToJsonString(JsonOutput.Compact));
            }
            else
            {
                ExplainSummary.Write(console, explanation, path);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
