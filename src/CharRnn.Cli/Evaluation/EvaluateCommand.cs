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
        command.SetAction(result => Run(
            new EvaluateRequest(
                result.GetRequiredValue(model),
                TextInput.Find(result.GetRequiredValue(text), console.Input),
                result.GetValue(trainText) is { Length: > 0 } paths ? TextInput.FindAll(paths, console.Input) : null)
            {
                PerChar = result.GetValue(perChar),
                PerLine = result.GetValue(perLine),
                Window = result.IsGiven(window) ? result.GetValue(window) : null,
                IsJson = result.GetValue(json),
            },
            result,
            console));
        return command;
    }

    private static int Run(EvaluateRequest request, ParseResult result, CliConsole console)
    {
        RequireSound(request, result, console);
        ModelFileInfo info = ModelInput.Inspect(request.ModelPath);
        request = request with { Text = request.Text.With(TextReadingTable.For(info, result)) };
        CharacterLosses? losses = ModelInput.PrecisionOf(info) == Precision.Double
            ? Measure(ModelInput.Load<double>(request.ModelPath), request, console)
            : Measure(ModelInput.Load<float>(request.ModelPath), request, console);
        if (losses is null)
        {
            return ExitCode.Done;
        }

        NGramComparison? tables = request.TrainingText is { } training
            ? NGramComparison.Measure(training.With(request.Text.Reading with { Unknown = UnknownCharacters.Error }), losses.Text) : null;
        if (request.IsJson)
        {
            WriteJson(console, request, losses, tables);
        }
        else
        {
            WriteLines(console, request, losses, tables);
        }

        return ExitCode.Done;
    }

    private static void RequireSound(EvaluateRequest request, ParseResult result, CliConsole console)
    {
        new FileRoles(console)
            .Reads(request.ModelPath, "the model")
            .Reads(request.Text.Paths, "the text")
            .Reads(request.TrainingText?.Paths ?? [], "the training text")
            .Writes(request.PerChar, "the losses (--per-char)", "--per-char")
            .Writes(request.PrintsLines ? null : request.PerLine, "the losses of the lines (--per-line)", "--per-line")
            .RequireDistinct();
        UsageException.Require(
            request.PerLine is null || request.PrintsLines || request.Text.Paths is not [TextInput.StandardInput],
            "standard input can be read only once: use --per-line - for the lines, or omit it for the figures", result);
        UsageException.Require(request.PerLine is null || request.Window is null, "--window cannot be combined with --per-line: lines are read whole", result);
    }

    /// <returns>Null where the lines are the output.</returns>
    private static CharacterLosses? Measure<T>(RnnModel<T> model, EvaluateRequest request, CliConsole console)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (request.PerLine is { } path)
        {
            LineLosses.Write(model, request.Text, path, request.IsJson, console);
        }

        return request.PrintsLines ? null : CharacterLosses.Measure(model, request.Text, request.PerChar, request.Window);
    }

    private static void WriteLines(CliConsole console, EvaluateRequest request, CharacterLosses losses, NGramComparison? tables)
    {
        TextScore score = losses.Score;
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"text         {request.Text.Name}, {Quantity.Of(score.PredictionCount, "character")} predicted"));
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

    private static void WriteJson(CliConsole console, EvaluateRequest request, CharacterLosses losses, NGramComparison? tables)
        => JsonOutput.Write(console, json =>
        {
            TextScore score = losses.Score;
            json.WriteString("model", request.ModelPath);
            json.WriteString("text", request.Text.Name);
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
