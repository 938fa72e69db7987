using System.CommandLine;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Check;

/// <summary><c>charrnn check [TEXT]</c>.</summary>
internal static class CheckCommand
{
    internal static Command Create(CliConsole console, CancellationToken stop)
    {
        Argument<string?> text = PathArgument.OptionalText(
            "The text whose start is the window: a file, UTF-8 or UTF-16, or - for standard input. Without it, the built-in story, with the vocabulary extended to 80 characters.");
        var markdown = new Option<bool>("--markdown") { Description = "Write the tables as Markdown." };
        var json = new Option<bool>("--json") { Description = "Write everything as JSON." };
        var command = new Command("check", "Checks the gradient: compares backpropagation with two numerical derivatives, element by element.") { text };
        CheckTable.All.AddTo(command);
        command.Add(markdown);
        command.Add(json);
        command.SetAction(result =>
        {
            string? path = result.GetValue(text);
            TextInput input = TextInput.Find(path, console.Input);
            input.RequireNoPipe("check", console);
            new FileRoles(console).Reads(input.Paths, "the text").RequireDistinct();
            CheckResult check = Run(console, CheckTable.All.Apply(result, CheckSettings.Defaults), path is null, input, stop);
            if (result.GetValue(json))
            {
                CheckJson.Write(console, check);
            }
            else
            {
                CheckTables.Write(console, check, result.GetValue(markdown));
            }

            string[] failures = [.. check.Failures];
            return failures.Length == 0 ? ExitCode.Done
                : throw new CommandException($"{failures.Length} of the errors exceed their bounds, the first in {failures[0]}");
        });
        return command;
    }

    private static CheckResult Run(CliConsole console, CheckSettings settings, bool isBuiltIn, TextInput input, CancellationToken stop)
    {
        // The built-in story with a vocabulary of the published size, so that the tables can be compared with the published ones.
        int leastVocabulary = isBuiltIn ? PublishedErrors.VocabularySize : 0;
        EncodedText text = input.Read();
        using var interruption = new Interruption(stop);
        return ProgressBar.Show(console, "checking the gradient", progress => settings.Precision == Precision.Double
            ? CheckRun.Run<double>(settings, input.Name, text, leastVocabulary, progress, interruption.Token)
            : CheckRun.Run<float>(settings, input.Name, text, leastVocabulary, progress, interruption.Token));
    }
}
