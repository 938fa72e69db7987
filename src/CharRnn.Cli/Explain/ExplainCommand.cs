using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Encodings.Web;
using CharRnn.Cli.Explain.Page;
using CharRnn.Cli.Input;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Training;

namespace CharRnn.Cli.Explain;

/// <summary><c>charrnn explain MODEL TEXT</c>.</summary>
internal static class ExplainCommand
{
    private const int LongestPassage = 10_000;
    private const int ShortestText = 20;

    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static Command Create(CliConsole console)
    {
        Argument<string[]> files = PathArgument.ModelsAndText();
        var output = new Option<string>("--output", "-o") { Description = "The page to write. [default: explain.html]", HelpName = "file", DefaultValueFactory = _ => "explain.html" };
        Option<int> start = NumberOption.Whole("--start", "Where the passage begins: characters of the text before it.", 0, 0);
        Option<int> length = NumberOption.Whole("--length", "Characters of the passage.", 2000, 1);
        var json = new Option<bool>("--json") { Description = "Write all numbers as JSON instead of a page; with --output, as well as the page." };
        var command = new Command("explain", "Shows what a network does with a text, as one self-contained web page.") { files, output, start, length, json };
        command.SetAction(result =>
        {
            string[] given = result.GetRequiredValue(files);
            bool isPage = !result.GetValue(json) || result.GetResult(output) is { Implicit: false };
            string path = result.GetValue(output)!;
            if (isPage)
            {
                OutputFile.RequireWritable(path, "page");
            }

            Explanation explanation = Explain(given[..^1], TextInput.Find(given[^1], console.Input), result.GetValue(start), result.GetValue(length));
            if (isPage)
            {
                OutputFile.Replace(path, ExplainPage.Create(explanation));
            }

            Report(console, explanation, isPage ? path : null, result.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Explanation Explain(string[] models, TextInput input, int start, int length)
    {
        // A text from standard input can be read only once, the characters differ from model to model.
        string? text = null;
        Explanation explanation = Open(models[0], new Explaining(input, start, length, () => text ??= ""));
        return explanation;
    }
}
