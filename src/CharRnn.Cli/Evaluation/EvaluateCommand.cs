using System.CommandLine;
using System.Globalization;
using System.Numerics;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Options;
using CharRnn.Cli.Screen;
using CharRnn.Cli.Settings;
using CharRnn.Persistence;

namespace CharRnn.Cli.Evaluation;

/// <summary><c>charrnn evaluate MODEL TEXT</c>.</summary>
internal static class EvaluateCommand
{
    internal static Command Create(CliConsole console)
    {
        Argument<string> model = PathArgument.Model();
        Argument<string> text = PathArgument.Text("The text to predict: a file, UTF-8 or UTF-16, or - for standard input.");
        var perChar = new Option<string?>("--per-char") { Description = "Write the loss of every character to this CSV file.", HelpName = "file" };
        var perLine = new Option<string?>("--per-line")
        {
            Description = "Write the loss of every line, or document, to this file, with its rank by nats per character: 1 is the most unusual. The format is CSV, or JSON lines with --json or a name that ends in .jsonl; - writes to standard output instead of the figures.",
            HelpName = "file",
        };
        var trainText = new Option<string[]>("--train-text")
        {
            Description = "The training text of the model, or several files. For comparison, shows the loss of n-gram tables of this text, n = 1 to "
                + $"{NGramTables.HighestOrder}, on the same characters. Takes {NGramTables.BytesPerCharacter} bytes of memory for each character of both texts.",
            HelpName = "file",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int> window = OptionFormats.Whole(1).CreateOption(
            "--window", "Read the text in windows of this number of characters, each from the zero state without the preceding text, as nanoGPT does with 256. This gives a larger loss. [default: the text as a whole, or by documents]");
        var json = new Option<bool>("--json") { Description = "Write the figures as JSON." };
        var command = new Command(
            "evaluate", "Measures how well a model predicts a text: nats and bits per character, perplexity, and the most surprising places.") { model, text, trainText, perChar, perLine, window, json };
        TextReadingTable.All.AddTo(command);
        TextReadingTable.UnknownCharacters.AddTo(command);
        command.SetAction(result =>
        {
            string path = result.GetRequiredValue(model);
            TextInput input = TextInput.Find(result.GetRequiredValue(text), console.Input);
            string? lines = result.GetValue(perLine);
            TextInput? training = result.GetValue(trainText) is { Length: > 0 } paths ? TextInput.FindAll(paths, console.Input) : null;
            new FileRoles(console).Reads(path, "the model").Reads(input.Paths, "the text").Reads(training?.Paths ?? [], "the training text")
                .Writes(result.GetValue(perChar), "the losses (--per-char)", "--per-char")
                .Writes(lines == LineLosses.StandardOutput ? null : lines, "the losses of the lines (--per-line)", "--per-line").RequireDistinct();
            UsageException.Require(
                lines is null or LineLosses.StandardOutput || input.Paths is not [TextInput.StandardInput],
                "standard input can be read only once: use --per-line - for the lines, or omit it for the figures", result);
            int? windowLength = result.IsGiven(window) ? result.GetValue(window) : null;
            UsageException.Require(lines is null || windowLength is null, "--window cannot be combined with --per-line: lines are read whole", result);
            ModelFileInfo info = ModelInput.Inspect(path);
            input = input.With(TextReadingTable.For(info, result));
            CharacterLosses? losses = ModelInput.PrecisionOf(info) == Precision.Double
                ? Measure(ModelInput.Load<double>(path), input, result.GetValue(perChar), windowLength, lines, result.GetValue(json), console)
                : Measure(ModelInput.Load<float>(path), input, result.GetValue(perChar), windowLength, lines, result.GetValue(json), console);
            if (losses is null)
            {
                return ExitCode.Done;
            }
            NGramComparison? tables = training is null ? null : NGramComparison.Measure(training.With(input.Reading with { Unknown = CharRnn.Persistence.UnknownCharacters.Error }), losses.Text);
            if (result.GetValue(json))
            {
                WriteJson(console, path, input, losses, tables);
            }
            else
            {
                WriteLines(console, input, losses, tables);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <returns>Null where the lines are the output.</returns>
    private static CharacterLosses? Measure<T>(RnnModel<T> model, TextInput input, string? perChar, int? window, string? perLine, bool isJson, CliConsole console)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (perLine is not null)
        {
            LineLosses.Write(model, input, perLine, isJson, console);
        }

        return perLine == LineLosses.StandardOutput ? null : CharacterLosses.Measure(model, input, perChar, window);
    }

    private static void WriteLines(CliConsole console, TextInput input, CharacterLosses losses, NGramComparison? tables)
    {
        TextScore score = losses.Score;
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"text         {input.Name}, {Quantity.Of(score.PredictionCount, "character")} predicted"));
        if (losses.Skipped.Count > 0)
        {
            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"skipped      {Quantity.Of(losses.SkippedCount, "character")} that the model does not know; the figures exclude them: {string.Join(", ", losses.Skipped.Take(12))}{(losses.Skipped.Count > 12 ? ", …" : "")}"));
        }

        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nats/char    {score.NatsPerCharacter:F4}"));
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bits/char    {score.BitsPerCharacter:F4}"));
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"perplexity   {score.Perplexity:F4}"));
        tables?.Write(console, score);
        console.Out.WriteLine("most surprising: nats, position, the character after what stands before it");
        foreach (SurprisingPlace place in losses.MostSurprising())
        {
            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{place.Nats,9:F3} {place.Position,12:N0}  {ConsoleText.OneLine(place.Before)}[{ConsoleText.OneLine(place.Character)}]"));
        }
    }

    private static void WriteJson(CliConsole console, string path, TextInput input, CharacterLosses losses, NGramComparison? tables)
        => JsonOutput.Write(console, json =>
        {
            TextScore score = losses.Score;
            json.WriteString("model", path);
            json.WriteString("text", input.Name);
            json.WriteNumber("predictedCharacters", score.PredictionCount);
            json.WriteNumber("skippedCharacters", losses.SkippedCount);
            json.WriteNumber("totalNats", score.TotalLoss);
            json.WriteNumber("natsPerCharacter", score.NatsPerCharacter);
            json.WriteNumber("bitsPerCharacter", score.BitsPerCharacter);
            json.WriteNumber("perplexity", score.Perplexity);
            tables?.Write(json);
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
