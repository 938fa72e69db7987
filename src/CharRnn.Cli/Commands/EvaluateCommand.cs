using System.CommandLine;
using System.Globalization;
using CharRnn.Cli.Evaluation;
using CharRnn.Cli.Files;
using CharRnn.Cli.Input;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;

namespace CharRnn.Cli.Commands;

/// <summary><c>charrnn evaluate MODEL TEXT</c>.</summary>
internal static class EvaluateCommand
{
    internal static Command Create(CliConsole console)
    {
        Argument<string> model = PathArgument.Model();
        Argument<string> text = PathArgument.Text("The text to predict: a file, UTF-8 or UTF-16, or - for standard input.");
        var perChar = new Option<string?>("--per-char") { Description = "Write the loss of every character to this CSV file.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Write the figures as JSON." };
        var command = new Command(
            "evaluate", "Measures how well a model predicts a text: nats and bits per character, perplexity, and what surprises it most.") { model, text, perChar, json };
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(model);
            TextInput input = TextInput.Find(result.GetRequiredValue(text), console.Input);
            new FileRoles(console).Reads(path, "the model").Reads(input.Paths, "the text")
                .Writes(result.GetValue(perChar), "the losses (--per-char)", "--per-char").RequireDistinct();
            bool isDouble = ModelInput.PrecisionOf(ModelInput.Inspect(path)) == Precision.Double;
            CharacterLosses losses = isDouble
                ? CharacterLosses.Measure(ModelInput.Load<double>(path), input, result.GetValue(perChar))
                : CharacterLosses.Measure(ModelInput.Load<float>(path), input, result.GetValue(perChar));
            if (result.GetValue(json))
            {
                WriteJson(console, path, input, losses);
            }
            else
            {
                WriteLines(console, input, losses);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteLines(CliConsole console, TextInput input, CharacterLosses losses)
    {
        TextScore score = losses.Score;
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"text         {input.Name}, {score.PredictionCount:N0} characters predicted"));
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nats/char    {score.NatsPerCharacter:F4}"));
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bits/char    {score.BitsPerCharacter:F4}"));
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"perplexity   {score.Perplexity:F4}"));
        console.Out.WriteLine("most surprising: nats, position, the character after what stands before it");
        foreach (SurprisingPlace place in losses.MostSurprising())
        {
            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{place.Nats,9:F3} {place.Position,12:N0}  {ConsoleText.OneLine(place.Before)}[{ConsoleText.OneLine(place.Character)}]"));
        }
    }

    private static void WriteJson(CliConsole console, string path, TextInput input, CharacterLosses losses)
        => JsonOutput.Write(console, json =>
        {
            TextScore score = losses.Score;
            json.WriteString("model", path);
            json.WriteString("text", input.Name);
            json.WriteNumber("predictedCharacters", score.PredictionCount);
            json.WriteNumber("totalNats", score.TotalLoss);
            json.WriteNumber("natsPerCharacter", score.NatsPerCharacter);
            json.WriteNumber("bitsPerCharacter", score.BitsPerCharacter);
            json.WriteNumber("perplexity", score.Perplexity);
            json.WriteStartArray("mostSurprising");
            foreach (SurprisingPlace place in losses.MostSurprising())
            {
                json.WriteStartObject();
                json.WriteNumber("position", place.Position);
                json.WriteString("character", place.Character);
                json.WriteNumber("nats", place.Nats);
                json.WriteString("before", place.Before);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
}
