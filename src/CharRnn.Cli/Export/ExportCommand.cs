using System.CommandLine;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;

namespace CharRnn.Cli.Export;

/// <summary><c>charrnn export MODEL</c>.</summary>
internal static class ExportCommand
{
    private const string Extension = ".onnx";

    internal static Command Create(CliConsole console)
    {
        Argument<string> model = PathArgument.Model();
        var output = new Option<string?>("--output", "-o")
        {
            Description = $"The ONNX file to write. [default: the model's name with {Extension}]",
            HelpName = "file",
        };
        Option<Precision?> precision = OptionFormats.Choice<Precision>().OrNone("").CreateOption(
            "--precision", "Type of the numbers in the ONNX file. [default: as in the model file]");
        var command = new Command("export", "Writes one step of the network as an ONNX file, for programs that run ONNX.") { model, output, precision };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(model);
            string target = result.GetValue(output) ?? Path.ChangeExtension(path, Extension);
            new FileRoles(console).Reads(path, "the model").Writes(target, "the ONNX file (--output)", "--output").RequireDistinct();
            ModelFileInfo info = ModelInput.Inspect(path);
            OutputFile.RequireWritable(target, "ONNX file");
            return (result.GetValue(precision) ?? ModelInput.PrecisionOf(info)) == Precision.Double
                ? Write(ModelInput.Load<double>(path), target, console)
                : Write(ModelInput.Load<float>(path), target, console);
        });
        return command;
    }

    private static int Write<T>(RnnModel<T> model, string target, CliConsole console)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        try
        {
            model.ExportOnnx(target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new CommandException($"{target} could not be written: {OutputFile.Reason(exception)} Choose another --output.", exception);
        }

        console.Out.WriteLine($"Wrote {target}: inputs character and state, outputs logits and next_state.");
        return ExitCode.Done;
    }
}
