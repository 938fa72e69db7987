using System.Globalization;
using System.Text.Json;
using CharRnn.Cli.Failures;
using CharRnn.Tests.Persistence;

namespace CharRnn.Tests.Cli.Evaluation;

/// <summary>Losses of lines, texts in documents, and characters that a model does not know.</summary>
public sealed class EvaluateCommandLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RnnModel<double> _model = Networks.RandomModel<double>("\nabc", 10, seed: 1, standardDeviation: 0.3);

    private string ModelPath => _folder["model.safetensors"];

    private string TextPath => _folder["text.txt"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lines_get_their_loss_bits_and_rank(bool ofDocuments)
    {
        Save(ofDocuments);
        File.WriteAllText(TextPath, "abc\ncccc\r\n\nb\n".Replace("\r", ofDocuments ? "\r" : "", StringComparison.Ordinal));
        string[] lines = ["abc", "cccc", "b"];
        TextScore[] expected = [.. lines.Select(line => _model.Score($"\n{line}\n"))];

        CommandRun run = CommandRun.Of("evaluate", ModelPath, TextPath, "--per-line", "-");
        CommandRun json = CommandRun.Of("evaluate", ModelPath, TextPath, "--per-line", "-", "--json");
        CommandRun.Of("evaluate", ModelPath, TextPath, "--per-line", _folder["lines.csv"]).ExitCode.Should().Be(ExitCode.Done);

        run.ExitCode.Should().Be(ExitCode.Done, run.Error);
        File.ReadAllText(_folder["lines.csv"]).Should().Be(run.Output);
        string[][] rows = [.. run.Output.TrimEnd('\n').Split('\n').Select(row => row.Split(','))];
        rows[0].Should().Equal("line", "characters", "nats", "bits", "nats_per_character", "rank", "text");
        for (int n = 0; n < lines.Length; n++)
        {
            rows[n + 1][0].Should().Be($"{n + 1}");
            rows[n + 1][1].Should().Be($"{lines[n].Length}");
            Number(rows[n + 1][2]).Should().BeApproximately(expected[n].TotalLoss, 1e-10);
            Number(rows[n + 1][3]).Should().BeApproximately(expected[n].TotalLoss / Math.Log(2), 1e-10);
            rows[n + 1][5].Should().Be($"{1 + expected.Count(other => other.NatsPerCharacter > expected[n].NatsPerCharacter)}");
            rows[n + 1][6].Should().Be($"\"{lines[n]}\"");
            using JsonDocument row = JsonDocument.Parse(json.Output.Split('\n')[n]);
            row.RootElement.GetProperty("text").GetString().Should().Be(lines[n]);
            row.RootElement.GetProperty("nats").GetDouble().Should().BeApproximately(expected[n].TotalLoss, 1e-10);
        }
    }

    [Fact]
    public void A_text_in_documents_is_measured_document_by_document()
    {
        Save(ofDocuments: true);
        File.WriteAllText(TextPath, "abc\ncc\n");
        double expected = _model.Score("\nabc\n").TotalLoss + _model.Score("\ncc\n").TotalLoss;

        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("evaluate", ModelPath, TextPath, "--json", "--per-char", _folder["chars.csv"]).Output);

        json.RootElement.GetProperty("totalNats").GetDouble().Should().BeApproximately(expected, 1e-10);
        File.ReadLines(_folder["chars.csv"]).Skip(1).Sum(line => Number(line.Split(',')[^1])).Should().BeApproximately(expected, 1e-10);
    }

    [Fact]
    public void Unknown_characters_are_all_listed_or_left_out_and_counted()
    {
        Save(ofDocuments: false);
        File.WriteAllText(TextPath, "ab-c-xa");
        double expected = _model.Score("abca").TotalLoss;

        CommandRun refused = CommandRun.Of("evaluate", ModelPath, TextPath), skipped = CommandRun.Of("evaluate", ModelPath, TextPath, "--unknown", "skip");
        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("evaluate", ModelPath, TextPath, "--unknown", "skip", "--json").Output);

        refused.ExitCode.Should().Be(ExitCode.Failed);
        refused.Error.Should().Contain("'-' (U+002D) 2 times, 'x' (U+0078) 1 time");
        skipped.Output.Should().Contain("skipped      3 characters").And.Contain("'-' (U+002D) 2 times");
        json.RootElement.GetProperty("skippedCharacters").GetInt64().Should().Be(3);
        json.RootElement.GetProperty("totalNats").GetDouble().Should().BeApproximately(expected, 1e-10);
    }

    [Fact]
    public void A_text_is_read_as_the_training_text_was()
    {
        _model.Save(ModelPath, new Dictionary<string, string> { ["encoding"] = "utf-16le", ["normalize"] = "crlf" });
        File.WriteAllBytes(TextPath, System.Text.Encoding.Unicode.GetBytes("ab\r\nc"));
        double expected = _model.Score("ab\nc").TotalLoss;

        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("evaluate", ModelPath, TextPath, "--json").Output);

        json.RootElement.GetProperty("totalNats").GetDouble().Should().BeApproximately(expected, 1e-10);
        CommandRun.Of("evaluate", ModelPath, TextPath, "--encoding", "utf-8").ExitCode.Should().Be(ExitCode.Failed);
    }

    [Fact]
    public void A_model_without_line_breaks_has_no_lines()
    {
        Networks.RandomModel<double>("abc", 3, seed: 1).Save(ModelPath);
        File.WriteAllText(TextPath, "abc");

        CommandRun run = CommandRun.Of("evaluate", ModelPath, TextPath, "--per-line", "-");

        run.ExitCode.Should().Be(ExitCode.Failed);
        run.Error.Should().Contain("the model does not know line breaks");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private void Save(bool ofDocuments)
        => _model.Save(ModelPath, ofDocuments ? new Dictionary<string, string> { ["documents"] = "lines", ["end_of_text"] = "U+000A" } : []);
}
