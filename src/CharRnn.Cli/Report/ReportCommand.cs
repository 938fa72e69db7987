using System.CommandLine;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Report.Results;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Report;

/// <summary><c>charrnn report [TEXT] --output DIR</c>.</summary>
internal static class ReportCommand
{
    internal static Command Create(CliConsole console, CancellationToken stop)
    {
        Argument<string?> text = PathArgument.OptionalText(
            "The text: a file, UTF-8 or UTF-16, or - for standard input. Without it, the built-in story.");
        var output = new Option<string>("--output", "-o")
        {
            Description = "The folder for the page and its files; must be new or empty.",
            HelpName = "folder",
            Required = true,
        };
        var resume = new Option<bool>("--resume") { Description = "Continue the report in that folder, on the same text, with its options." };
        Option<int> threads = OptionFormats.Threads.CreateOptionWithDefault("--threads", "Threads that share an update of a training run; 0 chooses. No result depends on it.", 0);
        output.In(HelpGroup.Files, isUsual: true);
        resume.In(HelpGroup.Files, isUsual: true);
        threads.In(HelpGroup.Jobs);
        var command = new Command(
            "report",
            "Repeats a published experiment on a text and writes a page with the results: gradient check, two training runs with samples and curves, a search for the best model.")
        {
            text,
            output,
            resume,
        };
        ReportTable.All.AddTo(command);
        command.Add(threads);
        command.SetAction(result =>
        {
            TextInput input = TextInput.Find(result.GetValue(text), console.Input);
            input.RequireNoPipe("report", console);
            string folder = result.GetValue(output)!;
            new FileRoles(console).Reads(input.Paths, "the text").WritesAll(ReportFolder.Files(folder), "a file of the report (--output)", "--output").RequireDistinct();
            ReportRequest request = (result.GetValue(resume) ? Resume(result, input, folder) : Begin(result, input, folder)) with { TextArgument = result.GetValue(text), Threads = result.GetValue(threads) };
            return request.Results.Settings.Run.Precision == Precision.Double
                ? new ReportRun<double>(request, console).Run(stop)
                : new ReportRun<float>(request, console).Run(stop);
        });
        return command;
    }

    private static ReportRequest Begin(ParseResult result, TextInput input, string folder)
    {
        ReportSettings settings = ReportTable.Read(result);
        input = input.With(settings.Run.Reading);
        EncodedText text = input.Read();
        RequireLength(input.Name, text, settings);
        return new ReportRequest
        {
            Input = input,
            Text = text,
            Folder = ReportFolder.Create(folder),
            Results = new ReportResults { Settings = settings, Text = TextStatistics.Of(Path.GetFileName(input.Name), text) },
        };
    }

    private static ReportRequest Resume(ParseResult result, TextInput input, string path)
    {
        (ReportFolder folder, ReportResults results) = ReportFolder.Open(path);
        if (ReportTable.All.FindDifference(result, results.Settings) is { } difference)
        {
            throw new CommandException(
                $"{path} is a report with {difference.Name} {difference.Was}; with {difference.Typed} it would be another one. Omit {difference.Name} to continue it, or choose another --output.");
        }

        input = input.With(results.Settings.Run.Reading);
        EncodedText text = input.Read();
        return results.Text.Fingerprint == text.Fingerprint && results.Text.Characters == text.Length
            ? new ReportRequest { Input = input, Text = text, Folder = folder, Results = results }
            : throw new CommandException(FormattableString.Invariant(
                $"{path} is a report on another text ({results.Text.Name}, {Quantity.Of(results.Text.Characters, "character")}, {results.Text.VocabularySize} different); {input.Name} has {Quantity.Of(text.Length, "character")}, {text.Vocabulary.Count} different. Use the same text, or choose another --output."));
    }

    /// <summary>Finds out before the work whether the text is long enough for all parts of it.</summary>
    private static void RequireLength(string name, EncodedText text, ReportSettings settings)
    {
        int window = Math.Max(Math.Max(settings.Training.SequenceLength, 2 * settings.ShortSequenceLength), settings.CheckLengths.Max());
        double part = Math.Min(1 - settings.Validation, settings.Validation);
        double needed = Math.Max((window + 2) / (1 - settings.Validation), 4 / part);
        if (text.Length < needed)
        {
            throw new CommandException(FormattableString.Invariant(
                $"{name} has {Quantity.Of(text.Length, "character")}; a report with these options needs {Math.Ceiling(needed):N0}. Use a longer text, or a smaller --sequence-length, --short-sequence-length and --check-lengths."));
        }
    }
}
