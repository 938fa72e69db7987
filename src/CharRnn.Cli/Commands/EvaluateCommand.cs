using System.CommandLine;
using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Input;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;

namespace CharRnn.Cli.Commands;

/// <summary><c>charrnn evaluate MODEL TEXT</c>.</summary>
internal static class EvaluateCommand
{
    internal static Command Create(CliConsole console)
    {
        Argument<string> model = PathArgument.Model();
        Argument<string> text = PathArgument.Text("The text to predict: a file, UTF-8 or UTF-16, or - for standard input.");
        var json = new Option<bool>("--json") { Description = "Write the figures as JSON." };
        var command = new Command("evaluate", "Measures how well a model predicts a text: nats and bits per character, and perplexity.") { model, text, json };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(model);
            bool isDouble = ModelInput.PrecisionOf(ModelInput.Inspect(path)) == Precision.Double;
            TextInput input = TextInput.Read(result.GetRequiredValue(text), console.Input);
            TextScore score = isDouble ? Score(ModelInput.Load<double>(path), input) : Score(ModelInput.Load<float>(path), input);
            if (result.GetValue(json))
            {
                WriteJson(console, path, input, score);
            }
            else
            {
                WriteLines(console, input, score);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static TextScore Score<T>(RnnModel<T> model, TextInput input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        try
        {
            return model.Score(input.Characters.Span);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(
                $"{input.Name}: {Failure.WithoutParameterName(exception)} The model knows the characters of the text it was trained on; 'charrnn info' lists them.", exception);
        }
    }

    private static void WriteLines(CliConsole console, TextInput input, TextScore score)
    {
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"text         {input.Name}, {score.PredictionCount:N0} characters predicted"));
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nats/char    {score.NatsPerCharacter:F4}"));
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bits/char    {score.BitsPerCharacter:F4}"));
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"perplexity   {score.Perplexity:F4}"));
    }

    private static void WriteJson(CliConsole console, string path, TextInput input, TextScore score)
        => JsonOutput.Write(console, json =>
        {
            json.WriteString("model", path);
            json.WriteString("text", input.Name);
            json.WriteNumber("predictedCharacters", score.PredictionCount);
            json.WriteNumber("totalNats", score.TotalLoss);
            json.WriteNumber("natsPerCharacter", score.NatsPerCharacter);
            json.WriteNumber("bitsPerCharacter", score.BitsPerCharacter);
            json.WriteNumber("perplexity", score.Perplexity);
        });
}
