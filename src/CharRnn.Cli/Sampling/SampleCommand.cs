using System.CommandLine;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;

namespace CharRnn.Cli.Sampling;

/// <summary><c>charrnn sample MODEL</c>.</summary>
internal static class SampleCommand
{
    internal static Command Create(CliConsole console, CancellationToken stop)
    {
        Argument<string> model = PathArgument.Model();
        var command = new Command("sample", "Generates text with a trained model and shows it character by character.") { model };
        SampleTable.All.AddTo(command);
        foreach (OptionRow<TextReadingOptions> row in TextReadingTable.All.Rows.Where(row => row.Name != TextReadingTable.Documents))
        {
            command.Add(row.CreateOption(TextReadingTable.All.Defaults));
        }

        TextReadingTable.UnknownCharacters.AddTo(command);
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(model);
            SampleRequest request = SampleTable.All.Apply(result, SampleTable.All.Defaults);
            SampleTable.All.RequireApplicable(result, request);
            bool isStandardInput = request.Sampling.Prompt == TextInput.StandardInput;
            UsageException.Require(request.PromptFile.Length == 0 || request.Sampling.Prompt.Length == 0, "--prompt and --prompt-file cannot be combined", result);
            new FileRoles(console)
                .Reads(path, "the model")
                .Reads(isStandardInput ? TextInput.StandardInput : null, "the prompt")
                .Reads(request.PromptFile.Length > 0 ? request.PromptFile : null, "the prompt (--prompt-file)")
                .Reads(request.NotIn.Length > 0 ? request.NotIn : null, "the file of unwanted texts (--not-in)")
                .RequireDistinct();
            ModelFileInfo info = ModelInput.Inspect(path);
            TextReadingOptions reading = TextReadingTable.For(info, result);
            return ModelInput.PrecisionOf(info) == Precision.Double
                ? Run(ModelInput.Load<double>(path), info, reading, request, console, stop) : Run(ModelInput.Load<float>(path), info, reading, request, console, stop);
        });
        return command;
    }

    private static int Run<T>(RnnModel<T> model, ModelFileInfo info, TextReadingOptions reading, SampleRequest request, CliConsole console, CancellationToken stop)
        where T : unmanaged, IFloatingPointIeee754<T>
        => new SampleRun<T>(model, DocumentStyle.Of(info), reading, console, stop).Run(request);
}
