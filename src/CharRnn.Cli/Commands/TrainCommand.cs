using System.CommandLine;
using CharRnn.Cli.Input;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Training;

namespace CharRnn.Cli.Commands;

/// <summary><c>charrnn train [TEXT]</c>.</summary>
internal static class TrainCommand
{
    private const string DefaultOutput = "model.safetensors";

    internal static Command Create(CliConsole console, CancellationToken stop)
    {
        Argument<string?> text = PathArgument.OptionalText(
            "The text to learn: a file, UTF-8 or UTF-16, or - for standard input. Without it, a story that ships inside.");
        var showText = new Option<bool>("--show-text") { Description = "Write the text itself to standard output and stop." };
        var training = new TrainingOptionSet();
        var output = new Option<string>("--output", "-o")
        {
            Description = "The model file; replaced if it exists.",
            HelpName = "file",
            DefaultValueFactory = _ => DefaultOutput,
        };
        Option<KeptParameters?> keep = ChoiceOption.Optional<KeptParameters>(
            "--keep",
            "Which parameters the model file gets: those after the last update, or those at the smallest smooth loss (which may only be an easy page). [default: final]");
        var log = new Option<string?>("--log") { Description = "Write the loss curve to this CSV file.", HelpName = "file" };
        Option<int?> sampleEvery = NumberOption.OptionalWhole(
            "--sample-every", "Updates from one sample to the next; 0 for none. [default: a tenth of the run]", minimum: 0);
        Option<int> sampleLength = NumberOption.Whole("--sample-length", "Characters of a sample while training.", 200, minimum: 1);
        Option<int> finalLength = NumberOption.Whole("--final-length", "Characters of the sample at the end.", 500, minimum: 0);
        var sampling = new SamplingOptionSet();

        var command = new Command("train", "Learns a text, shows how it gets on, and writes a model file.") { text, showText, output, keep, log };
        training.AddTo(command);
        command.Add(sampleEvery);
        command.Add(sampleLength);
        command.Add(finalLength);
        sampling.AddTo(command);
        command.SetAction(result =>
        {
            TextInput input = TextInput.Read(result.GetValue(text), console.Input);
            if (result.GetValue(showText))
            {
                console.Out.Write(input.Characters.Span);
                return ExitCode.Done;
            }

            var request = new TrainingRequest
            {
                Text = input,
                Settings = training.Read(result),
                OutputPath = result.GetValue(output)!,
                Keep = result.GetValue(keep) ?? KeptParameters.Final,
                LogPath = result.GetValue(log),
                SampleEvery = result.GetValue(sampleEvery),
                SampleLength = result.GetValue(sampleLength),
                FinalLength = result.GetValue(finalLength),
                Sampling = sampling.Read(result),
            };
            return request.Settings.Precision == Precision.Double
                ? new TrainingRun<double>(request, console).Run(stop)
                : new TrainingRun<float>(request, console).Run(stop);
        });
        return command;
    }
}
