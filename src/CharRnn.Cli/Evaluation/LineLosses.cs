using System.Globalization;
using System.Numerics;
using System.Text;
using CharRnn.Cli.Failures;
using CharRnn.Cli.Files;
using CharRnn.Cli.Screen;
using CharRnn.Training;

namespace CharRnn.Cli.Evaluation;

/// <summary>The loss of every line or every document of a text, each read from the zero state.</summary>
internal static class LineLosses
{
    /// <summary>The argument that stands for standard output.</summary>
    internal const string StandardOutput = "-";

    /// <summary>Lines that are measured at once.</summary>
    private const int GroupSize = 1 << 14;

    /// <summary>Writes a row for every line.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The text.</param>
    /// <param name="path">A file, which becomes JSON by its name, or <c>-</c>.</param>
    /// <param name="isJson">Whether rows are JSON whatever the name.</param>
    /// <param name="console">The standard output.</param>
    /// <exception cref="CommandException">The text has no line, or a character that the model does not know; or the file cannot be written.</exception>
    internal static void Write<T>(RnnModel<T> model, TextInput input, string path, bool isJson, CliConsole console)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool isFile = path != StandardOutput;
        if (isFile)
        {
            OutputFile.RequireWritable(path, "file of lines", "--per-line");
        }

        Row[] rows = Measure(model, input);
        isJson |= isFile && Path.GetExtension(path) is ".json" or ".jsonl" or ".ndjson";
        IEnumerable<string> lines = isJson ? rows.Select(Json) : rows.Select(Csv).Prepend("line,characters,nats,bits,nats_per_character,rank,text");
        if (!isFile)
        {
            foreach (string line in lines)
            {
                console.WriteText(line + "\n");
            }

            return;
        }

        OutputFile.Write(path, "--per-line", stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            foreach (string line in lines)
            {
                writer.WriteLine(line);
            }
        });
    }

    private static Row[] Measure<T>(RnnModel<T> model, TextInput input)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool hasDocuments = input.Reading.Documents.Kind != DocumentKind.None;
        DocumentFormat format = hasDocuments ? input.Reading.Documents : DocumentFormat.Lines;
        if (!model.Vocabulary.TryGetIndex(Rune.GetRuneAt(format.EndOfText, 0), out _))
        {
            throw new CommandException($"{input.Name}: the model does not know {(hasDocuments ? "the symbol between documents" : "line breaks")}, so it cannot tell where a line begins and ends.");
        }

        string[] texts = input.With(input.Reading with { Documents = format }).Read(model.Vocabulary).Documents(format);
        TextScore[] scores = [.. texts.Chunk(GroupSize).SelectMany(group => model.ScoreMany(group, format.EndOfText))];
        var rows = new Row[texts.Length];
        int rank = 0;
        foreach (int n in Enumerable.Range(0, texts.Length).OrderByDescending(n => scores[n].NatsPerCharacter))
        {
            rows[n] = new Row(n + 1, ++rank, scores[n], texts[n]);
        }

        return rows;
    }

    private static string Csv(Row row)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Number},{row.Score.PredictionCount - 1},{row.Score.TotalLoss},{row.Bits},{row.Score.NatsPerCharacter},{row.Rank},{ConsoleText.CsvField(row.Text)}");

    private static string Json(Row row) => JsonOutput.Line(json =>
    {
        json.WriteNumber("line", row.Number);
        json.WriteNumber("characters", row.Score.PredictionCount - 1);
        json.WriteNumber("nats", row.Score.TotalLoss);
        json.WriteNumber("bits", row.Bits);
        json.WriteNumber("natsPerCharacter", row.Score.NatsPerCharacter);
        json.WriteNumber("rank", row.Rank);
        json.WriteString("text", row.Text);
    });

    /// <summary>One line: its number from 1, and its place among all by nats per character, the end of the line included.</summary>
    private sealed record Row(int Number, int Rank, TextScore Score, string Text)
    {
        internal double Bits => Score.TotalLoss / Math.Log(2);
    }
}
