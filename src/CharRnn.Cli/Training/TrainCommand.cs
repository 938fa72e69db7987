using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Search;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Training;

/// <summary><c>charrnn train [TEXT]</c>.</summary>
internal static class TrainCommand
{
    internal const string Time = "--time";
    internal const string Plan = "--plan";

    internal static Command Create(CliConsole console, CancellationToken stop)
    {
        Argument<string[]> text = PathArgument.Texts(
            "The text to learn: a file, UTF-8 or UTF-16, or - for standard input. Several texts are learned as separate documents. Without any, the built-in story.");
        Option<bool> showText = new Option<bool>("--show-text") { Description = "Write the text to standard output and stop." }.In(HelpGroup.Files);
        Option<string> resume = OptionFormats.File.CreateOption(
            "--resume", "Continue a run from this checkpoint, on the same text. Its options are kept; only --epochs, --updates, --learning-rate and --schedule can be changed.").In(HelpGroup.Files, isUsual: true);
        Option<string> from = OptionFormats.File.CreateOption(
            StartingModel.Option, "Start from the network of this model file or checkpoint, which can come from PyTorch. Its sizes, cell, characters and text options (--documents, --encoding, --normalize) are kept, and new characters are added.").In(HelpGroup.Files, isUsual: true);
        Option<TimeSpan> time = TimeFormat.Instance.CreateOption(
            Time, "Train the best network that this machine can train on this text in about this time, from start to end: measures the machine for a moment, chooses the network and the settings, and prints the command that trains the same network again.").In(HelpGroup.Length, isUsual: true);
        Option<bool> plan = new Option<bool>(Plan) { Description = "Only show what a run would do and how long it would take." }.In(HelpGroup.Length, isUsual: true);
        var job = new JobOptionSet();

        var command = new Command("train", "Trains a network on a text, shows the progress, and writes a model file.") { text, showText };
        RunOutputTable.Files.AddTo(command);
        command.Add(resume);
        command.Add(from);
        command.Add(time);
        command.Add(plan);
        TrainingReader.AddTo(command);
        RunOutputTable.Samples.AddTo(command);
        job.AddTo(command);
        command.SetAction(result =>
        {
            long began = Stopwatch.GetTimestamp();
            TextInput input = TextInput.FindAll(result.GetValue(text) ?? [], console.Input).With(TextReadingTable.All.Apply(result, TextReadingTable.All.Defaults));
            input.RequireNoPipe("train", console);
            if (result.GetValue(showText))
            {
                new FileRoles(console).Reads(input.Paths, "the text").RequireDistinct();
                return Show(input.Read(), console);
            }

            if (job.Read(result, input) is { } work)
            {
                TrainingFiles.Of(work, console).RequireDistinct();
                return work.Run(console, stop);
            }

            TrainingRequest request = TrainingRequest.Read(result, input, result.GetValue(resume) is { } path ? ResumedRun.Open(path) : null, result.GetValue(from) is { } start ? StartingModel.Open(start) : null, result.IsGiven(time) ? result.GetValue(time) : null);
            UsageException.Require(request.Resumed is null || !result.GetValue(plan), $"{Plan} cannot be combined with --resume: 'charrnn info' shows how far the run of a checkpoint has come", result);
            TrainingFiles.Of(request, console).RequireDistinct();
            return request.Precision == Precision.Double
                ? Run(new TrainingRun<double>(request, console, began), result.GetValue(plan), stop)
                : Run(new TrainingRun<float>(request, console, began), result.GetValue(plan), stop);
        });
        return command;
    }

    private static int Run<T>(TrainingRun<T> run, bool isPlan, CancellationToken stop)
        where T : unmanaged, IFloatingPointIeee754<T>
        => isPlan ? run.ShowPlan() : run.Run(stop);

    private static int Show(EncodedText text, CliConsole console)
    {
        var characters = new int[Math.Min(text.Length, 1 << 16)];
        for (int position = 0; position < text.Length; position += characters.Length)
        {
            Span<int> chunk = characters.AsSpan(0, Math.Min(characters.Length, text.Length - position));
            text.CopyTo(position, chunk);
            console.WriteText(text.Vocabulary.Decode(chunk));
        }

        return ExitCode.Done;
    }
}
